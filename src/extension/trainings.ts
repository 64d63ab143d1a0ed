import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import type { Background } from "../protocol/background.ts";
import type { ErrorEvent, RunEvent, TrainRequest } from "../protocol/runEvents.ts";
import { TrainingThread } from "../protocol/trainingThread.ts";
import { logEvent } from "./log.ts";
import type { TrackedRun, TrackedRuns } from "./runs/trackedRun.ts";
import { threadsLeft } from "./threadBudget.ts";

/** What the window is closed with: VS Code gives an extension five seconds to end. */
const LAST_WORDS = 4000;

export type Phase = "starting" | "running" | "stopping" | "ended";

/** One training in a thread of its own, from the command to its end. */
export class Training {
  phase: Phase = "starting";
  /** Known once the data is read and the run made. */
  run: TrackedRun | undefined;
  error: (ErrorEvent & { key?: string }) | undefined;
  thread: TrainingThread | undefined;
  /** Threads that it has, and until it says so those that it may take. */
  threads: number;
  private readonly asked = performance.now();
  private pointed = false;
  /** Resolves when the thread is gone. */
  ended: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    readonly configFile: string,
    readonly request: TrainRequest & { maxThreads: number },
  ) {
    this.threads = request.maxThreads;
  }

  /** Whether it takes no more steps, though its thread may live. */
  get isEnding(): boolean {
    const state = this.run?.record.progress.state ?? "running";
    return this.phase === "stopping" || this.phase === "ended" || state !== "running";
  }

  /** Milliseconds from the command to the first point of its curve; said once. */
  firstPoint(): number | undefined {
    if (this.pointed) return undefined;
    this.pointed = true;
    return performance.now() - this.asked;
  }

  /** The core sees it within a time step; the thread then saves and ends. */
  stop(): void {
    if (this.phase === "ended") return;
    this.phase = "stopping";
    this.thread?.stop();
  }
}

/** The trainings of this window. Nothing is loaded before the first. */
export class Trainings {
  private readonly all = new Set<Training>();
  private readonly changes = new vscode.EventEmitter<Training>();
  /** A training has begun, has its run, has grown, is stopping or has ended. */
  readonly onDidChange = this.changes.event;

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

  ofRun(folder: string): Training | undefined {
    return this.live.find(({ run, request }) => (run?.folder ?? request.resume) === folder);
  }

  start(name: string, configFile: string, request: TrainRequest): Training {
    const taken = this.live.reduce((sum, { threads }) => sum + threads, 0);
    const training = new Training(name, configFile, { ...request, maxThreads: threadsLeft(taken) });
    this.all.add(training);
    this.noteWhetherAny();
    this.changes.fire(training);
    training.ended = this.train(training);
    return training;
  }

  stop(training: Training): void {
    training.stop();
    this.log.info(`${training.name}: stop asked for`);
    this.changes.fire(training);
  }

  dispose(): void {
    this.changes.dispose();
  }

  /** Before the extension goes: every training saves, and says that it was not its person who ended it. */
  async shutDown(): Promise<void> {
    const trainings = this.live;
    for (const training of trainings) training.stop();
    const patience = new Promise((resolve) => setTimeout(resolve, LAST_WORDS).unref());
    await Promise.race([Promise.all(trainings.map(({ ended }) => ended)), patience]);
    await Promise.all(trainings.map(({ thread }) => thread?.dispose()));
    // That nobody wanted a run to end. If it cannot be noted it is a stopped run, which resumes just the same.
    const note = ({ folder }: TrackedRun) => this.background.releaseRun(folder, "interrupted").catch(() => {});
    await Promise.all(trainings.map(({ run }) => run && note(run)));
  }

  private async train(training: Training): Promise<void> {
    const { request } = training;
    try {
      training.thread = new TrainingThread(pathToFileURL(this.worker), (event) => this.onEvent(training, event));
      // Somebody was quicker than the thread.
      if (training.phase === "stopping") training.thread.stop();
      await training.thread.train(request);
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
  }

  private onEvent(training: Training, event: RunEvent): void {
    logEvent(this.log, training.name, event);
    if (event.event === "error") training.error = event;
    if (event.event === "start") {
      training.threads = event.threads;
      training.run = this.runs.started(event, training.name, training.configFile);
      if (training.phase === "starting") training.phase = "running";
    } else training.run?.apply(event);
    const waited = event.event === "step" ? training.firstPoint() : undefined;
    if (waited !== undefined) this.log.info(`${training.name}: first point ${waited.toFixed(0)} ms after the command`);
    const hidden = training.run?.record.latestHidden;
    if (event.event === "sample" && hidden) this.runs.hiddenStates.save(training.run!.record.run.id, hidden);
    this.changes.fire(training);
  }

  /** The thread died without its last words, as when memory ran out. */
  private async onDeath(training: Training, error: unknown): Promise<void> {
    const message = vscode.l10n.t("The training thread ended unexpectedly: {0}", messageOf(error));
    const { run } = training;
    const saved = run !== undefined && (await this.background.hasCheckpoint(run.folder).catch(() => false));
    const hint = saved ? vscode.l10n.t("What was saved before is intact: the run can be resumed.") : undefined;
    this.onEvent(training, { event: "error", code: "thread-died", message, hint });
    if (run === undefined) return;
    run.record.end("interrupted");
    await this.background.releaseRun(run.folder).catch(() => {});
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
