import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Background, UnreadableRun } from "../../contracts/background.ts";
import type { RunEntry } from "../../contracts/runEntry.ts";
import { errorText } from "../log.ts";
import type { Renames } from "../runs/renames.ts";
import type { RunsFinder } from "../runs/runsFinder.ts";
import { Throttle } from "../throttle.ts";
import type { Training, Trainings } from "../trainings/trainings.ts";
import { FolderWatch } from "./folderWatch.ts";
import { liveEntry } from "./liveEntry.ts";
import { configsOfWorkspace, watchRuns } from "./watching.ts";

/** Files are looked at again at most so often, and what this window trains is shown so often; milliseconds. */
const READ_EVERY = 500;
const SHOW_EVERY = 1000;
/** How often runs are looked at that another process trains: that it died, no file tells. */
const LOOK_EVERY = 4000;

/** What a list of runs works with. */
interface RunListParts {
  background: Background;
  finder: RunsFinder;
  renames: Renames;
  trainings: Trainings;
  log: vscode.LogOutputChannel;
}

/** The runs and the configs of the workspace as they are now. Nothing is read before somebody wants to see them. */
export class RunList {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  /** As their files say. */
  private readonly entries = new Map<string, RunEntry>();
  /** Those that this window trains, as it knows them. */
  private readonly live = new Map<string, RunEntry>();
  configs: readonly string[] = [];
  unreadable: readonly UnreadableRun[] = [];
  private configsFound: Promise<void> = Promise.resolve();
  private version = 0;
  private begun: Promise<void> | undefined;
  private reading: Promise<void> = Promise.resolve();
  /** The reading that comes after the present one. */
  private next: Promise<void> | undefined;
  private look: NodeJS.Timeout | undefined;
  private disposed = false;
  private readonly readAgain = new Throttle(READ_EVERY, () => void this.refresh());
  private readonly show = new Throttle(SHOW_EVERY, () => this.changes.fire());
  /** Of the folders in which runs lie. */
  private readonly watch = new FolderWatch(() => this.readAgain.request());
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly parts: RunListParts) {
    const { trainings, renames } = parts;
    this.disposables = [
      trainings.onDidChange((training) => this.onTraining(training)),
      renames.onDidRename(() => this.onConfigs()),
    ];
  }

  get runs(): RunEntry[] {
    return [...this.entries.values()].map((run) => this.live.get(run.path) ?? run);
  }

  get(path: string): RunEntry | undefined {
    return this.live.get(path) ?? this.entries.get(path);
  }

  /** Reads all there is, and from then on follows it. Nothing is read of a workspace that nobody trusts. */
  begin(): Promise<void> {
    if (!vscode.workspace.isTrusted) return Promise.resolve();
    this.begun ??= this.follow();
    return this.begun;
  }

  /** Resolves when what is known is as new as this call. */
  refresh(): Promise<void> {
    if (this.begun === undefined) return Promise.resolve();
    this.next ??= this.reading.then(() => {
      this.next = undefined;
      this.reading = this.read();
      return this.reading;
    });
    return this.next;
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.look);
    vscode.Disposable.from(this.readAgain, this.show, this.changes, this.watch, ...this.disposables).dispose();
  }

  private async follow(): Promise<void> {
    this.disposables.push(
      watchRuns(
        () => this.readAgain.request(),
        () => this.onConfigs(),
      ),
    );
    // Told with the first runs: who has them already looks at them, and would see them change.
    this.configsFound = configsOfWorkspace().then((configs) => {
      this.configs = configs;
    });
    this.reading = this.read();
    await this.reading;
  }

  private async read(): Promise<void> {
    const { background, finder, renames, log } = this.parts;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    try {
      const paths = folders.map(({ uri }) => uri.fsPath);
      const reading = background.listEntries(paths, finder.shown, this.version, vscode.env.language);
      const [news] = await Promise.all([reading, this.configsFound]);
      this.version = news.version;
      if (news.whole) this.entries.clear();
      for (const path of news.gone) this.entries.delete(path);
      for (const run of news.changed) {
        this.entries.set(run.path, { ...run, configFile: renames.follow(run.configFile, run.created) });
      }
      this.unreadable = news.unreadable;
      this.live.clear();
      for (const training of this.parts.trainings.live) this.overlay(training);
      // A thousand runs are arranged in a task of their own.
      await new Promise((next) => setImmediate(next));
      this.changes.fire();
      if (!this.disposed && this.watch.add(this.folders())) this.readAgain.request();
      const isKnown = ({ path }: RunEntry) => this.configs.includes(this.entries.get(path)!.configFile);
      if (!news.whole && !news.changed.every(isKnown)) this.onConfigs();
    } catch (error) {
      if (this.disposed) return;
      log.warn(`The runs of the workspace could not be read: ${errorText(error)}`);
      this.changes.fire();
    }
    this.lookLater();
  }

  /** Where runs lie. */
  private folders(): Set<string> {
    const paths = [...this.entries.keys(), ...this.unreadable.map(({ path }) => path)];
    return new Set(paths.map((path) => dirname(path)));
  }

  private lookLater(): void {
    clearTimeout(this.look);
    const { trainings } = this.parts;
    const isForeign = ({ state, path }: RunEntry) => state === "running" && trainings.ofRun(path) === undefined;
    if (this.disposed || ![...this.entries.values()].some(isForeign)) return;
    this.look = setTimeout(() => this.readAgain.request(), LOOK_EVERY);
  }

  private onConfigs(): void {
    if (this.begun === undefined) return;
    void configsOfWorkspace().then((configs) => {
      this.configs = configs;
      // Runs may go by another config now.
      const { renames } = this.parts;
      for (const [path, run] of this.entries) {
        const configFile = renames.follow(run.configFile, run.created);
        if (configFile !== run.configFile) this.entries.set(path, { ...run, configFile });
      }
      this.changes.fire();
    });
  }

  private onTraining(training: Training): void {
    const { run } = training;
    if (this.begun === undefined || run === undefined) return;
    this.overlay(training);
    if (training.phase === "ended" || !this.entries.has(run.folder)) this.readAgain.request();
    this.show.request();
  }

  private overlay({ run }: Training): void {
    const entry = run && this.entries.get(run.folder);
    if (entry) this.live.set(entry.path, liveEntry(entry, run.record));
  }
}
