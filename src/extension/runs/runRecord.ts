import { isBetter, metricsOf } from "../../base/metrics.ts";
import { type StepTime, secondsLeft } from "../../base/timeLeft.ts";
import type { Config } from "../../config/index.ts";
import { tasks } from "../../config/tasks/index.ts";
import type { Preview, PreviewStates, StepPreview } from "../../contracts/preview.ts";
import { withRecentSymbols } from "../../contracts/recentSymbols.ts";
import type { PartReport } from "../../contracts/report.ts";
import { type Resumption, resumptionOf } from "../../contracts/resumption.ts";
import type { BaselineEvent, DoneEvent, RunEvent, SampleEvent, StartEvent } from "../../contracts/runEvents.ts";
import type { BaselineResult, Measurement, RunState } from "../../contracts/runs.ts";
import {
  losses,
  type PanelHidden,
  type PanelMessage,
  type PanelProgress,
  type PanelRun,
  type PanelSnapshot,
} from "../../contracts/trainingPanel.ts";
import { writingOf } from "./writing.ts";

/** Previews that are kept to be shown. */
const MOST_PREVIEWS = 100;

/** How far somebody has read a record: what comes later is news to them. */
export interface Mark {
  /** Another one knows things that are no longer so: the record was cut short by a resume, or its run is described anew. */
  edition: number;
  baselines: BaselineResult[];
  reports: PartReport[];
  /** Counts all previews ever, also those that are no longer kept. */
  previews: number;
  hiddenStep: number | null;
}

export type Delta = Omit<Extract<PanelMessage, { type: "delta" }>, "type" | "curves">;

/** A run that is not paused. */
const MOVING = { paused: false, singleStep: null };

const nothing = { loss: null, gradientNorm: null, tokensPerSecond: null, secondsLeft: null };

/**
 * All that is known of a run but its curves, grown by its events: what the status bar and the panels show. Knows neither VS Code nor the
 * disk.
 */
export class RunRecord {
  progress: PanelProgress;
  private baselines: BaselineResult[] = [];
  private reports: PartReport[] = [];
  private previews: StepPreview[] = [];
  private previewsEver = 0;
  private edition = 0;
  private hidden: PanelHidden | null = null;
  /** When the first steps of this training were done: what came before says nothing of its speed. */
  private begun: StepTime | undefined;

  constructor(
    private described: PanelRun,
    progress: Partial<PanelProgress> = {},
  ) {
    this.progress = {
      ...{ state: "running", step: 0, steps: 0, epoch: 0, ...nothing, best: null, test: null, error: null },
      ...progress,
    };
  }

  get run(): PanelRun {
    return this.described;
  }

  /** Tells what has become known of its run: what it is called, where it comes from, where it lies. */
  describe(more: Partial<Pick<PanelRun, "name" | "origin" | "folder">>): void {
    this.described = { ...this.described, ...more };
    this.edition++;
  }

  static started(event: StartEvent<Config>, name: string): RunRecord {
    const { id, run: folder, parameters, build, data, config, bestBy, counted, starts } = event;
    const { symbols } = data;
    const kind = { ...kindOf(config, starts), ...learningOf(config, event.minibatchesPerEpoch), bestBy, counted };
    return new RunRecord({ id, folder, name, parameters, build, symbols, ...kind });
  }

  /** One that was read elsewhere. */
  static restored({ run, progress, baselines, reports, previews, hidden }: PanelSnapshot): RunRecord {
    const record = new RunRecord(run, progress);
    record.baselines = baselines;
    record.reports = reports;
    record.previews = previews;
    record.previewsEver = previews.length;
    record.hidden = hidden;
    return record;
  }

