import * as vscode from "vscode";
import type { CurveBlock } from "../../base/curves/curveBlock.ts";
import type { Config } from "../../config/index.ts";
import type { Background, Rival, RunOrigin, StoredCurves } from "../../contracts/background.ts";
import type { RunEvent, SavedAgainEvent, StartEvent } from "../../contracts/runEvents.ts";
import type { RunState } from "../../runs/index.ts";
import type { HiddenStates } from "./hiddenStates.ts";
import { isIn, type Renames } from "./renames.ts";
import type { Named } from "./runLabels.ts";
import { RunRecord } from "./runRecord.ts";

/** `grown`: its record has more than before. `replaced`: its record is another one. `described`: what it is known by has changed. */
export type RunChange = "grown" | "replaced" | "described";

/** Blocks of a training that are kept for a page that opens: more than a log has not written yet. */
const RECENT = 64;

/** How often a run that another process trains is looked at, milliseconds. */
const LOOK_EVERY = 1000;

/** A run that this window shows: one that it trains, or one on disk. */
export class TrackedRun {
  private readonly changes = new vscode.EventEmitter<RunChange>();
  readonly onDidChange = this.changes.event;
  private readonly rows = new vscode.EventEmitter<CurveBlock>();
  /** Rows of its training here. */
  readonly onDidGetRows = this.rows.event;
  /** The latest of them. What came before is in the log. */
  recent: readonly CurveBlock[] = [];
  /** Whether this window trains it. */
  live = false;
  private origin: RunOrigin | undefined;
  /** Its name where nobody has given it another. */
  private ofConfig: string;
  /** The best of the other runs of its config, as they were when it was met. */
  rival: Rival | undefined;

  constructor(
    private path: string,
    private config: string,
    private current: RunRecord,
  ) {
    this.ofConfig = current.run.name;
  }

  /** It changes when the folder is moved, or saved elsewhere. */
  get folder(): string {
    return this.path;
  }

  get configFile(): string {
    return this.config;
  }

  /** Its folder or its config lies elsewhere. */
  liesAt(folder: string, configFile: string): void {
    this.path = folder;
    this.config = configFile;
    this.current.describe({ folder });
    this.describe();
    this.changes.fire("described");
  }

  get record(): RunRecord {
    return this.current;
  }

  get name(): string {
    return this.current.run.name;
  }

  /** What tells it from other runs. */
  get named(): Named {
    return {
      name: this.name,
      config: vscode.workspace.asRelativePath(this.configFile),
      created: this.origin?.created,
    };
  }

  knowOrigin(origin: RunOrigin): void {
    this.origin = origin;
    this.describe();
    this.changes.fire("described");
  }

  apply(event: RunEvent<Config>): void {
    this.current.apply(event, performance.now());
    this.grown();
  }

  addRows(block: CurveBlock): void {
    this.recent = [...this.recent, block].slice(-RECENT);
    this.rows.fire(block);
  }

  /** Its folder is gone, and its training waits for where to save it. */
  wait(waiting: { message: string; hint: string }): void {
    this.current.wait(waiting);
    this.grown();
  }

  grown(): void {
    this.changes.fire("grown");
  }

  replace(record: RunRecord): void {
    this.current = record;
    this.ofConfig = record.run.name;
    this.describe();
    this.changes.fire("replaced");
  }

  private describe(): void {
    const { origin, current, ofConfig, named } = this;
    if (origin === undefined) return;
    const { called = ofConfig, began, changes } = origin;
    current.describe({ name: called, origin: { config: named.config, began, changes } });
  }

  dispose(): void {
    this.rows.dispose();
    this.changes.dispose();
  }
}

/** The runs that this window has met, by their folder; each is there once. */
export class TrackedRuns {
  private readonly runs = new Map<string, TrackedRun>();
  private readonly followed = new Map<string, NodeJS.Timeout>();
  private readonly renaming: vscode.Disposable;

  constructor(
    private readonly background: Background,
    readonly hiddenStates: HiddenStates,
    private readonly renames: Renames,
  ) {
    this.renaming = renames.onDidRename(({ from, to }) => this.onRename(from, to));
  }

  /** A run that this window has begun to train. */
  started(event: StartEvent<Config>, name: string, configFile: string): TrackedRun {
    let run = this.runs.get(event.run);
    if (run === undefined) {
      run = new TrackedRun(event.run, configFile, RunRecord.started(event, name));
      this.runs.set(event.run, run);
      void this.findOrigin(run);
      void this.findRival(run);
    }
    run.live = true;
    this.unfollow(event.run);
    run.apply(event);
    return run;
  }

