import { Cancelled, isCancelled } from "../base/cancellation.ts";
import { type FigureName, isBetter, isFigure, rises } from "../base/metrics.ts";
import { UserError } from "../base/userError.ts";
import { bestBy, type Config, notMeasured } from "../config/index.ts";
import type { StepRow, UpdateFigures } from "../contracts/runEvents.ts";
import { SHOWN_LIKELIEST, type Shown } from "../sampling/index.ts";
import { type Evaluation, type Figures, telling } from "../tasks/index.ts";
import { type Cadence, cadence } from "./cadence.ts";
import { EarlyStopping } from "./earlyStopping.ts";
import { Interval } from "./interval.ts";
import { doesNotFit, savedValue } from "./savedValue.ts";
import type { Snapshot, Trainer } from "./trainer.ts";
import type { Wheel } from "./wheel.ts";

/** Figures of a measurement, and the step it was made at. */
export type BestSoFar = { step: number } & Figures;

/** Where a training's news goes: a run on disk, a test, a window. */
export interface TrainingSink {
  /** It keeps nothing of a snapshot when `checkpoint` has resolved, so that none need be copied for it. */
  borrows?: boolean;
  step(row: StepRow): void;
  validation(step: number, evaluation: Evaluation): void;
  /** What share of a validation is done, now and then while it takes long. */
  validating?(step: number, share: number): void;
  /** `index` counts the previews of a step from 1 where there are several. Without it none are made. */
  preview?(step: number, shown: Shown, index?: number): void;
  /**
   * Saves; `best` when this is the best validation so far, and `kept` where somebody asked for it to be kept. The next step waits until
   * it has resolved.
   */
  checkpoint(snapshot: Snapshot, best: boolean, kept?: boolean): Promise<void>;
  /** Steps at which `rung` is asked whether the training goes on. */
  rungs?: readonly number[];
  /** Whether the training goes on from a rung, with what it measured on validation there. */
  rung?(step: number, figures: Figures): Promise<boolean>;
  /** Asked now and then: whether what it had saved is gone. It may keep the training waiting. */
  needsCheckpoint?(): Promise<boolean>;
}

export interface LoopResult {
  reason: "finished" | "stopped" | "early-stopping";
  /** Seconds spent here, and in training steps alone. */
  seconds: number;
  trainingSeconds: number;
  tokens: number;
  best: BestSoFar | null;
  validation: BestSoFar | null;
}

/** A checkpoint comes at least this often, milliseconds. */
const LONGEST_UNSAVED = 30_000;
/** Messages get through at least this often, milliseconds. */
const LONGEST_SILENCE = 50;
/** Rows are written for every step up to this one. */
const EVERY_STEP_UNTIL = 100;

/**
 * The training loop: steps until the planned number, with validation, samples and checkpoints on their cadence. None of them
 * changes a bit of the training. Ends with a checkpoint, also when it was stopped or lost a thread; throws what diverged or broke.
 */
export class TrainingLoop {
  readonly cadence: Cadence;
  /** The figure that chooses the best. */
  private readonly bestBy: FigureName;
  private readonly interval = new Interval();
  private readonly earlyStopping: EarlyStopping;
  private best: BestSoFar | null = null;
  private validation: BestSoFar | null = null;
  /** What a stop cut short at the step that was taken last: a resume begins with it. */
  private due: "validation" | "sample" | null = null;
  /** The parameters are the best so far, and no checkpoint has them yet. */
  private unsavedBest = false;
  private lastPause = 0;
  private lastSave = 0;

  constructor(
    private readonly trainer: Trainer,
    private readonly config: Config,
    private readonly sink: TrainingSink,
    /** Holds it between two steps. */
    private readonly wheel?: Wheel,
  ) {
    this.cadence = cadence(config, trainer);
    this.earlyStopping = new EarlyStopping(config);
    this.bestBy = bestBy(config);
  }

  get bestSoFar(): BestSoFar | null {
    return this.best;
  }

  get lastValidation(): BestSoFar | null {
    return this.validation;
  }

  /** Puts back what `save` added to a checkpoint's metadata. */
  restore(metadata: Record<string, string>): void {
    const due = savedValue(metadata, "unroll.due");
    if (due !== null && due !== "validation" && due !== "sample") throw doesNotFit("unroll.due");
    this.earlyStopping.restore(metadata);
    this.best = this.measurement(metadata, "unroll.best");
    this.validation = this.measurement(metadata, "unroll.validation");
    if (!this.interval.restore(savedValue(metadata, "unroll.interval"))) throw doesNotFit("unroll.interval");
    this.due = due;
  }

  private measurement(metadata: Record<string, string>, key: string): BestSoFar | null {
    const value = savedValue(metadata, key);
    if (value === null) return null;
    // JSON has no infinity, and wrote null.
    const worst = (name: string) =>
      isFigure(name) && rises(name) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const found = Object.fromEntries(
      Object.entries(value as Record<string, unknown>).map(([name, x]) => [name, x ?? worst(name)]),
    ) as BestSoFar;
    const { step, ...figures } = found;
    if (!isNumber(step) || Object.values(found).some((x) => typeof x !== "number") || figures.loss === undefined) {
      throw doesNotFit(key);
    }
    return { step, ...this.trainer.complete("validation", figures) };
  }

  /** Writes a checkpoint; one that somebody asked for is `kept` beside those that are replaced. */
  async saveNow(kept = false): Promise<void> {
    await this.sink.checkpoint(this.save(), this.unsavedBest, kept);
    this.unsavedBest = false;
    this.lastSave = performance.now();
  }

