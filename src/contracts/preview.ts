import * as Type from "typebox";
import { valueText } from "../base/numberText.ts";
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

/** What a network at work shows of itself: a text that it writes, or an example that it answers. */
export const preview = Type.Union([text, labels, tags, forecast]);

export type Preview = Type.Static<typeof preview>;
export type TextPreview = Type.Static<typeof text>;
export type LabelsPreview = Type.Static<typeof labels>;
export type TagsPreview = Type.Static<typeof tags>;
export type ForecastPreview = Type.Static<typeof forecast>;

/** A preview, and the step it was made at. */
export const stepPreview = Type.Object({ step: number, preview });
export type StepPreview = Type.Static<typeof stepPreview>;

/** The hidden states that a preview was made with. */
export interface PreviewStates {
  /** The symbols that were read, one a time step, "" for one that the network started from, and how many of them were given. */
  symbols: string[];
  given: number;
  /** (time, units) a layer, or one direction of it. */
  layers: { layer: number; direction?: "forward" | "backward"; units: number; values: Float32Array }[];
}

/** A preview as text: what `samples.jsonl`, the terminal and scripts have of it. */
export function previewText(preview: Preview): Omit<TextPreview, "kind"> {
  switch (preview.kind) {
    case "text": {
      const { kind: _, ...said } = preview;
      return said;
    }
    case "labels":
      return { prompt: `${preview.input} → `, text: answerText(preview) };
    case "tags":
      return { prompt: "", text: preview.steps.map((step) => `${step.symbol}/${answerText(step)}`).join(" ") };
    case "forecast": {
      const { series, known, forecast, actual, spreads } = preview;
      const prefix = series === undefined ? "" : `${series}: `;
      const said = (rows: number[][]) => rowsText(rows, spreads);
      return { prompt: `${prefix}${said(known)} → `, text: `${said(forecast)} (came: ${said(actual)})` };
    }
  }
}

/** Whether the network is right; undefined where nobody knows. */
export function isRight({ predicted, actual }: { predicted: string[]; actual: string[] | null }): boolean | undefined {
  if (actual === null) return undefined;
  return predicted.length === actual.length && predicted.every((label, i) => label === actual[i]);
}

/** Labels as text; "none" where there are none. */
export function labelsText(labels: readonly string[]): string {
  return labels.join(", ") || "none";
}

/** What the network says, and the truth where it is wrong. */
function answerText(answer: { predicted: string[]; actual: string[] | null }): string {
  const said = labelsText(answer.predicted);
  return isRight(answer) === false ? `${said} (not ${labelsText(answer.actual!)})` : said;
}

/** The numbers of a row together. */
function rowsText(rows: readonly number[][], spreads: readonly number[]): string {
  return rows
    .map((row) => row.map((x, k) => valueText(x, spreads[k])))
    .map((row) => (row.length > 1 ? `(${row.join(" ")})` : row[0]))
    .join(" ");
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
