import * as Type from "typebox";
import { anyKeys } from "../../base/anyKeys.ts";
import { floats, index, integers, number, numberOrNull, oneOf, orNull, strings } from "../shapes.ts";
import { soundSteps } from "../sound.ts";

// What a person looks into, and what is seen of it at once. Layers, units and steps count from 0. Large numbers come by name, on demand
// (`tensor` in `questions.ts`), as f32 in row-major order.

/** Characters of a text that is looked into at once. */
export const LONGEST_LOOK = 1_000_000;

/** Which parameters of a run: the best by validation, the latest, or those kept of a step. */
export const checkpoint = Type.Union([oneOf("best", "last"), index]);
export type LookCheckpoint = Type.Static<typeof checkpoint>;

export const lookParts = ["training", "validation", "test"] as const;
export type LookPart = (typeof lookParts)[number];

const longText = Type.String({ maxLength: LONGEST_LOOK });

const typed = Type.Object({
  text: longText,
  /** Of pairs, a target to read instead of one that is written. */
  target: Type.Optional(longText),
  /** Of an example that is written what it begins with: a label, or values by column. The run's `sampling.start` where absent. */
  start: Type.Optional(Type.Union([Type.String(), anyKeys(Type.Union([Type.String(), Type.Number()]))])),
});

/** What a person types, as a line of the data would have it. */
export type TypedInput = Type.Static<typeof typed>;

export const lookInput = Type.Union([
  /** Typed or selected. */
  Type.Object({ from: Type.Literal("text"), ...typed.properties }),
  /** An example of the run's own data; of a running text the stretch of `training.sequenceLength` symbols with that number. */
  Type.Object({ from: Type.Literal("example"), part: oneOf(...lookParts), index }),
  /** An example of another file that is written like the run's data. */
  Type.Object({ from: Type.Literal("file"), file: Type.String(), index }),
]);
export type LookInput = Type.Static<typeof lookInput>;

