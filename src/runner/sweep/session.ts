import { deferred } from "../../base/deferred.ts";
import type { FigureName } from "../../base/metrics.ts";
import { isBetter } from "../../base/metrics.ts";
import type { SweepMethod } from "../../config/index.ts";
import type { DoneEvent } from "../../contracts/runEvents.ts";
import type { SweepDoneEvent, SweepRecord, SweepRequest, TrialRecord } from "../../contracts/sweeps.ts";
import type { AtRung, TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";
import type { RunFolder } from "../../runs/index.ts";
import { Halving, importanceOf } from "../../sweeps/index.ts";
import { errorEvent, warningEvent } from "../failure.ts";
import type { RunEvent, TrainHost } from "../host.ts";
import { says } from "../messages.ts";
import { type BegunSweep, settingsOfTrial } from "./begin.ts";
import { figureOf, runsOfSweep } from "./foundRuns.ts";
import type { SweepHost } from "./host.ts";
import { type Jobs, jobsFor } from "./jobs.ts";

type Ending = Pick<TrialRecord, "state" | "value" | "steps">;

/** One sweep at work: its trials, some at a time, and what is decided of them. */
export class SweepSession {
  private readonly record: SweepRecord;
  private readonly halving: Halving;
  private readonly jobs: Jobs;
  /** Trials that have not ended, in their order. */
  private readonly waiting: TrialRecord[];
  private found = new Map<number, Map<number, RunFolder>>();
  /** Resolves when the rungs are the same for all: those of the first trial that begins. */
  private readonly rungsKnown = deferred<void>();
  /** Nothing has begun yet, and this is why the last one did not. */
  private refused: string | undefined;
  private hasBegun = false;
  private isHopeless = false;
  /** Somebody has stopped a trial. */
  private isStopped = false;

  constructor(
    private readonly begun: BegunSweep,
    private readonly request: SweepRequest,
    private readonly host: SweepHost,
  ) {
    this.record = begun.folder.record;
    const { decisions, trials, rises, minSteps } = this.record;
    this.halving = new Halving(rises, decisions);
    this.waiting = trials.filter(({ state }) => !ENDED.includes(state));
    this.jobs = jobsFor(request.jobs ?? this.record.jobs, trials.length, request.cores);
    if (this.method !== "halving" || minSteps !== null) this.rungsKnown.resolve();
  }

  private get method(): SweepMethod {
    return this.record.method;
  }

  private get figure(): FigureName {
    return this.record.figure as FigureName;
  }

  async run(): Promise<SweepDoneEvent> {
    const { begun, host, record, jobs } = this;
    this.found = await runsOfSweep(begun.folder, begun.file);
    host.emit({
      event: "sweep",
      ...{ sweep: begun.folder.path, id: record.id, method: record.method, metric: `validation.${record.figure}` },
      jobs: jobs.jobs,
      trials: structuredClone(record.trials),
    });
    if (this.method === "halving" && jobs.jobs > 1) host.emit(warningEvent(says.halvingByTime({ jobs: jobs.jobs })));
    await Promise.all(Array.from({ length: jobs.jobs }, () => this.work()));
    return await this.finish();
  }

  /** One after the other, until none is left or somebody stops it. */
  private async work(): Promise<void> {
    for (;;) {
      if (this.hasBegun) await this.rungsKnown.promise;
      const ends = this.host.signal.aborted || this.isHopeless || this.isStopped;
      const trial = ends ? undefined : this.waiting.shift();
      if (trial === undefined) return;
      this.hasBegun = true;
      await this.trial(trial);
      this.rungsKnown.resolve();
    }
  }

  private async trial(trial: TrialRecord): Promise<void> {
    // On disk it is once its run has started.
    trial.state = "running";
    const ending = await this.train(trial);
    Object.assign(trial, ending);
    await this.begun.folder.save();
    if (ending.state !== "interrupted") this.host.emit({ event: "trialDone", ...structuredClone(trial) });
  }

  /** All seeds of a trial; the first that does not reach its end is the end of it. */
  private async train(trial: TrialRecord): Promise<Ending> {
    const values: number[] = [];
    let steps = 0;
    for (let index = 1; index <= this.record.seeds; index++) {
      const { done, failure } = await this.trainSeed(trial, index);
      steps = done.steps;
      const decided = this.halving.decisions.find(({ trial: of, goesOn }) => of === trial.trial && !goesOn);
      if (decided && done.reason === "stopped") return { state: "ended-early", value: decided.value, steps };
      if (done.reason === "stopped") {
        this.isStopped = true;
        return { state: "interrupted", value: null, steps };
      }
      if (failure === "usage") return { state: "failed", value: null, steps };
      if (done.reason === "diverged") return { state: "diverged", value: null, steps };
      const value = done.reason === "error" ? null : figureOf(done.best, this.figure);
      if (value === null) return { state: "failed", value: null, steps };
      values.push(value);
    }
    return { state: "finished", value: values.reduce((sum, value) => sum + value, 0) / values.length, steps };
  }

  /** A run of a trial: from its beginning, from its last checkpoint, or as it has ended. */
  private async trainSeed(trial: TrialRecord, index: number): Promise<TrainResult> {
    const { host, record, jobs } = this;
    const { signal } = host;
    const before = this.found.get(trial.trial)?.get(index);
    if (before) {
      trial.runs[index - 1] = before.id;
      const ended = endOf(before);
      if (ended) return ended;
    }
    const canResume = before !== undefined && (await before.hasCheckpoint("last"));
    const request: TrainRequest = {
      ...(canResume ? { resume: before.path } : this.newRun(trial, index)),
      // A run goes on with as many threads as it had.
      maxThreads: jobs.threads && Math.max(jobs.threads, canResume ? before.manifest.threads : 0),
      ...(this.method === "halving" && { rungs: { least: record.minSteps } }),
      cwd: this.request.cwd,
    };
    const emit = (event: RunEvent) => {
      if (event.event === "start") this.started(trial, index, event.id, event.rungs);
      if (event.event === "error" && event.code !== "diverged") this.noteRefusal(event.message);
      host.emit({ ...event, trial: trial.trial });
    };
    const rung = (at: AtRung) => this.decide(trial, at);
    const trainHost: TrainHost = { signal, emit, rung };
    try {
      return await host.train(request, trainHost, trial.trial);
    } catch (error) {
      // The thread died, as when memory ran out.
      host.emit({ ...errorEvent(error), trial: trial.trial });
      const none = { best: null, validation: null, test: null, bestBy: null, tokensPerSecond: null };
      const done: DoneEvent = { event: "done", run: null, reason: "error", steps: trial.steps, seconds: 0, ...none };
      return { done, failure: "run" };
    }
  }

  private newRun(trial: TrialRecord, index: number): Partial<TrainRequest> {
    const { begun, record } = this;
    const { seeds } = record;
    const settings = settingsOfTrial(begun.config, record.settings, trial.settings);
    const own = trial.settings.find(({ key }) => key === "training.seed")?.value;
    const seed = (typeof own === "number" ? own : begun.config.training.seed) + index - 1;
    const ofSeed = [
      { key: "training.seeds", value: 1 },
      { key: "training.seed", value: seed },
    ];
    return {
      configFile: begun.file,
      configText: record.configText,
      settings: seeds > 1 ? [...settings, ...ofSeed] : settings,
      sweep: { id: record.id, trial: trial.trial, of: record.trials.length },
      ...(seeds > 1 && { group: { id: `${record.id}-${trial.trial}`, index, of: seeds } }),
    };
  }

  private started(trial: TrialRecord, index: number, run: string, rungs: number[] | undefined): void {
    this.refused = undefined;
    trial.runs[index - 1] = run;
    if (this.method === "halving" && this.record.minSteps === null && rungs?.length) this.record.minSteps = rungs[0];
    this.rungsKnown.resolve();
    void this.begun.folder.save().catch(() => {});
  }

  /** What keeps two trials one after the other from beginning, for the same reason, keeps all. */
  private noteRefusal(message: string): void {
    const nothingBegan = this.record.trials.every(({ runs }) => runs.length === 0);
    if (nothingBegan && this.refused === message) this.isHopeless = true;
    this.refused = message;
  }

  private async decide(trial: TrialRecord, { step, figures }: AtRung): Promise<boolean> {
    const value = (figures as Partial<Record<FigureName, number>>)[this.figure] ?? Number.NaN;
    const before = this.halving.decisions.length;
    const decision = this.halving.decide(trial.trial, step, value);
    if (this.halving.decisions.length > before) {
      this.record.decisions = [...this.halving.decisions];
      // What is decided is on disk before anything follows from it.
      await this.begun.folder.save();
      this.host.emit({ event: "rung", ...decision });
    }
    return decision.goesOn;
  }

  private async finish(): Promise<SweepDoneEvent> {
    const { record, begun } = this;
    const { trials } = record;
    const isStopped = trials.some(({ state }) => state === "interrupted" || state === "waiting");
    const allFailed = trials.every(({ state }) => state === "failed");
    const reason: SweepDoneEvent["reason"] =
      this.isHopeless || allFailed ? "error" : isStopped ? "stopped" : "finished";
    record.state = reason === "error" ? "failed" : reason;
    await begun.folder.save();
    const done = { event: "sweepDone" as const, sweep: begun.folder.path, id: record.id, reason };
    const best = bestOf(trials, this.figure);
    return { ...done, best: best ? structuredClone(best) : null, ...importance(record) };
  }
}

/** Of these nothing more is trained. */
const ENDED: readonly TrialRecord["state"][] = ["finished", "ended-early", "diverged", "failed"];

/** The trial with the best figure of those that reached their end. */
export function bestOf(trials: readonly TrialRecord[], figure: FigureName): TrialRecord | undefined {
  const finished = trials.filter(({ state, value }) => state === "finished" && value !== null);
  return finished.reduce<TrialRecord | undefined>(
    (best, trial) => (best === undefined || isBetter(figure, trial.value!, best.value!) ? trial : best),
    undefined,
  );
}

/** Of halving the figures at the first rung, which all trials have after as many steps. */
function importance(record: SweepRecord): Pick<SweepDoneEvent, "importance" | "importanceStep"> {
  const { trials, decisions, minSteps } = record;
  const atRung = new Map(decisions.filter(({ step }) => step === minSteps).map(({ trial, value }) => [trial, value]));
  const valueOfTrial = ({ trial, state, value }: TrialRecord) =>
    record.method === "halving" && atRung.size > 0 ? atRung.get(trial) : state === "finished" ? value : null;
  const scored = trials.flatMap((trial) => {
    const value = valueOfTrial(trial);
    return typeof value === "number" ? [{ settings: trial.settings, value }] : [];
  });
  return { importance: importanceOf(scored), importanceStep: atRung.size > 0 ? minSteps : null };
}

/** How a run ended that needs no more training; undefined of one that was cut short. */
function endOf({ path, manifest }: RunFolder): TrainResult | undefined {
  const { state, summary } = manifest;
  if (state !== "finished" && state !== "diverged") return undefined;
  const { step: steps, seconds, tokensPerSecond } = summary;
  const measured = { best: summary.best, validation: null, test: null, bestBy: null } as Partial<DoneEvent>;
  const reason = state === "diverged" ? "diverged" : "finished";
  const done = { event: "done", run: path, reason, steps, seconds, tokensPerSecond, ...measured } as DoneEvent;
  return { done, failure: null };
}
