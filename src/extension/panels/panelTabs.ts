import * as vscode from "vscode";

export const panelType = "unroll.training";

/** Whether a tab is a training panel, of this extension host or of one before it. VS Code puts words of its own before the type. */
export function isPanelTab({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelType);
}