  /** @param now milliseconds of any steady clock; without it (an event of the past) nothing is said about the time left */
  apply(event: RunEvent<Config>, now?: number): void {
    // A measurement is over with whatever comes after it.
    if (this.progress.measuring && event.event !== "measuring") this.update({ measuring: null });
    switch (event.event) {
      case "start":
        this.resumeAfter(event.step);
        this.begun = undefined;
        this.update({ state: "running", step: event.step, steps: event.steps, error: null, secondsLeft: null });
        this.update({ ...MOVING, ...(event.learningRate !== undefined && { learningRate: event.learningRate }) });
        break;
      case "baselineStep": {
        const { name, step, steps } = event;
        this.update({ baseline: { name, step, steps } });
        break;
      }
      case "step": {
        const { step, epoch, loss, gradientNorm, clippedShare, updateRatio, tokensPerSecond, seconds } = event;
        const learning = { gradientNorm, clippedShare, updateRatio, ...(seconds !== undefined && { seconds }) };
        if (this.progress.baseline) this.update({ baseline: null });
        this.update({ step, epoch, loss, ...learning, tokensPerSecond, secondsLeft: this.secondsLeft(step, now) });
        break;
      }
      case "measuring":
        this.update({ measuring: { part: event.part, share: event.share } });
        break;
      case "validation": {
        const { step, loss } = event;
        const { best } = this.progress;
        const validation = { step, loss, ...metricsOf(event) };
        const { bestBy } = this.run;
        const value = (measured: Measurement) => measured[bestBy] ?? Number.NaN;
        const isBest = best === null || isBetter(bestBy, value(validation), value(best));
        this.update({ validation, ...(isBest && { best: validation }) });
        break;
      }
      case "sample":
        this.addPreview(event);
        break;
      case "baseline":
        this.addBaseline(event);
        if (this.progress.baseline) this.update({ baseline: null });
        break;
      case "report": {
        const { event: _, ...report } = event;
        this.reports = [...this.reports.filter(({ part }) => part !== report.part), report];
        break;
      }
      case "warning":
        break;
      case "paused":
        this.update({ paused: true, step: event.step, secondsLeft: null });
        break;
      case "continued":
        // The time that it stood still says nothing of its speed.
        this.begun = undefined;
        this.update(MOVING);
        break;
      case "saved":
        this.update({ savedStep: event.step });
        break;
      case "learningRate":
        this.update({ learningRate: event.base });
        break;
      case "singleStep": {
        const { event: _, ...single } = event;
        this.update({ singleStep: single, secondsLeft: null });
        break;
      }
      case "saved-again":
        // The time that it waited says nothing of its speed.
        this.begun = undefined;
        this.update({ waiting: null });
        break;
      case "error": {
        const { code, message, hint } = event;
        this.update({ error: { code, message, hint } });
        break;
      }
      case "done":
        this.finish(event);
    }
  }

  /** Its folder is gone: what is there to say of it, while the training waits for where to save it. */
  wait(waiting: { message: string; hint: string }): void {
    this.update({ waiting, secondsLeft: null });
  }

  /** The training ended without a word of its own. */
  end(state: RunState): void {
    this.update({ state, secondsLeft: null, measuring: null, ...(this.progress.paused && MOVING) });
  }

  /** Of a run that failed: whether there is a checkpoint to go on from. */
  noteCheckpoint(hasCheckpoint: boolean): void {
    this.update({ hasCheckpoint });
  }

  get resumption(): Resumption {
    return resumptionOf({ ...this.progress, isCounted: this.run.counted !== undefined });
  }

  showHidden(hidden: PanelHidden): void {
    this.hidden = hidden;
  }

  get latestHidden(): PanelHidden | null {
    return this.hidden;
  }

  /** The examples and texts that are kept, oldest first. */
  get shown(): readonly Preview[] {
    return this.previews.map(({ preview }) => preview);
  }

  /** The examples of its reports. */
  get measured(): readonly Preview[] {
    return this.reports.flatMap(({ report }) => report.examples?.shown.map(({ preview }) => preview) ?? []);
  }

  hasPreview(step: number): boolean {
    return this.previews.some((preview) => preview.step === step);
  }

  snapshot(): PanelSnapshot {
    const { run, progress, baselines, reports, previews, hidden } = this;
    return { run, progress, baselines, reports, previews, hidden };
  }

  get mark(): Mark {
    return {
      edition: this.edition,
      baselines: this.baselines,
      reports: this.reports,
      previews: this.previewsEver,
      hiddenStep: this.hidden?.step ?? null,
    };
  }

