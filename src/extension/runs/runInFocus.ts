import { activeConfig } from "../commands/activeConfig.ts";
import type { InspectorPanels } from "../inspector/inspectorPanels.ts";
import type { TrainingPanels } from "../panels/trainingPanels.ts";
import type { StatusBar } from "../status/statusBar.ts";
import type { Training, Trainings } from "../trainings/trainings.ts";
import type { RunsFinder } from "./runsFinder.ts";
import type { TrackedRun, TrackedRuns } from "./trackedRun.ts";

/** What a person means who names no run: that of the panel with the focus, else of the active config, else of the status bar. */
export class RunInFocus {
  constructor(
    private readonly trainings: Trainings,
    private readonly runs: TrackedRuns,
    private readonly finder: RunsFinder,
    private readonly panels: TrainingPanels,
    private readonly inspectors: InspectorPanels,
    private readonly statusBar: StatusBar,
  ) {}

  /** Undefined also where the active config has no run yet. */
  async find(): Promise<TrackedRun | undefined> {
    if (this.panels.activeRun !== undefined) return this.panels.activeRun;
    const config = (await activeConfig())?.fsPath;
    if (config === undefined) return this.statusBar.run;
    const training = this.ofConfig(config);
    if (training !== undefined) return training.run;
    const newest = await this.finder.newestOf(config);
    return newest && (await this.runs.open(newest.path));
  }

  /**
   * The folder of the run by which a text is read: that of the panel or inspector with the focus, else of the active config, else of
   * the panel or inspector that was used last, else of the status bar.
   */
  async toRead(): Promise<string | undefined> {
    const active = this.inspectors.activeRun ?? this.panels.activeRun?.folder;
    if (active !== undefined) return active;
    if ((await activeConfig()) !== undefined) return (await this.find())?.folder;
    const [ofPanel, ofInspector] = [this.panels.usedRun, this.inspectors.usedRun];
    const used = (ofInspector?.at ?? 0) > (ofPanel?.at ?? 0) ? ofInspector : ofPanel;
    return used?.run ?? this.statusBar.run?.folder;
  }

  /** One that runs. */
  async training(): Promise<Training | undefined> {
    const { activeRun } = this.panels;
    if (activeRun !== undefined) return this.trainings.ofRun(activeRun.folder);
    const config = (await activeConfig())?.fsPath;
    const ofConfig = this.trainings.live.filter(({ configFile }) => configFile === config);
    return ofConfig.length === 1 ? ofConfig[0] : undefined;
  }

  /** The newest of a config. */
  private ofConfig(config: string): Training | undefined {
    return this.trainings.live.findLast(({ configFile }) => configFile === config);
  }
}