  /**
   * A run on disk; one that another process trains is followed as it grows.
   * @throws UserError when the folder is no run
   */
  async open(folder: string): Promise<TrackedRun> {
    const known = this.runs.get(folder);
    if (known?.live) return known;
    const { record, configFile, origin } = await this.read(folder);
    let run = this.runs.get(folder);
    if (run?.live) return run;
    if (run !== undefined) run.replace(record);
    else {
      run = new TrackedRun(folder, configFile, record);
      run.knowOrigin(origin);
      this.runs.set(folder, run);
      void this.findRival(run);
    }
    if (record.progress.state === "running" && !this.followed.has(folder)) this.follow(run);
    return run;
  }

  /** Curves of a run on disk. */
  readCurves(run: TrackedRun, at: number): Promise<StoredCurves> {
    return this.background.readCurves(run.folder, at);
  }

  /** A run that trains goes on in another folder. */
  moved(run: TrackedRun, event: SavedAgainEvent): void {
    this.runs.delete(run.folder);
    this.runs.set(event.run, run);
    run.liesAt(event.run, run.configFile);
    run.apply(event);
  }

  dispose(): void {
    this.renaming.dispose();
    for (const folder of [...this.followed.keys()]) this.unfollow(folder);
    for (const run of this.runs.values()) run.dispose();
  }

  /** A file or a folder was renamed in VS Code. A run that trains says itself where it goes on. */
  private onRename(from: string, to: string): void {
    const renamed = (path: string) => (isIn(path, from) ? to + path.slice(from.length) : path);
    for (const [key, run] of [...this.runs]) {
      const folder = run.live ? run.folder : renamed(run.folder);
      const configFile = renamed(run.configFile);
      if (folder === run.folder && configFile === run.configFile) continue;
      this.unfollow(key);
      this.runs.delete(key);
      this.runs.set(folder, run);
      run.liesAt(folder, configFile);
      if (!run.live && run.record.progress.state === "running") this.follow(run);
    }
  }

  private follow(run: TrackedRun): void {
    let seen = "";
    const look = async () => {
      const now = await this.background.stampOfRun(run.folder);
      if (now === seen || run.live) return;
      seen = now;
      run.replace((await this.read(run.folder)).record);
    };
    const again = () => {
      const timer = setTimeout(async () => {
        await look().catch(() => {
          run.record.end("interrupted");
          run.grown();
        });
        if (this.followed.get(run.folder) !== timer) return;
        if (run.record.progress.state === "running") again();
        else this.unfollow(run.folder);
      }, LOOK_EVERY);
      this.followed.set(run.folder, timer);
    };
    again();
  }

  private async read(folder: string): Promise<{ record: RunRecord; configFile: string; origin: RunOrigin }> {
    const { language } = vscode.env;
    const { snapshot, ...rest } = await this.background.readRun(folder, this.hiddenStates.folder, language);
    const configFile = this.renames.follow(rest.configFile, rest.origin.created);
    return { record: RunRecord.restored(snapshot), origin: rest.origin, configFile };
  }

  /** A person has named a run, or no longer does. */
  async renamed(folder: string): Promise<void> {
    const run = this.runs.get(folder);
    if (run !== undefined) await this.findOrigin(run);
  }

  /** Without it the run goes by its name alone. */
  private async findOrigin(run: TrackedRun): Promise<void> {
    const origin = await this.background.originOf(run.folder, vscode.env.language).catch(() => undefined);
    if (origin !== undefined) run.knowOrigin(origin);
  }

  private async findRival(run: TrackedRun): Promise<void> {
    run.rival = await this.background.rivalOf(run.folder, vscode.env.language).catch(() => undefined);
    run.grown();
  }

  private unfollow(folder: string): void {
    clearTimeout(this.followed.get(folder));
    this.followed.delete(folder);
  }
}

/** How a run stands, in a person's language. */
export function stateName(state: RunState): string {
  const names = {
    running: vscode.l10n.t("running"),
    finished: vscode.l10n.t("finished"),
    stopped: vscode.l10n.t("stopped"),
    interrupted: vscode.l10n.t("interrupted"),
    failed: vscode.l10n.t("failed"),
    diverged: vscode.l10n.t("diverged"),
  };
  return names[state];
}