  since(mark: Mark): Delta {
    const fresh = Math.min(this.previews.length, this.previewsEver - mark.previews);
    return {
      progress: this.progress,
      baselines: this.baselines === mark.baselines ? null : this.baselines,
      reports: this.reports === mark.reports ? null : this.reports,
      previews: fresh > 0 ? this.previews.slice(-fresh) : [],
      hidden: this.hidden?.step === mark.hiddenStep ? null : this.hidden,
    };
  }

  /** Forgets what a resumed training will say again. */
  private resumeAfter(step: number): void {
    this.edition++;
    this.previews = this.previews.filter((preview) => preview.step <= step);
    this.previewsEver = this.previews.length;
    if (this.hidden !== null && this.hidden.step > step) this.hidden = null;
  }

  /** A resume says again what is known. */
  private addBaseline({ event: _, settings: __, ...row }: BaselineEvent): void {
    const others = this.baselines.filter(({ name, part }) => name !== row.name || part !== row.part);
    this.baselines = [...others, row];
  }

  private addPreview({ step, preview, states }: SampleEvent): void {
    this.previewsEver++;
    this.previews = withRecentSymbols([...this.previews, { step, preview }].slice(-MOST_PREVIEWS));
    if (states !== undefined) this.hidden = hiddenOf(step, states);
  }

  private finish({ reason, steps, best, test, seconds }: DoneEvent): void {
    const state = { finished: "finished", stopped: "stopped", "early-stopping": "finished" } as const;
    const ended: RunState = reason === "diverged" ? "diverged" : reason === "error" ? "failed" : state[reason];
    const { progress } = this;
    this.update({
      state: ended,
      step: Math.max(steps, progress.step),
      best: best ?? progress.best,
      test,
      seconds,
      secondsLeft: null,
      ...(progress.baseline && { baseline: null }),
      ...(progress.waiting && { waiting: null }),
      ...(progress.paused && MOVING),
    });
  }

  private secondsLeft(step: number, now: number | undefined): number | null {
    if (now === undefined) return null;
    const latest = { step, time: now };
    this.begun ??= latest;
    if (this.progress.paused) return null;
    return secondsLeft(this.begun, latest, this.progress.steps);
  }

  private update(change: Partial<PanelProgress>): void {
    this.progress = { ...this.progress, ...change };
  }
}

/** What a config makes of a run. One that was read from a folder may hold anything. */
export function kindOf(
  config: Config,
  starts: string[] = [],
): Pick<PanelRun, "writesText" | "loss" | "tries" | "writing"> {
  const { task, training } = config;
  const { reads, writesText: writes, predicts } = tasks[task] ?? tasks["language-model"];
  // What is written for a source is an example with its answer.
  const writesText = writes && reads !== "pairs";
  const hears = predicts === "transcript" && config.data?.features != null;
  if (predicts !== "numbers") {
    return {
      writesText,
      loss: predicts === "transcript" ? "ctc" : "cross-entropy",
      tries: hears ? "sound" : reads === "pairs" ? "source" : writes ? "beginning" : "example",
      ...((writes || reads === "pairs") && { writing: writingOf(config, starts) }),
    };
  }
  const loss = training?.loss;
  const known = losses.find((name) => name === (typeof loss === "object" ? loss.name : loss));
  return { writesText, loss: known ?? "squared" };
}

/** How a run learns, as far as its curves show it: an epoch may end with a step of fewer minibatches. */
export function learningOf(
  { training }: Config,
  minibatchesPerEpoch?: number,
): Pick<PanelRun, "clipNorm" | "stepsPerEpoch"> {
  const { clip, accumulate = 1 } = training ?? {};
  const clipNorm = clip && "norm" in clip && typeof clip.norm === "number" ? clip.norm : undefined;
  return {
    ...(clipNorm !== undefined && { clipNorm }),
    ...(minibatchesPerEpoch !== undefined && { stepsPerEpoch: Math.ceil(minibatchesPerEpoch / accumulate) }),
  };
}

/** States as the panel takes them: their numbers alone. */
function hiddenOf(step: number, { symbols, given, written, layers }: PreviewStates): PanelHidden {
  const shown = layers.map(({ values, ...layer }) => ({ ...layer, values: values.slice().buffer as ArrayBuffer }));
  return { step, symbols, given, ...(written && { written }), layers: shown };
}
