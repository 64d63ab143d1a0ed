import * as vscode from "vscode";
import { comparisonState } from "../../contracts/comparisonPanel.ts";
import { matches } from "../../contracts/shapes.ts";
import { Orphans } from "../panels/orphans.ts";
import { columnBeside } from "../panels/panelTabs.ts";
import type { Training, Trainings } from "../trainings/trainings.ts";
import { ComparisonPanel, type ComparisonParts, comparisonType } from "./comparisonPanel.ts";

/** The comparisons of the window: one for the same runs. */
export class ComparisonPanels implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<ComparisonPanel>();
  private readonly orphans: Orphans;
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly parts: ComparisonParts,
    trainings: Trainings,
    memory: vscode.Memento,
  ) {
    const of = { type: comparisonType, memory, memoryKey: "unroll.comparisons" };
    const own = () => [...this.panels].map(({ panel }) => panel);
    this.orphans = new Orphans(of, own, (tab, runs) => this.adopt(tab, JSON.parse(runs)));
    this.disposables = [
      this.orphans,
      vscode.window.registerWebviewPanelSerializer(comparisonType, this),
      trainings.onDidChange((training) => this.onChange(training)),
    ];
  }

  show(folders: readonly string[]): void {
    const open = this.of(folders);
    if (open !== undefined) return open.panel.reveal();
    const orphan = this.orphans.tabOf(JSON.stringify(folders));
    this.create(
      folders,
      orphan?.group.viewColumn ?? columnBeside([...this.panels].map(({ panel }) => panel.viewColumn)),
    );
    if (orphan !== undefined) void vscode.window.tabGroups.close(orphan, true);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    // In Restricted Mode nothing is read, and without runs there is nothing to come back to.
    if (vscode.workspace.isTrusted && matches(comparisonState, state) && state.runs.length > 0)
      this.add(panel, state.runs);
    else panel.dispose();
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private of(folders: readonly string[]): ComparisonPanel | undefined {
    const isSame = ({ runs }: ComparisonPanel) =>
      runs.length === folders.length && folders.every((folder) => runs.includes(folder));
    return [...this.panels].find(isSame);
  }

  private create(folders: readonly string[], column: vscode.ViewColumn): void {
    const title = vscode.l10n.t("Comparison");
    this.add(vscode.window.createWebviewPanel(comparisonType, title, column), folders);
  }

  /** Puts a panel of this host where one of a host before it stands. */
  private async adopt(tab: vscode.Tab, folders: readonly string[]): Promise<void> {
    // In Restricted Mode nothing is read.
    if (vscode.workspace.isTrusted && this.of(folders) === undefined) this.create(folders, tab.group.viewColumn);
    await vscode.window.tabGroups.close(tab, true);
  }

  private add(panel: vscode.WebviewPanel, folders: readonly string[]): void {
    const made = new ComparisonPanel(panel, this.parts, folders, () => this.remember());
    this.panels.add(made);
    this.remember();
    panel.onDidDispose(() => {
      this.panels.delete(made);
      made.dispose();
      this.remember();
    });
  }

  private remember(): void {
    this.orphans.remember(
      [...this.panels].map(({ panel, runs }) => ({ title: panel.title, run: JSON.stringify(runs) })),
    );
  }

  /** Who compares runs of a group sees its next run too. */
  private onChange({ run, before }: Training): void {
    if (run === undefined || before.length === 0) return;
    for (const panel of this.panels) {
      const isOfGroup = before.some(({ folder }) => panel.runs.includes(folder));
      if (isOfGroup && !panel.runs.includes(run.folder)) panel.runs = [...panel.runs, run.folder];
    }
  }
}
