import * as Type from "typebox";
import { number, numbers, shape, strings } from "./shapes.ts";

const text = Type.Object({
  kind: Type.Literal("text"),
  /** The label that the text begins with, where examples are written from labels. */
  start: Type.Optional(Type.String()),
  /** What the network was given to read, and what it drew. */
  prompt: Type.String(),
  text: Type.String(),
  /** The text stands before the prompt: the network reads from the end. */
  backward: Type.Optional(Type.Literal(true)),
});

/** What the network says and what is true, each a label or several; null where the truth is not known. */
const answer = { predicted: strings, actual: Type.Union([strings, Type.Null()]) };

const labels = Type.Object({
  kind: Type.Literal("labels"),
  /** The example, as its data have it. */
  input: Type.String(),
  ...answer,
});

const tags = Type.Object({
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
});

/** What a network at work shows of itself: a text that it writes, or an example that it answers. */
export const preview = Type.Union([text, labels, tags, forecast, translation]);

export type Preview = Type.Static<typeof preview>;
export type TextPreview = Type.Static<typeof text>;
export type LabelsPreview = Type.Static<typeof labels>;
export type TagsPreview = Type.Static<typeof tags>;
export type ForecastPreview = Type.Static<typeof forecast>;
export type TranslationPreview = Type.Static<typeof translation>;

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

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
