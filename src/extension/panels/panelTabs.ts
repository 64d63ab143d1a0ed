import * as vscode from "vscode";

export const panelType = "unroll.training";

/** Whether a tab is a panel of a type, of this extension host or of one before it. VS Code puts words of its own before the type. */
export function isPanelTab({ input }: vscode.Tab, type = panelType): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(type);
}

/**
 * Where a panel opens: on the panel that has the focus, else in the group beside the editor, first one that holds a panel (`taken`).
 * A new group is made only where there is one alone.
 */
export function columnBeside(taken: readonly (vscode.ViewColumn | undefined)[]): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const active = activeTabGroup.viewColumn;
  if (activeTabGroup.activeTab === undefined || isPanelTab(activeTabGroup.activeTab)) return active;
  const others = all.map(({ viewColumn }) => viewColumn).filter((column) => column !== active);
  const withPanel = others.find((column) => taken.includes(column));
  if (withPanel !== undefined) return withPanel;
  const right = others.filter((column) => column > active).sort((a, b) => a - b);
  const left = others.filter((column) => column < active).sort((a, b) => b - a);
  return right[0] ?? left[0] ?? vscode.ViewColumn.Beside;
}
