import * as vscode from "vscode";
import { matches } from "../../contracts/shapes.ts";
import { panelState } from "../../contracts/trainingPanel.ts";
import { runLabels } from "../runs/runLabels.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import type { TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";
import type { Training, Trainings } from "../trainings/trainings.ts";
import { LastUse, type UsedRun } from "./lastUse.ts";
import { Orphans } from "./orphans.ts";
import { columnBeside, panelType } from "./panelTabs.ts";
import { type PanelParts, TrainingPanel } from "./trainingPanel.ts";

/** The training panels of the window: one a run, and a new training of a config takes the panel of its last one over. */
export class TrainingPanels implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<TrainingPanel>();
  /** Panels that VS Code is just bringing back. */
  private readonly reviving = new Set<vscode.WebviewPanel>();
  private readonly orphans: Orphans;
  private readonly uses = new LastUse();
  /** The one that runs are looked through in. */
  private browsed: TrainingPanel | undefined;
  /** Panels of trainings that have no run yet. */
  private readonly waiting = new Map<Training, { panel: TrainingPanel; created: boolean }>();
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly parts: PanelParts,
    private readonly trainings: Trainings,
    private readonly runs: TrackedRuns,
    private readonly finder: RunsFinder,
    memory: vscode.Memento,
  ) {
    const own = () => [...this.reviving, ...[...this.panels].map(({ panel }) => panel)];
    const of = { type: panelType, memory, memoryKey: "unroll.panels" };
    this.orphans = new Orphans(of, own, (tab, run) => this.adopt(tab, run));
    this.disposables = [
      this.orphans,
      vscode.window.registerWebviewPanelSerializer(panelType, this),
      trainings.onDidChange((training) => this.onChange(training)),
    ];
  }

  /** Opens the panel of a training that begins, beside the editor. */
  openFor(training: Training): void {
    const taken = [...this.waiting.values()].map(({ panel }) => panel);
    const free = [...this.panels].filter((panel) => !taken.includes(panel));
    const old = free.find(({ run }) => run?.configFile === training.configFile && !run.live);
    const panel = old ?? this.add(TrainingPanel.create(this.parts, training.name, this.column));
    if (old !== undefined && !old.panel.visible) old.reveal(true);
    if (training.run !== undefined) this.bind(panel, training.run);
    else this.waiting.set(training, { panel, created: old === undefined });
  }

  /** Shows a run, in its panel if it has one. */
  show(run: TrackedRun): void {
    const open = this.of(run);
    if (open !== undefined) return open.reveal(false);
    const orphan = this.orphans.tabOf(run.folder);
    this.bind(this.add(TrainingPanel.create(this.parts, run.name, orphan?.group.viewColumn ?? this.column)), run);
    if (orphan !== undefined) void vscode.window.tabGroups.close(orphan, true);
  }

  /** Shows a run to somebody who looks through a list of them, where the list keeps the focus: in the panel of the one before it. */
  browse(run: TrackedRun): void {
    const open = this.of(run);
    if (open !== undefined) return open.reveal(true);
    const { browsed } = this;
    const isFree = browsed !== undefined && this.panels.has(browsed) && browsed.run?.live !== true;
    const panel = isFree ? browsed : this.add(TrainingPanel.create(this.parts, run.name, this.column));
    this.browsed = panel;
    this.bind(panel, run);
    if (isFree && !panel.panel.visible) panel.reveal(true);
  }

  /** Its run is no longer there. */
  close(folder: string): void {
    for (const { run, panel } of [...this.panels]) if (run?.folder === folder) panel.dispose();
  }

  /** Shows a run, and in its panel where a person types what it is to answer. */
  showTrial(run: TrackedRun): void {
    this.show(run);
    this.of(run)?.askTrial();
  }

  /** Whether a person sees the panel of this run. */
  inSight(run: TrackedRun): boolean {
    return this.of(run)?.panel.visible === true;
  }

  of(run: TrackedRun): TrainingPanel | undefined {
    return [...this.panels].find((panel) => panel.run === run);
  }

  /** The run of the panel that has the focus. */
  get activeRun(): TrackedRun | undefined {
    return [...this.panels].find(({ panel }) => panel.active)?.run;
  }

  /** The run of the panel that was used last. */
  get usedRun(): UsedRun | undefined {
    return this.uses.latest([...this.panels].map(({ panel, run }) => ({ panel, run: run?.folder })));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.reviving.add(panel);
    try {
      const folder = await this.finder.locate(matches(panelState, state) ? state.run : "");
      const run = await this.runs.open(folder);
      this.bind(this.add(new TrainingPanel(panel, this.parts, run.name)), run);
    } catch {
      // Its run was deleted: there is nothing to come back to.
      panel.dispose();
    } finally {
      this.reviving.delete(panel);
    }
  }

  /** Puts a panel of this host where one of a host before it stands. */
  private async adopt(tab: vscode.Tab, folder: string): Promise<void> {
    const run = await this.runs.open(folder).catch(() => undefined);
    if (run !== undefined && this.of(run) === undefined) {
      this.bind(this.add(TrainingPanel.create(this.parts, run.name, tab.group.viewColumn)), run);
    }
    await vscode.window.tabGroups.close(tab, true);
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private add(panel: TrainingPanel): TrainingPanel {
    this.panels.add(panel);
    this.uses.follow(panel.panel);
    panel.panel.onDidDispose(() => {
      this.panels.delete(panel);
      for (const [training, waiting] of this.waiting) if (waiting.panel === panel) this.waiting.delete(training);
      panel.dispose();
      this.nameAll();
    });
    return panel;
  }

  private get column(): vscode.ViewColumn {
    return columnBeside([...this.panels].map(({ panel }) => panel.viewColumn));
  }

  private bind(panel: TrainingPanel, run: TrackedRun): void {
    panel.show(run, () => this.nameAll());
    this.nameAll();
    void this.finder.remember(run);
  }

  /** Gives the panels titles that tell their runs apart, also from those that train without a panel. */
  private nameAll(): void {
    const shown = [...this.panels].flatMap((panel) => (panel.run === undefined ? [] : [{ panel, run: panel.run }]));
    const others = this.trainings.live.flatMap(({ run }) => (run && this.of(run) === undefined ? [run] : []));
    const labels = runLabels([...shown.map(({ run }) => run), ...others].map(({ named }) => named));
    for (const [i, { panel }] of shown.entries()) panel.label = labels[i];
    this.orphans.remember(shown.map(({ panel, run }) => ({ title: panel.panel.title, run: run.folder })));
  }

  private onChange(training: Training): void {
    if (training.phase === "ended") this.nameAll();
    const left = training.before.at(-1);
    const panel = left && this.of(left);
    // Who watches a group sees the run that trains.
    if (panel !== undefined && training.run !== undefined && this.of(training.run) === undefined) {
      this.bind(panel, training.run);
    }
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
