import * as Type from "typebox";
import { number, numbers, shape, strings } from "./shapes.ts";
import { soundSteps } from "./sound.ts";

/** A symbol that may stand at a place, and how likely it is there. */
export interface LikelySymbol {
  symbol: string;
  /** What it would add to the text, where that is not the symbol itself: a word the space before it. */
  text?: string;
  probability: number;
}

/** A symbol of a text that a network wrote. */
export interface DrawnSymbol {
  /** What it adds to the text. */
  text: string;
  /** By the network as it is: at temperature 1, nothing left out. Null of one that was given. */
  probability: number | null;
  /** What was likeliest in its place, the likeliest first. */
  likeliest: LikelySymbol[];
}

/** The first symbols of a text: what they add to it stands at its beginning, and at its end where a network reads from the end. */
export const drawnSymbols = shape<DrawnSymbol[]>((value) => Array.isArray(value) && value.every(isDrawn));

const text = Type.Object({
  kind: Type.Literal("text"),
  /** The label that the text begins with, where examples are written from labels. */
  start: Type.Optional(Type.String()),
  /** What the network was given to read, and what it drew. */
  prompt: Type.String(),
  text: Type.String(),
  /** The text stands before the prompt: the network reads from the end. */
  backward: Type.Optional(Type.Literal(true)),
  /** The symbols of `text`, or as many of them as are looked at. */
  drawn: Type.Optional(drawnSymbols),
});

/** Steps at most of what is heard or transcribed: a sound of some minutes. */
const MOST_STEPS = 100_000;

/** T */
const steps = Type.Integer({ minimum: 0, maximum: MOST_STEPS });

/** What the network says and what is true, each a label or several; null where the truth is not known. */
const answer = { predicted: strings, actual: Type.Union([strings, Type.Null()]) };

export const labels = Type.Object({
  kind: Type.Literal("labels"),
  /** The example, as its data have it. */
  input: Type.String(),
  /** The steps are numbers, and `input` is only what the example is called. */
  isNamed: Type.Optional(Type.Literal(true)),
  /** The sound that was read, as of a transcript, and how many steps there were. */
  sound: Type.Optional(soundSteps),
  steps: Type.Optional(steps),
  ...answer,
});

export const tags = Type.Object({
  kind: Type.Literal("tags"),
  steps: Type.Array(Type.Object({ symbol: Type.String(), ...answer })),
});

/** (rows, columns): one row a time step. */
const rows = shape<number[][]>(
  (value) =>
    Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every((x) => x === null || isNumber(x))),
);

const forecast = Type.Object({
  kind: Type.Literal("forecast"),
  /** Which of several series. */
  series: Type.Optional(Type.String()),
  /** What is forecast, and the standard deviation of each column, for the digits that matter. */
  columns: strings,
  spreads: numbers,
  /** In the units of the file: what was known last, what the network says comes next, what came, and the naive forecast of it. */
  known: rows,
  forecast: rows,
  actual: rows,
  naive: rows,
});

const translation = Type.Object({
  kind: Type.Literal("translation"),
  /** The symbols that were read, and those that were written, without the stop symbol. */
  source: strings,
  output: strings,
  /** Whether the network wrote the stop symbol; otherwise the output was cut at its limit. */
  stopped: Type.Boolean(),
  /** The symbols of the target as the data have it; null where it is not known. */
  truth: Type.Union([strings, Type.Null()]),
  /** The same three as text. */
  texts: Type.Object({
    source: Type.String(),
    output: Type.String(),
    truth: Type.Union([Type.String(), Type.Null()]),
  }),
  /** (output symbols, and the stop symbol where it was written; source symbols): each row adds up to 1. Null without attention. */
  attention: Type.Union([rows, Type.Null()]),
  /** The symbols of the output, without the stop symbol. */
  drawn: Type.Optional(drawnSymbols),
});

const transcript = Type.Object({
  kind: Type.Literal("transcript"),
  /** What was read: a text, the name of a sound, or how many steps there were. */
  source: Type.String(),
  /** The sound that was read. In the log of a run its file is relative to the run. */
  sound: Type.Optional(soundSteps),
  /** Of tokens, one a step. */
  symbols: Type.Optional(strings),
  steps,
  /** L labels, the blank first: all, or of many those of the path, of output and truth, and what some step holds likely. */
  labels: strings,
  /** The best path, as pairs of a label, by its place in `labels`, and for how many steps it stands there. */
  path: numbers,
  /** How the path is collapsed. */
  collapse: Type.Union([Type.Literal("ctc"), Type.Literal("trim")]),
  /** ln y (T,L), row after row; absent where there are too many. */
  logs: Type.Optional(
    shape<Float32Array | number[]>(
      (value) => value instanceof Float32Array || (Array.isArray(value) && value.every(isNumber)),
    ),
  ),
  /** Labels that are written: those of the path, or what a search found instead. */
  output: strings,
  /** Beginnings that the search kept; absent of a path. */
  beam: Type.Optional(number),
  /** As the data have it; null where it is not known. */
  truth: Type.Union([strings, Type.Null()]),
  texts: Type.Object({ output: Type.String(), truth: Type.Union([Type.String(), Type.Null()]) }),
});

/** What is recommended after some items, and which one came. */
export const ranking = Type.Object({
  kind: Type.Literal("ranking"),
  /** The items before, or as many of them as are shown. */
  history: strings,
  /** The likeliest next, the likeliest first. */
  ranked: Type.Array(Type.Object({ symbol: Type.String(), probability: number })),
  /** What came, null where that is outside the vocabulary; and its place among all, from 1. */
  actual: Type.Union([Type.String(), Type.Null()]),
  rank: Type.Union([number, Type.Null()]),
});

/** What a network at work shows of itself: a text that it writes, or an example that it answers. */
export const preview = Type.Union([text, labels, tags, forecast, translation, transcript, ranking]);

export type Preview = Type.Static<typeof preview>;
export type TextPreview = Type.Static<typeof text>;
export type LabelsPreview = Type.Static<typeof labels>;
export type TagsPreview = Type.Static<typeof tags>;
export type RankingPreview = Type.Static<typeof ranking>;
export type ForecastPreview = Type.Static<typeof forecast>;
export type TranslationPreview = Type.Static<typeof translation>;
export type TranscriptPreview = Type.Static<typeof transcript>;

/** A preview, and the step it was made at. */
export const stepPreview = Type.Object({ step: number, preview });
export type StepPreview = Type.Static<typeof stepPreview>;

/** The hidden states that a preview was made with. */
export interface PreviewStates {
  /** The symbols that were read, one a time step, "" for one that the network started from, and how many of them were given. */
  symbols: string[];
  given: number;
  /** The symbols that a decoder wrote, "" for the stop symbol. */
  written?: string[];
  /** (time, units) a layer, or one direction of it; of one that writes, for the symbols of `written`. */
  layers: {
    layer: number;
    direction?: "forward" | "backward";
    writes?: true;
    units: number;
    values: Float32Array;
  }[];
}

function isDrawn(value: unknown): boolean {
  const { text, probability, likeliest } = (value ?? {}) as Partial<DrawnSymbol>;
  return (
    typeof text === "string" &&
    (probability === null || isNumber(probability)) &&
    Array.isArray(likeliest) &&
    likeliest.every(isLikely)
  );
}

function isLikely(value: unknown): boolean {
  const { symbol, text = "", probability } = (value ?? {}) as Partial<LikelySymbol>;
  return typeof symbol === "string" && typeof text === "string" && isNumber(probability);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
