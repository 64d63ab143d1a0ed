import type { Pace } from "../baselines/index.ts";
import type { Config } from "../config/index.ts";
import type { EncodedInput, Encoding, Series, Vocabulary } from "../data/index.ts";
import type {
  BeginState,
  MarkedReader,
  Next,
  Output,
  Pair,
  Sample,
  SampleSettings,
  ScoredPair,
  Scorer,
  Shown,
  Start,
  TargetSettings,
  TranscriptOutput,
} from "../sampling/index.ts";
import type { Evaluation, MeasuredPart, Prediction, TaskData } from "../tasks/index.ts";
import type { Tensor } from "../tensors/index.ts";

/** A model that has learned, as a run keeps it. */
export interface SavedModel {
  config: Config;
  /** What the run's `vocabulary.json` holds. */
  symbols: unknown;
  /** The tensors that it is made of. */
  tensors(): Promise<ReadonlyMap<string, Tensor>>;
}

/** What text is written with: the vocabulary, and of examples what they begin with. */
export interface Writing {
  vocabulary: Vocabulary;
  encoding?: Encoding;
}

/** Writes samples, and says what comes next. */
export interface Writer {
  samples(settings: SampleSettings): Sample[];
  next(prompt: string, most: number, settings?: Pick<SampleSettings, "start" | "seed" | "state">): Next;
}

/** Where lines that are scored begin. */
export interface ScoredStart {
  /** Of examples. */
  start: Start | null;
  /** Of a running text. */
  state: BeginState;
}

/** Writes targets for sources, and says how likely given ones are. */
export interface TargetModel {
  /** For each source its outputs, the best first; `first` is the number of the first of them. */
  write(sources: readonly Int32Array[], settings: TargetSettings, first?: number): Output[][];
  /** `most`: likeliest symbols that are listed in the place of each. */
  score(pairs: readonly Pair[], most?: number): ScoredPair[];
}

/** Transcribes inputs: by what it says of each step, or always alike. */
export interface TranscriptModel {
  /** ln y (T,V) of an input. */
  shares?(input: EncodedInput): Float64Array;
  /** The transcript that it gives for every input. */
  usual?(): TranscriptOutput;
}

/** What a model that learns by counting has learned. */
export interface FittedModel {
  /** Numbers that it holds; of n-grams, how many there are. */
  readonly parameters: number;
  tensors(): Map<string, Tensor>;
  /** Undefined where the part has nothing to predict. */
  evaluate(data: TaskData, part: MeasuredPart, pace: Pace): Promise<Evaluation | undefined>;
  /** Absent where nothing is written. */
  previews?(settings: SampleSettings): Shown[];
}

/** What a model that counts has found, for people; `most` symbols or tokens in each list. */
export interface Inspection {
  /** Of n-grams: after the prompt, from the longest context that was ever seen to none. */
  contexts?: {
    context: string;
    /**
     * What is counted, as the model does: how often each symbol followed, or, in the shorter contexts of Kneser–Ney, before how
     * many different symbols context and symbol were seen (continuation counts).
     */
    counted: "occurrences" | "continuations";
    /** The sum of the counts, and how many different symbols followed. */
    count: number;
    different: number;
    /** The share that is left to the next shorter context. */
    rest: number;
    symbols: { symbol: string; count: number }[];
  }[];
  /** Symbols of the prompt that the model does not know. */
  unknown?: string[];
  /** Of each class, label or tag: the tokens that speak most for it, or its share where nothing else matters. */
  classes?: { label: string; share?: number; tokens?: { token: string; evidence: number }[] }[];
}

/** How a forecast is made from the rows before it. */
export interface Forecasting {
  /** Rows of a series that it reads, at least. */
  rowsRead(config: Config): number;
  /** Whether it goes on from its own predictions, of which it needs every column that it reads. */
  readsPredictions: boolean;
  /** What gives the rows after a series, (horizon,K) in the units of the file; `vectors` are those of all series, normalised. */
  load(
    model: SavedModel,
    encoding: Encoding,
    vectors: Float32Array,
    horizon: number,
  ): Promise<(series: Series) => Float64Array>;
}

/**
 * How one family of models learns and is used: networks, and each that learns by counting. What a family does for no task is
 * absent; which of it a run does is for its task to say.
 */
export interface Estimator {
  /** Learns by counting, once, without minibatches; absent where training takes steps (`training/loop.ts`). */
  fit?(config: Config, data: TaskData, pace: Pace): Promise<FittedModel>;
  /** Undefined where the part has nothing to predict. */
  evaluate(model: SavedModel, data: TaskData, part: MeasuredPart, threads?: number): Promise<Evaluation | undefined>;
  predictor?(model: SavedModel, encoding: Encoding): Promise<(input: EncodedInput) => Prediction>;
  forecasting?: Forecasting;
  writer?(model: SavedModel, writing: Writing): Promise<Writer>;
  scorer?(model: SavedModel, writing: Writing, begins: ScoredStart): Promise<Scorer>;
  targets?(model: SavedModel, encoding: Encoding): Promise<TargetModel>;
  transcripts?(model: SavedModel, encoding: Encoding): Promise<TranscriptModel>;
  /** What reads a running text in one row. */
  reader?(model: SavedModel, vocabulary: Vocabulary): Promise<MarkedReader>;
  inspect?(model: SavedModel, asked: { prompt: string; most: number }): Promise<Inspection>;
}