  async run(): Promise<LoopResult> {
    try {
      return await this.train();
    } catch (error) {
      const { trainer, sink } = this;
      // The parameters are those of the step before, and cost as much as ever.
      const lost = error instanceof UserError && error.code === "thread-lost";
      if (lost && trainer.whole) await sink.checkpoint(this.save(), this.unsavedBest);
      throw error;
    }
  }

  private async train(): Promise<LoopResult> {
    const { trainer, cadence: when, sink } = this;
    const begun = performance.now();
    const spent = { trainingSeconds: 0, tokens: 0 };
    let reason: LoopResult["reason"];
    try {
      await this.takeSteps(spent);
      reason = trainer.step < when.steps ? "early-stopping" : "finished";
    } catch (error) {
      if (!isCancelled(error)) throw error;
      await sink.checkpoint(this.save(), this.unsavedBest);
      reason = "stopped";
    }
    const { best, validation } = this;
    return { reason, seconds: (performance.now() - begun) / 1000, ...spent, best, validation };
  }

  private async takeSteps(spent: Pick<LoopResult, "trainingSeconds" | "tokens">): Promise<void> {
    const { trainer, cadence: when, sink } = this;
    this.lastSave = performance.now();
    while (this.due !== null || (trainer.step < when.steps && !this.earlyStopping.isOver)) {
      if (this.due === null) {
        if (this.wheel?.isHeld) await this.wheel.hold(this.held);
        const before = performance.now();
        trainer.takeStep();
        const now = performance.now();
        const { learningRate, tokens: count, epoch } = trainer.last;
        this.interval.add(trainer.last, trainer.network.figures, (now - before) / 1000);
        spent.trainingSeconds += (now - before) / 1000;
        spent.tokens += count;
        const { step } = trainer;
        if (step <= EVERY_STEP_UNTIL || step % when.logEvery === 0 || step === when.steps) {
          const parameters = this.config.training.parameterStatistics ? this.parameterFigures() : undefined;
          sink.step({ step, epoch, ...this.interval.take(), learningRate, ...(parameters && { parameters }) });
        }
        this.due = "validation";
      }
      const { step } = trainer;
      this.unsavedBest = false;
      const isLast = step === when.steps;
      const measures = trainer.has("validation") && (step % when.validateEvery === 0 || isLast);
      let measured: Figures | undefined;
      if (measures && this.due === "validation") {
        const evaluation = await trainer.evaluate(
          "validation",
          telling(this.pause, (share) => sink.validating?.(step, share)),
        );
        measured = evaluation.figures;
        sink.validation(step, evaluation);
        const value = this.deciding(evaluation.figures);
        this.validation = { step, ...evaluation.figures };
        this.unsavedBest = !this.best || isBetter(this.bestBy, value, this.deciding(this.best));
        if (this.unsavedBest) this.best = this.validation;
        // One that only comes because the run ends would not be there in a longer run.
        if (step % when.validateEvery === 0) {
          trainer.schedule.validated(step, value);
          this.earlyStopping.validated(value);
        }
      }
      this.due = "sample";
      if (sink.rungs?.includes(step) && !(await this.goesOnFrom(step, measured))) throw new Cancelled();
      // The run ends with what its final parameters write, whatever the cadence.
      const ends = isLast || this.earlyStopping.isOver;
      if (step % when.sampleEvery === 0 || ends) this.preview();
      this.due = null;
      const isDue = when.checkpointEvery > 0 && step % when.checkpointEvery === 0;
      if (ends || measures || isDue || performance.now() - this.lastSave > LONGEST_UNSAVED) {
        await this.saveNow();
      }
      await this.pause();
    }
  }

  /** At a rung that is no step of a validation, one is made for it alone: nothing else hears of it. */
  private async goesOnFrom(step: number, measured: Figures | undefined): Promise<boolean> {
    const figures =
      measured ??
      (
        await this.trainer.evaluate(
          "validation",
          telling(this.pause, () => {}),
        )
      ).figures;
    return (await this.sink.rung?.(step, figures)) ?? true;
  }

  private deciding(figures: Figures): number {
    const value = figures[this.bestBy];
    if (value === undefined) throw notMeasured(this.config, "which these data do not have", Object.keys(figures));
    return value;
  }

  /**
   * Previews with the config's settings; its random numbers depend on the seed and the step, so a resume draws the
   * same.
   */
  private preview(): void {
    if (!this.sink.preview) return;
    const { sampling, training } = this.config;
    const { step } = this.trainer;
    const seed = (sampling.seed ?? training.seed) + step;
    const previews = this.trainer.previews({ ...sampling, seed, likeliest: SHOWN_LIKELIEST }, true);
    previews.forEach((shown, i) => {
      this.sink.preview?.(step, shown, previews.length > 1 ? i + 1 : undefined);
    });
  }

  private parameterFigures(): Record<string, UpdateFigures> {
    return Object.fromEntries(this.trainer.network.figuresByParameter());
  }

  private save(): Snapshot {
    const { tensors, metadata } = this.trainer.save(this.sink.borrows);
    return {
      tensors,
      metadata: {
        ...metadata,
        "unroll.interval": JSON.stringify(this.interval.save()),
        "unroll.best": JSON.stringify(this.best),
        "unroll.validation": JSON.stringify(this.validation),
        "unroll.due": JSON.stringify(this.due),
        ...this.earlyStopping.save(),
      },
    };
  }

  /** Lets messages through now and then. */
  private readonly pause = async (): Promise<void> => {
    if (performance.now() - this.lastPause < LONGEST_SILENCE) return;
    await new Promise((resolve) => setImmediate(resolve));
    await this.look();
    this.lastPause = performance.now();
  };

  private async look(): Promise<void> {
    if (await this.sink.needsCheckpoint?.()) await this.sink.checkpoint(this.save(), this.unsavedBest);
  }

  private readonly held = { save: () => this.saveNow(), look: () => this.look() };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
