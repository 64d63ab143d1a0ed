import * as vscode from "vscode";
import { comparisonState } from "../../contracts/comparisonPanel.ts";
import { matches } from "../../contracts/shapes.ts";
import { columnBeside } from "../panels/panelTabs.ts";
import type { Training, Trainings } from "../trainings/trainings.ts";
import { ComparisonPanel, type ComparisonParts, comparisonType } from "./comparisonPanel.ts";

/** The comparisons of the window: one for the same runs. */
export class ComparisonPanels implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<ComparisonPanel>();
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly parts: ComparisonParts,
    trainings: Trainings,
  ) {
    this.disposables = [
      vscode.window.registerWebviewPanelSerializer(comparisonType, this),
      trainings.onDidChange((training) => this.onChange(training)),
    ];
  }

  show(folders: readonly string[]): void {
    const isSame = ({ runs }: ComparisonPanel) =>
      runs.length === folders.length && folders.every((folder) => runs.includes(folder));
    const open = [...this.panels].find(isSame);
    if (open !== undefined) return open.panel.reveal();
    const column = columnBeside([...this.panels].map(({ panel }) => panel.viewColumn));
    const title = vscode.l10n.t("Comparison");
    this.add(vscode.window.createWebviewPanel(comparisonType, title, column), folders);
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

  private add(panel: vscode.WebviewPanel, folders: readonly string[]): void {
    const made = new ComparisonPanel(panel, this.parts, folders);
    this.panels.add(made);
    panel.onDidDispose(() => {
      this.panels.delete(made);
      made.dispose();
    });
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
