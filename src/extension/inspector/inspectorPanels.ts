import * as vscode from "vscode";
import type { InspectionStart } from "../../contracts/inspection.ts";
import { LastUse, type UsedRun } from "../panels/lastUse.ts";
import { columnBeside } from "../panels/panelTabs.ts";
import type { Inspections } from "./inspections.ts";
import { InspectorPanel, inspectorType } from "./inspectorPanel.ts";

/** The inspectors of the window. What is to be looked into goes to the one that was used last. */
export class InspectorPanels implements vscode.WebviewPanelSerializer {
  /** The last one used stands last. */
  private panels: InspectorPanel[] = [];
  private readonly serializer: vscode.Disposable;
  private readonly uses = new LastUse();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly inspections: Inspections,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(inspectorType, this);
  }

  show(start: InspectionStart): void {
    const open = this.panels.at(-1);
    const panel = open ?? this.add(this.create());
    panel.look(start);
    if (open) open.panel.reveal();
  }

  /** The run of the inspector that was used last. */
  get usedRun(): UsedRun | undefined {
    return this.uses.latest(this.panels);
  }

  /** The folder of the run of the inspector that has the focus. */
  get activeRun(): string | undefined {
    return this.panels.find(({ panel }) => panel.active)?.run;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    // The page has kept what it showed.
    this.add(panel);
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
    this.serializer.dispose();
  }

  private create(): vscode.WebviewPanel {
    const column = columnBeside(this.panels.map(({ panel }) => panel.viewColumn));
    return vscode.window.createWebviewPanel(inspectorType, vscode.l10n.t("Inspector"), column);
  }

  private add(panel: vscode.WebviewPanel): InspectorPanel {
    const made = new InspectorPanel(panel, this.extension, this.inspections);
    this.panels.push(made);
    this.uses.follow(panel);
    panel.onDidChangeViewState(() => {
      if (panel.active) this.panels = [...this.panels.filter((other) => other !== made), made];
    });
    panel.onDidDispose(() => {
      this.panels = this.panels.filter((other) => other !== made);
      made.dispose();
    });
    return made;
  }
}
