import * as vscode from "vscode";
import type { Background } from "../../protocol/background.ts";
import type { RunEvent, StartEvent } from "../../protocol/runEvents.ts";
import type { HiddenStates } from "./hiddenStates.ts";
import { RunRecord } from "./runRecord.ts";

/** `grown`: its record has more than before. `replaced`: its record is another one. */
export type RunChange = "grown" | "replaced";

/** How often a run that another process trains is looked at, milliseconds. */
const LOOK_EVERY = 1000;

/** A run that this window shows: one that it trains, or one on disk. */
export class TrackedRun {
  private readonly changes = new vscode.EventEmitter<RunChange>();
  readonly onDidChange = this.changes.event;
  /** Whether this window trains it. */
  live = false;

  constructor(
    readonly folder: string,
    readonly configFile: string,
    private current: RunRecord,
  ) {}

  get record(): RunRecord {
    return this.current;
  }

  get name(): string {
    return this.current.run.name;
  }

  apply(event: RunEvent): void {
    this.current.apply(event, performance.now());
    this.grown();
  }

  grown(): void {
    this.changes.fire("grown");
  }

  replace(record: RunRecord): void {
    this.current = record;
    this.changes.fire("replaced");
  }

  dispose(): void {
    this.changes.dispose();
  }
}

/** The runs that this window has met, by their folder; each is there once. */
export class TrackedRuns {
  private readonly runs = new Map<string, TrackedRun>();
  private readonly followed = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly background: Background,
    readonly hiddenStates: HiddenStates,
  ) {}

  /** A run that this window has begun to train. */
  started(event: StartEvent, name: string, configFile: string): TrackedRun {
    let run = this.runs.get(event.run);
    if (run === undefined) {
      run = new TrackedRun(event.run, configFile, RunRecord.started(event, name));
      this.runs.set(event.run, run);
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
    const { record, configFile } = await this.read(folder);
    let run = this.runs.get(folder);
    if (run?.live) return run;
    if (run !== undefined) run.replace(record);
    else {
      run = new TrackedRun(folder, configFile, record);
      this.runs.set(folder, run);
    }
    if (record.progress.state === "running" && !this.followed.has(folder)) this.follow(run);
    return run;
  }

  dispose(): void {
    for (const folder of [...this.followed.keys()]) this.unfollow(folder);
    for (const run of this.runs.values()) run.dispose();
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

  private async read(folder: string): Promise<{ record: RunRecord; configFile: string }> {
    const { snapshot, configFile } = await this.background.readRun(folder, this.hiddenStates.folder);
    return { record: RunRecord.restored(snapshot), configFile };
  }

  private unfollow(folder: string): void {
    clearTimeout(this.followed.get(folder));
    this.followed.delete(folder);
  }
}
