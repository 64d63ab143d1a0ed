import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { Interruption } from "../../base/cancellation.ts";
import type { CurveBlock } from "../../base/curves/curveBlock.ts";
import type { Config } from "../../config/index.ts";
import type { Background } from "../../contracts/background.ts";
import type { ErrorEvent, RunEvent } from "../../contracts/runEvents.ts";
import type { Steering } from "../../contracts/steering.ts";
import type { GoneFolder, SaveTo, Steered, TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";
import type { TrialHost } from "../../runner/thread/sweepThread.ts";
import { TrainingThread } from "../../runner/thread/trainingThread.ts";
import { hintText } from "../adviceText.ts";
import { logEvent } from "../log.ts";
import { isIn } from "../runs/renames.ts";
import { type Named, runLabels } from "../runs/runLabels.ts";
import type { TrackedRun, TrackedRuns } from "../runs/trackedRun.ts";

/** What the window is closed with: VS Code gives an extension five seconds to end. */
const LAST_WORDS = 4000;

export type Phase = "starting" | "running" | "stopping" | "ended";

/** Which trial of a sweep a training is, and who decides of it. */
export interface TrialOf {
  number: number;
  of: number;
  host: TrialHost;
}

/** One training in a thread of its own, from the command to its end. */
export class Training {
  phase: Phase = "starting";
  /** Known once the data is read and the run made. */
  run: TrackedRun | undefined;
  /** Of a group, the runs before it, in their order. */
  readonly before: TrackedRun[] = [];
  /** Of a group, the seeds that it was to train, in their order. */
  seeds: readonly number[] = [];
  error: (ErrorEvent & { key?: string }) | undefined;
  thread: TrainingThread | undefined;
  private readonly stopping = new AbortController();
  /** Answers where to save its run, whose folder is gone; while there is nothing to answer, undefined. */
  private answer: ((to: SaveTo) => void) | undefined;
  /** Threads that it has, and until it says so those that it may take. */
  threads: number;
  private readonly asked = performance.now();
  private pointed = false;
  /** How it ended; undefined of one whose thread died. */
  result: TrainResult | undefined;
  /** Resolves when the thread is gone. */
  ended: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    /** Changes when the file is renamed. */
    public configFile: string,
    readonly request: TrainRequest & { maxThreads: number },
    readonly trial?: TrialOf,
  ) {
    this.threads = request.maxThreads;
  }

  /** The next run of the group begins: this one has ended. */
  leave(run: TrackedRun): void {
    run.live = false;
    this.before.push(run);
    this.run = undefined;
  }

  /** Aborted when somebody stops it. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get named(): Named {
    return this.run?.named ?? { name: this.name, config: vscode.workspace.asRelativePath(this.configFile) };
  }

  /** Whether it takes no more steps, though its thread may live. */
  get isEnding(): boolean {
    const state = this.run?.record.progress.state ?? "running";
    return this.phase === "stopping" || this.phase === "ended" || state !== "running";
  }

  /** Whether it takes steps, and so can be paused and the like. */
  get isSteerable(): boolean {
    const isTraining = this.phase === "running" && !this.isEnding && !this.waits;
    return isTraining && this.run?.record.run.counted === undefined;
  }

  get isPaused(): boolean {
    return this.run?.record.progress.paused === true;
  }

  /** Of a group that a person has stopped, the seeds that were never begun. */
  get seedsLeft(): readonly number[] {
    const { aborted, reason } = this.signal;
    if (!aborted || reason instanceof Interruption) return [];
    return this.seeds.slice(this.before.length + (this.run === undefined ? 0 : 1));
  }

  /** Milliseconds from the command to the first point of its curve; said once. */
  firstPoint(): number | undefined {
    if (this.pointed) return undefined;
    this.pointed = true;
    return performance.now() - this.asked;
  }

  /** Whether it waits for where to save its run. */
  get waits(): boolean {
    return this.answer !== undefined;
  }

  whereToSave(): Promise<SaveTo> {
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  saveTo(to: SaveTo): void {
    this.answer?.(to);
    this.answer = undefined;
  }

  /** The core sees it within a time step; the thread then saves and ends. */
  stop(): void {
    if (this.phase === "ended") return;
    this.phase = "stopping";
    this.stopping.abort();
  }

  /** As `stop`, of a window that goes: the run says that nobody wanted it to end. */
  interrupt(): void {
    this.stopping.abort(new Interruption());
    this.stop();
  }
}

export interface LostFolder {
  training: Training;
  gone: GoneFolder;
}

export interface LabelledTraining {
  training: Training;
  /** Tells it from the others that train. */
  label: string;
}

/** The trainings of this window. Nothing is loaded before the first. */
export class Trainings {
  private readonly all = new Set<Training>();
  private readonly changes = new vscode.EventEmitter<Training>();
  /** A training has begun, has its run, has grown, is stopping or has ended. */
  readonly onDidChange = this.changes.event;
  private readonly losses = new vscode.EventEmitter<LostFolder>();
  /** The folder of a run was deleted or moved: its training waits until it hears where to save it (`saveTo`). */
  readonly onDidLoseFolder = this.losses.event;

  constructor(
    private readonly worker: string,
    private readonly background: Background,
    private readonly runs: TrackedRuns,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Those that have not ended, newest last. */
  get live(): Training[] {
    return [...this.all];
  }

  /** The same, by names that tell them apart. */
  get labelled(): LabelledTraining[] {
    const labels = runLabels(this.live.map(({ named }) => named));
    return this.live.map((training, i) => ({ training, label: labels[i] }));
  }

  /** What is trained goes by the new name of its config. */
  renamed(from: string, to: string): void {
    for (const training of this.all) {
      const { configFile } = training;
      if (isIn(configFile, from)) training.configFile = to + configFile.slice(from.length);
    }
  }

  ofRun(folder: string): Training | undefined {
    return this.live.find(({ run, request }) => (run?.folder ?? request.resume) === folder);
  }

  start(name: string, configFile: string, request: TrainRequest, trial?: TrialOf): Training {
    const taken = this.live.reduce((sum, { threads }) => sum + threads, 0);
    const left = threadsLeft(taken);
    const maxThreads = Math.min(left, request.maxThreads ?? left);
    const training = new Training(name, configFile, { ...request, maxThreads }, trial);
    this.all.add(training);
    this.noteWhetherAny();
    this.changes.fire(training);
    training.ended = this.train(training);
    return training;
  }

  stop(training: Training): void {
    training.stop();
    this.log.info(`${training.name}: stop asked for`);
    this.noteWhetherAny();
    this.changes.fire(training);
  }

  /** Does something with a training between two of its steps. */
  async steer(training: Training, steering: Steering): Promise<Steered> {
    const { thread } = training;
    if (thread === undefined || !training.isSteerable) {
      const message = vscode.l10n.t("{0} takes no more steps.", training.named.name);
      return { problem: { message } };
    }
    this.log.info(`${training.name}: ${steering.do} asked for`);
    const done = await thread.steer(steering);
    if ("problem" in done) this.log.warn(`${training.name}: ${done.problem.message}`);
    return done;
  }

  /** Shows that a training waits for where to save its run. */
  showWaiting(training: Training, { message, hint }: GoneFolder): void {
    training.run?.wait({ message, hint });
    this.log.warn(`${training.name}: ${message}`);
    this.changes.fire(training);
  }

  dispose(): void {
    this.changes.dispose();
    this.losses.dispose();
  }

  /** Before the extension goes: every training saves, and says that it was not its person who ended it. */
  async shutDown(): Promise<void> {
    const trainings = this.live;
    for (const training of trainings) training.interrupt();
    const patience = new Promise((resolve) => setTimeout(resolve, LAST_WORDS).unref());
    await Promise.race([Promise.all(trainings.map(({ ended }) => ended)), patience]);
    await Promise.all(trainings.map(({ thread }) => thread?.dispose()));
    // One that did not save in time is interrupted too, once its lock is gone.
    const release = ({ folder }: TrackedRun) => this.background.releaseRun(folder).catch(() => {});
    await Promise.all(trainings.map(({ run }) => run && release(run)));
  }

  private async train(training: Training): Promise<void> {
    const { request } = training;
    try {
      const folderGone = (gone: GoneFolder) => {
        const answer = training.whereToSave().finally(() => this.noteWhetherAny());
        this.noteWhetherAny();
        this.losses.fire({ training, gone });
        return answer;
      };
      const emit = (event: RunEvent<Config>) => this.onEvent(training, event);
      const curves = (block: CurveBlock) => training.run?.addRows(block);
      const rung = training.trial?.host.rung;
      const host = { signal: training.signal, emit, curves, folderGone, ...(rung && { rung }) };
      training.thread = new TrainingThread(pathToFileURL(this.worker), host);
      training.result = await training.thread.train(request);
    } catch (error) {
      await this.onDeath(training, error);
    } finally {
      await training.thread?.dispose();
      if (training.error !== undefined && training.run !== undefined) await this.noteCheckpoint(training.run);
      training.phase = "ended";
      if (training.run !== undefined) training.run.live = false;
      this.all.delete(training);
      this.noteWhetherAny();
      this.changes.fire(training);
    }
  }

  private async noteCheckpoint(run: TrackedRun): Promise<void> {
    run.record.noteCheckpoint(await this.background.hasCheckpoint(run.folder).catch(() => false));
    run.grown();
  }

  /** For the commands that make sense only meanwhile. */
  private noteWhetherAny(): void {
    void vscode.commands.executeCommand("setContext", "unroll.training", this.all.size > 0);
    const { live } = this;
    const steerable = live.filter((training) => training.isSteerable);
    const set = (name: string, value: boolean) => void vscode.commands.executeCommand("setContext", name, value);
    set("unroll.steerable", steerable.length > 0);
    set(
      "unroll.paused",
      steerable.some(({ isPaused }) => isPaused),
    );
    set(
      "unroll.unpaused",
      steerable.some(({ isPaused }) => !isPaused),
    );
    const waits = live.some((training) => training.waits);
    void vscode.commands.executeCommand("setContext", "unroll.runWithoutFolder", waits);
  }

  private onEvent(training: Training, told: RunEvent<Config>): void {
    const event = told.event === "error" ? { ...told, hint: hintText(told, vscode.l10n), advice: undefined } : told;
    logEvent(this.log, training.name, event);
    training.trial?.host.heard(told);
    if (event.event === "error") training.error = event;
    if (event.event === "group") training.seeds = event.seeds;
    if (event.event === "start") {
      training.threads = event.threads;
      // Of a group, one run after the other.
      if (training.run !== undefined) training.leave(training.run);
      training.run = this.runs.started(event, training.name, training.configFile);
      if (training.phase === "starting") training.phase = "running";
    } else if (event.event === "saved-again" && training.run) this.runs.moved(training.run, event);
    else training.run?.apply(event);
    const waited = event.event === "step" ? training.firstPoint() : undefined;
    if (waited !== undefined) this.log.info(`${training.name}: first point ${waited.toFixed(0)} ms after the command`);
    if (["start", "paused", "continued"].includes(event.event)) this.noteWhetherAny();
    const hidden = training.run?.record.latestHidden;
    if (event.event === "sample" && hidden) this.runs.hiddenStates.save(training.run!.record.run.id, hidden);
    this.changes.fire(training);
  }

  /** The thread died without its last words, as when memory ran out. */
  private async onDeath(training: Training, error: unknown): Promise<void> {
    const message = vscode.l10n.t("The training thread ended unexpectedly: {0}", messageOf(error));
    const { run } = training;
    const saved = run !== undefined && (await this.background.hasCheckpoint(run.folder).catch(() => false));
    const hint = saved ? vscode.l10n.t("What was saved before is intact. You can resume the run.") : undefined;
    this.onEvent(training, { event: "error", code: "thread-died", message, hint });
    if (run === undefined) return;
    run.record.end("interrupted");
    await this.background.releaseRun(run.folder).catch(() => {});
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * How many threads one more training may have: what `unroll.maxThreads` leaves beside those of the window's other trainings, one
 * at least. Without the setting one core is left to the editor.
 */
function threadsLeft(taken: number): number {
  return Math.max(1, threadBudget() - taken);
}

/** Threads that all trainings of the window share: `unroll.maxThreads`, else all cores but one. */
export function threadBudget(): number {
  const setting = vscode.workspace.getConfiguration("unroll").get<number | null>("maxThreads", null);
  const wanted =
    typeof setting === "number" && Number.isFinite(setting) ? Math.floor(setting) : availableParallelism() - 1;
  return Math.max(1, wanted);
}
