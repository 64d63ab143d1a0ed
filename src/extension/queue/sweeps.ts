import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { type FigureName, isFigure } from "../../base/metrics.ts";
import type { ErrorEvent } from "../../contracts/runEvents.ts";
import { hasEnded, type SweepDoneEvent, type SweepNews, type SweepRequest } from "../../contracts/sweeps.ts";
import type { TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";
import { SweepThread, type TrialHost } from "../../runner/thread/sweepThread.ts";
import { type Training, type Trainings, threadBudget } from "../trainings/trainings.ts";
import { mostTrainings } from "./mostTrainings.ts";

/** One sweep of this window, from the command to its end. */
export class RunningSweep {
  /** Known once it is made. */
  folder: string | undefined;
  trials = 0;
  /** Those that have ended. */
  done = 0;
  error: ErrorEvent | undefined;
  end: SweepDoneEvent | undefined;
  /** Of validation, by which its trials are compared. */
  figure: FigureName = "loss";
  readonly trainings = new Set<Training>();
  readonly stopping = new AbortController();

  constructor(
    readonly name: string,
    readonly configFile: string,
    readonly request: Pick<SweepRequest, "configFile" | "configText" | "resume">,
  ) {}
}

/** The sweeps of this window: each decides in a thread of its own, and its trials are trainings like all others. */
export class Sweeps {
  private readonly all = new Set<RunningSweep>();
  private readonly changes = new vscode.EventEmitter<RunningSweep>();
  /** A sweep has begun, has come further, or has ended. */
  readonly onDidChange = this.changes.event;
  private readonly stopped: vscode.Disposable;

  constructor(
    private readonly script: string,
    private readonly trainings: Trainings,
    private readonly log: vscode.LogOutputChannel,
  ) {
    // Who stops a trial stops its sweep: the next would only begin.
    this.stopped = trainings.onDidChange((training) => {
      const sweep = training.phase === "stopping" && this.live.find((each) => each.trainings.has(training));
      if (sweep) this.stop(sweep);
    });
  }

  get live(): RunningSweep[] {
    return [...this.all];
  }

  start(name: string, configFile: string, request: RunningSweep["request"]): RunningSweep {
    const sweep = new RunningSweep(name, configFile, request);
    this.all.add(sweep);
    this.changed(sweep);
    void this.run(sweep);
    return sweep;
  }

  /** What trains saves itself; the sweep can be resumed. */
  stop(sweep: RunningSweep): void {
    if (sweep.stopping.signal.aborted) return;
    sweep.stopping.abort();
    this.log.info(`${sweep.name}: stop of the sweep asked for`);
    for (const training of sweep.trainings) if (!training.isEnding) this.trainings.stop(training);
  }

  dispose(): void {
    this.stopped.dispose();
    this.changes.dispose();
  }

  private async run(sweep: RunningSweep): Promise<void> {
    const { signal } = sweep.stopping;
    const emit = (news: SweepNews) => this.onNews(sweep, news);
    const train = (request: TrainRequest, trial: TrialHost, number: number) =>
      this.train(sweep, request, trial, number);
    const thread = new SweepThread(pathToFileURL(this.script), { signal, emit, train });
    try {
      const cwd = dirname(sweep.configFile);
      sweep.end = await thread.sweep({ ...sweep.request, jobs: mostTrainings(), cores: threadBudget(), cwd });
    } catch (error) {
      const message = vscode.l10n.t("The thread of the sweep ended unexpectedly: {0}", String(error));
      sweep.error = { event: "error", code: "thread-died", message };
      this.stop(sweep);
    } finally {
      await thread.dispose();
      this.all.delete(sweep);
      this.changed(sweep);
    }
  }

  private async train(
    sweep: RunningSweep,
    request: TrainRequest,
    host: TrialHost,
    number: number,
  ): Promise<TrainResult> {
    const trial = { number, of: sweep.trials, host };
    const training = this.trainings.start(sweep.name, sweep.configFile, request, trial);
    sweep.trainings.add(training);
    try {
      await training.ended;
      if (training.result === undefined) throw new Error(training.error?.message ?? "");
      return training.result;
    } finally {
      sweep.trainings.delete(training);
    }
  }

  private onNews(sweep: RunningSweep, news: SweepNews): void {
    if (news.event === "sweep") {
      sweep.folder = news.sweep;
      sweep.trials = news.trials.length;
      const figure = news.metric.slice("validation.".length);
      if (isFigure(figure)) sweep.figure = figure;
      sweep.done = news.trials.filter(hasEnded).length;
      this.log.info(`${sweep.name}: sweep ${news.id}, ${news.method}, ${sweep.trials} trials`);
    } else if (news.event === "trialDone") {
      sweep.done++;
      this.log.info(`${sweep.name}: trial ${news.trial} ${news.state}, ${news.value}`);
    } else if (news.event === "error") {
      sweep.error = news;
      this.log.error(`${sweep.name}: ${news.message}`);
    } else if (news.event === "warning") this.log.warn(`${sweep.name}: ${news.message}`);
    this.changed(sweep);
  }

  private changed(sweep: RunningSweep): void {
    void vscode.commands.executeCommand("setContext", "unroll.sweeping", this.all.size > 0);
    this.changes.fire(sweep);
  }
}
