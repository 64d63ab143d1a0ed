import type { MinibatchArrays, MinibatchShape } from "../base/minibatch.ts";
import type { Config } from "../config/index.ts";
import type { ShownMinibatch } from "../contracts/steering.ts";
import type { ClassWeights, Corpus, Dataset, Part } from "../data/index.ts";
import type { ExecutablePlan, Lender, ParameterPlan } from "../engine/index.ts";
import type { Metrics, Report } from "../metrics/index.ts";
import type { Form } from "../networks/index.ts";
import type { Fusion, PreviewSource } from "../sampling/index.ts";

/** A part of the data that is measured, and never learned from. */
export type MeasuredPart = "validation" | "test";

/** What a task measures: its loss, which is compared to find the best, and the metrics of its field. */
export type Figures = { loss: number } & Metrics;

export interface Evaluation {
  figures: Figures;
  /** What was predicted: tokens, sequences or values. */
  targets: number;
  /** What does not fit in one number. */
  report?: Report;
}

/** A minibatch that was written; the same object is handed out each time. */
export interface BatchInfo {
  /** One of the source's `shapes`. */
  shape: MinibatchShape;
  /** Targets that count, the sum of what they weigh, and time steps read. */
  count: number;
  weight: number;
  tokens: number;
  /** 1 for the first. */
  epoch: number;
  endsEpoch: boolean;
  /** The state goes on from the minibatch before; otherwise it starts at zero. */
  carriesState: boolean;
}

/** Before the first minibatch. */
export function noBatch(): BatchInfo {
  return { shape: { steps: 0 }, count: 0, weight: 0, tokens: 0, epoch: 1, endsEpoch: false, carriesState: false };
}

/** Minibatches to learn from, without end. */
export interface TrainingSource {
  readonly batchSize: number;
  readonly minibatchesPerEpoch: number;
  /** Targets of a text, or sequences, that no epoch uses or that each epoch leaves out. */
  readonly unused: number;
  /** The shapes that minibatches have, each with a program of its own. */
  readonly shapes: readonly MinibatchShape[];
  /** Arrays for the largest minibatch. */
  arrays(): MinibatchArrays;
  /** Writes the next minibatch. Allocates nothing. */
  next(arrays: MinibatchArrays): BatchInfo;
  /** The cursor, as text. */
  save(): string;
  restore(saved: string): void;
}

/** Awaited now and then with the share of the work that is done, 0 … 1, so that messages get through and progress is told. */
export type Pause = (share: number) => Promise<void>;

/** Measures a network on one part of the data. */
export interface Measurer {
  /** Lends its memory to what never runs at the same time. */
  readonly lender: ExecutablePlan;
  evaluate(pause: Pause): Promise<Evaluation>;
}

/** What a task brings to a training. What computes throws `Cancelled` when somebody cancels it. `lenders` lend their memory: what is made with them never runs at the same time. */
export interface Task {
  readonly form: Form;
  /** The loss of guessing, nats; undefined where numbers are predicted. */
  readonly guessing?: number;
  /** What answers weigh in what is lowered; all alike where absent. */
  readonly classWeights?: ClassWeights;
  /** Whether states are carried from one minibatch to the next, and saved. */
  readonly carriesStates: boolean;
  source(): TrainingSource;
  has(part: MeasuredPart): boolean;
  /** Time steps that are read to go through a part once. */
  reads(part: Part): number;
  /**
   * `isWhole`: everything is measured, as the test at the end is, whatever time it takes; otherwise a task may measure a part of it by
   * some examples, the same ones each time.
   */
  measurer(network: ParameterPlan, part: MeasuredPart, lenders: readonly Lender[], isWhole?: boolean): Measurer;
  previews(network: ParameterPlan, lenders: readonly Lender[]): PreviewSource;
  /** A minibatch of the source as text. */
  shownMinibatch(arrays: MinibatchArrays, shape: MinibatchShape, batchSize: number): ShownMinibatch;
  /** The figures that belong to a loss that was saved without them. */
  complete?(part: MeasuredPart, figures: Figures): Figures;
}

/** A text; without facts about it, a token is one character. */
export type TextData = Pick<Corpus, "train" | "validation" | "test" | "vocabulary"> & Partial<Pick<Corpus, "facts">>;

/** The data of a task: a running text, or sequences. */
export interface TaskData {
  corpus?: TextData;
  dataset?: Dataset;
  /** What ranks transcripts beside the network, where everything is measured. */
  fusion?: Fusion;
}

/** A line of the registry. */
export interface TaskDefinition {
  create(config: Config, data: TaskData): Task;
}