export const lookRequest = Type.Object({
  /** The folder of the run. */
  run: Type.String(),
  /** The best where absent, or the last where there is no best. */
  checkpoint: Type.Optional(checkpoint),
  input: lookInput,
  /** Candidates that are listed at each step; 10 where absent. */
  top: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
export type LookRequest = Type.Static<typeof lookRequest>;

const strip = Type.Object({
  /** What it is: the source and the target of pairs, "input" otherwise. */
  name: oneOf("input", "source", "target"),
  /** One a step, as the network reads them; "" for one that has no text, such as the start symbol. Of vectors, when the row was, or its number. */
  symbols: strings,
  /** Steps whose symbol the network does not know: it reads `<unk>`. */
  unknown: Type.Array(index),
  /** Of rows of numbers, their columns: a value in the units of the data is mean + scale · `input`. Δ is the change from the row before. */
  columns: Type.Optional(Type.Array(Type.Object({ name: Type.String(), mean: number, scale: number }))),
});

/** What one time axis reads, a symbol or a row a step. */
export type LookStrip = Type.Static<typeof strip>;

/** The likeliest at each step: column k of row t is the k-th likeliest. */
export const candidates = Type.Object({
  /** Symbols, classes or labels that occur in `ids`. */
  names: strings,
  /** K, columns. */
  top: index,
  /** (T,K) into `names`. */
  ids: integers,
  /** (T,K) */
  probabilities: floats,
});
export type Candidates = Type.Static<typeof candidates>;

const predictions = Type.Object({
  /** What is predicted: the next symbol, one class, each of several labels by itself, or numbers. */
  kind: oneOf("symbol", "class", "labels", "numbers"),
  /** Into `strips`: whose steps predict. Without `perStep` there is one row, for the whole sequence. */
  strip: index,
  perStep: Type.Boolean(),
  /** How many columns to the right of row t stands what it is about: 1 of what comes next, 0 of what stands at the step. */
  ahead: Type.Integer({ minimum: 0, maximum: 1 }),
  /** What came, by row: the symbol that followed, the gold label or labels; null where that is not known. Empty of numbers. */
  actual: Type.Array(orNull(Type.String())),
  /** −ln p of what came, by row, in nats; NaN where that is not known. Empty of numbers. */
  surprise: floats,
  /** Sum and mean of the surprise over the rows that have one. */
  total: numberOrNull,
  mean: numberOrNull,
  candidates: Type.Optional(candidates),
  /** Of numbers: (rows, columns) in the units of the file, the forecast and what came (NaN where not known). */
  numbers: Type.Optional(Type.Object({ columns: strings, forecast: floats, actual: floats })),
});

/** What the network predicts. Row t is predicted after the symbol of step t was read, or of cloze models all others. */
export type LookPredictions = Type.Static<typeof predictions>;

/** What a tensor of a layer holds. */
export const tensorKinds = [
  /** A state: h, c, or another that its cell has. */
  "state",
  /** A gate after σ. */
  "gate",
  /** What is written after its activation: g of LSTM, n of GRU, the new value of others. */
  "candidate",
  /** The sum before an activation. */
  "preactivation",
  /** An addend of such a sum. */
  "term",
  /** What of the state before is kept, and what is added to it: LSTM f⊙c and i⊙g. */
  "kept",
  "added",
  /** 1 where a unit of a Clockwork network updates, 0 where it keeps. */
  "active",
  /** What the layer above reads, where it is no state by itself. */
  "output",
] as const;
export type TensorKind = (typeof tensorKinds)[number];

const tensor = Type.Object({
  /** "l0.h", "l0.pre.i", "l0.term.i.input", "encoder.l1.h_reverse": what `tensor` asks for, and what it is called in a file. */
  name: Type.String(),
  kind: oneOf(...tensorKinds),
  /** What follows the layer, without the direction: "h", "i", "pre.i", "term.i.input". */
  label: Type.String(),
  /** (T, width) */
  width: index,
  /** What its numbers cannot leave, where that is known: 0 … 1 of a gate. */
  range: Type.Optional(Type.Object({ from: number, to: number })),
});
export type LookTensor = Type.Static<typeof tensor>;

const layer = Type.Object({
  /** "l0", "l0_reverse", "encoder.l0", "decoder.l0". */
  name: Type.String(),
  index,
  direction: oneOf("forward", "backward"),
  /** Into `strips`: its time steps. */
  strip: index,
  /** "lstm", "gru" …, or the kind of a model that is not recurrent. */
  cell: Type.String(),
  units: index,
  /** What the config says of the layer beyond that, where it differs from the default: `peepholes`, `resetAfter`, `projection`, `layerNorm` … */
  settings: anyKeys(Type.Unknown()),
  /** Of a Clockwork network: units [from, to) and their period. */
  groups: Type.Optional(Type.Array(Type.Object({ from: index, to: index, period: index }))),
  tensors: Type.Array(tensor),
  /** Whether its state says something by itself through the output layer (`says`); otherwise why not. */
  says: Type.Union([Type.Literal(true), Type.Object({ because: Type.String() })]),
});
export type LookLayer = Type.Static<typeof layer>;

const transcript = Type.Object({
  /** Labels by id, the blank first: the columns of `ctc.posterior`. */
  labels: strings,
  /** Those that matter, by id: what some step holds likely, and what is written or true. */
  shown: integers,
  /** (T) the likeliest label of each step. */
  path: integers,
  /** How the path is collapsed. */
  collapse: oneOf("ctc", "trim"),
  /** What is written: the collapsed path, or what a search found without a language model. */
  output: strings,
  /** Beginnings that the search kept; null of a path. */
  beam: orNull(index),
  /** ln P of all paths that collapse to the output. */
  logProbability: numberOrNull,
  /** What the data have; null where it is not known. */
  truth: orNull(strings),
  texts: Type.Object({ output: Type.String(), truth: orNull(Type.String()) }),
  /** Of the truth, or where that is not known, or no path leads to it, of the output: S places by label, the columns of `ctc.lattice`. */
  lattice: orNull(Type.Object({ of: oneOf("truth", "output"), labels: integers, logProbability: number })),
});

/** The transcript of a network that is trained with connectionist temporal classification, and what it comes of. */
export type LookTranscript = Type.Static<typeof transcript>;

/** A network on one input, unrolled in time; dropout off. */
export const look = Type.Object({
  /** What later questions about it are asked with. */
  look: index,
  run: Type.Object({ id: Type.String(), folder: Type.String(), name: Type.String(), task: Type.String() }),
  /** How a person would type what was read, to change a word of it; null of rows of numbers. */
  typed: orNull(typed),
  checkpoint: Type.Object({ step: number, parameters: oneOf("best", "last", "kept") }),
  strips: Type.Array(strip),
  layers: Type.Array(layer),
  predictions,
  /** Of a transcription. */
  transcript: Type.Optional(transcript),
  /** Where the steps were made of a sound (`sound` in `questions.ts`). */
  sound: Type.Optional(soundSteps),
  /**
   * Tensors that belong to no layer: `input [T,F]`, `logits [T,V]`, `probabilities [T,V]`, `attention [Ty,Tx]`, `ctc.posterior [T,V]`,
   * `ctc.lattice [T,S]`.
   */
  tensors: Type.Array(Type.Object({ name: Type.String(), shape: Type.Array(index) })),
  /** What is to be said beside it: what was cut, where it begins, what a state could not be carried over. */
  notes: strings,
});
export type Look = Type.Static<typeof look>;

/** What a model that counts has found; it has no layers and no steps. */
export const counted = Type.Object({
  model: Type.String(),
  contexts: Type.Optional(
    Type.Array(
      Type.Object({
        context: Type.String(),
        counted: oneOf("occurrences", "continuations"),
        count: number,
        different: number,
        rest: number,
        symbols: Type.Array(Type.Object({ symbol: Type.String(), count: number })),
      }),
    ),
  ),
  unknown: Type.Optional(strings),
  classes: Type.Optional(
    Type.Array(
      Type.Object({
        label: Type.String(),
        share: Type.Optional(number),
        tokens: Type.Optional(Type.Array(Type.Object({ token: Type.String(), evidence: number }))),
      }),
    ),
  ),
});
export type Counted = Type.Static<typeof counted>;
