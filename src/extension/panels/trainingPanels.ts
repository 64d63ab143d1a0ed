import * as vscode from "vscode";
import type { PanelState } from "../../protocol/trainingPanel.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";
import type { Training, Trainings } from "../trainings.ts";
import { panelType, TrainingPanel } from "./trainingPanel.ts";

/** The training panels of the window: one a run, and a new training of a config takes the panel of its last one over. */
export class TrainingPanels implements vscode.WebviewPanelSerializer<PanelState> {
  private readonly panels = new Set<TrainingPanel>();
  /** Panels of trainings that have no run yet. */
  private readonly waiting = new Map<Training, { panel: TrainingPanel; created: boolean }>();
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly extension: vscode.Uri,
    trainings: Trainings,
    private readonly runs: TrackedRuns,
    private readonly finder: RunsFinder,
  ) {
    this.disposables = [
      vscode.window.registerWebviewPanelSerializer(panelType, this),
      trainings.onDidChange((training) => this.onChange(training)),
    ];
  }

  /** Opens the panel of a training that begins, beside the editor. */
  openFor(training: Training): void {
    const taken = [...this.waiting.values()].map(({ panel }) => panel);
    const free = [...this.panels].filter((panel) => !taken.includes(panel));
    const old = free.find(({ run }) => run?.configFile === training.configFile && !run.live);
    const panel = old ?? this.add(TrainingPanel.create(this.extension, training.name, this.column));
    if (old !== undefined && !old.panel.visible) old.reveal(true);
    if (training.run !== undefined) this.bind(panel, training.run);
    else this.waiting.set(training, { panel, created: old === undefined });
  }

  /** Shows a run, in its panel if it has one. */
  show(run: TrackedRun): void {
    const open = this.of(run);
    if (open !== undefined) return open.reveal(false);
    this.bind(this.add(TrainingPanel.create(this.extension, run.name, this.column)), run);
  }

  of(run: TrackedRun): TrainingPanel | undefined {
    return [...this.panels].find((panel) => panel.run === run);
  }

  /** The run of the panel that has the focus. */
  get activeRun(): TrackedRun | undefined {
    return [...this.panels].find(({ panel }) => panel.active)?.run;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: PanelState | undefined): Promise<void> {
    try {
      const folder = await this.finder.locate(state?.run ?? "");
      const run = await this.runs.open(folder);
      this.bind(this.add(new TrainingPanel(panel, this.extension, run.name)), run);
    } catch {
      // Its run was deleted: there is nothing to come back to.
      panel.dispose();
    }
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private add(panel: TrainingPanel): TrainingPanel {
    this.panels.add(panel);
    panel.panel.onDidDispose(() => {
      this.panels.delete(panel);
      for (const [training, waiting] of this.waiting) if (waiting.panel === panel) this.waiting.delete(training);
      panel.dispose();
    });
    return panel;
  }

  /** Beside the editor: where panels are already, unless that is where the person is. */
  private get column(): vscode.ViewColumn {
    const active = vscode.window.tabGroups.activeTabGroup.viewColumn;
    const columns = [...this.panels].map(({ panel }) => panel.viewColumn);
    return columns.find((column) => column !== undefined && column !== active) ?? vscode.ViewColumn.Beside;
  }

  private bind(panel: TrainingPanel, run: TrackedRun): void {
    panel.show(run);
    void this.finder.remember(run.record.run.id, run.folder);
  }

  private onChange(training: Training): void {
    const waiting = this.waiting.get(training);
    if (waiting === undefined) return;
    if (training.run !== undefined) {
      this.waiting.delete(training);
      this.bind(waiting.panel, training.run);
    } else if (training.phase === "ended") {
      this.waiting.delete(training);
      // It never began, and an empty panel tells nobody why.
      if (waiting.created) waiting.panel.panel.dispose();
    }
  }
}
