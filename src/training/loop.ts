import type { Config } from "../config/index.ts";
import type { Evaluation } from "./evaluator.ts";
import { Interval } from "./interval.ts";
import type { Sample } from "./sampler.ts";
import { type Cadence, cadence } from "./settings.ts";
import type { Snapshot, Trainer } from "./trainer.ts";

/** A row of the metrics log: means over the steps since the row before. */
export interface StepRow {
  step: number;
  epoch: number;
  loss: number;
  /** Before clipping. */
  gradientNorm: number;
  learningRate: number;
  tokensPerSecond: number;
}

export interface BestSoFar {
  step: number;
  loss: number;
  perplexity: number;
}

/** Where a training's news goes: a run on disk, a test, a window. */
export interface TrainingSink {
  step(row: StepRow): void;
  validation(step: number, evaluation: Evaluation): void;
  sample(step: number, sample: Sample): void;
  /** Saves; `best` when this is the best validation so far. */
  checkpoint(snapshot: Snapshot, best: boolean): Promise<void>;
}

export interface LoopResult {
  reason: "finished" | "stopped";
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
 * changes a bit of the training. Ends with a checkpoint, also when it was stopped; throws what diverged or broke, without one.
 */
export class TrainingLoop {
  readonly cadence: Cadence;
  private readonly interval = new Interval();
  private best: BestSoFar | null = null;
  private validation: BestSoFar | null = null;
  private lastPause = 0;

  constructor(
    private readonly trainer: Trainer,
    private readonly config: Config,
    private readonly sink: TrainingSink,
  ) {
    this.cadence = cadence(config, trainer.minibatchesPerEpoch);
  }

  get bestSoFar(): BestSoFar | null {
    return this.best;
  }

  get lastValidation(): BestSoFar | null {
    return this.validation;
  }

  /** Puts back what `save` added to a checkpoint's metadata. */
  restore(metadata: Record<string, string>): void {
    this.interval.restore(metadata["unroll.interval"] ?? "[0,0,0,0,0]");
    this.best = JSON.parse(metadata["unroll.best"] ?? "null") as BestSoFar | null;
    this.validation = JSON.parse(metadata["unroll.validation"] ?? "null") as BestSoFar | null;
  }

  async run(): Promise<LoopResult> {
    const { trainer, cadence: when, sink } = this;
    const begun = performance.now();
    let saved = begun;
    let trainingSeconds = 0;
    let tokens = 0;
    let stopped = false;
    const { learningRate } = this.config.training;
    while (trainer.step < when.steps) {
      const before = performance.now();
      if (trainer.takeStep() === "stopped") {
        stopped = true;
        break;
      }
      const now = performance.now();
      const { loss, gradientNorm, tokens: count, epoch } = trainer.last;
      this.interval.add(loss, gradientNorm, count, (now - before) / 1000);
      trainingSeconds += (now - before) / 1000;
      tokens += count;
      const { step } = trainer;
      const ends = step === when.steps;
      if (step <= EVERY_STEP_UNTIL || step % when.logEvery === 0 || ends) {
        sink.step({ step, epoch, ...this.interval.take(), learningRate });
      }
      let improved = false;
      const validates = trainer.has("validation") && (step % when.validateEvery === 0 || ends);
      if (validates) {
        const evaluation = await trainer.evaluate("validation", this.pause);
        if (evaluation) {
          sink.validation(step, evaluation);
          const { loss: validationLoss, perplexity } = evaluation;
          this.validation = { step, loss: validationLoss, perplexity };
          improved = !this.best || validationLoss < this.best.loss;
          if (improved) this.best = this.validation;
        }
      }
      if (step % when.sampleEvery === 0) this.sample();
      const due = when.checkpointEvery > 0 && step % when.checkpointEvery === 0;
      if (!ends && (improved || validates || due || performance.now() - saved > LONGEST_UNSAVED)) {
        await sink.checkpoint(this.save(), improved);
        saved = performance.now();
      } else if (ends) {
        await sink.checkpoint(this.save(), improved);
      }
      await this.pause();
    }
    if (stopped) await sink.checkpoint(this.save(), false);
    const seconds = (performance.now() - begun) / 1000;
    const { best, validation } = this;
    return { reason: stopped ? "stopped" : "finished", seconds, trainingSeconds, tokens, best, validation };
  }

  /** A sample with the config's settings; its random numbers depend on the seed and the step, so a resume draws the same. */
  private sample(): void {
    const { sampling, training } = this.config;
    const { step } = this.trainer;
    const seed = (sampling.seed ?? training.seed) + step;
    const { prompt, length, temperature } = sampling;
    const sample = this.trainer.sample({ prompt, length, temperature, seed }, true);
    if (sample) this.sink.sample(step, sample);
  }

  private save(): Snapshot {
    const { tensors, metadata } = this.trainer.save();
    return {
      tensors,
      metadata: {
        ...metadata,
        "unroll.interval": this.interval.save(),
        "unroll.best": JSON.stringify(this.best),
        "unroll.validation": JSON.stringify(this.validation),
      },
    };
  }

  /** Lets messages through now and then. */
  private readonly pause = async (): Promise<void> => {
    if (performance.now() - this.lastPause < LONGEST_SILENCE) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.lastPause = performance.now();
  };
}
