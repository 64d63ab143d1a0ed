import * as Type from "typebox";
import { drawnSymbols } from "./preview.ts";
import { number } from "./shapes.ts";

// Rows of a run's logs, as far as they are read again. A run's folder may come from anywhere: rows of any other shape are passed over.

/** Of `metrics.jsonl`. Older versions wrote fewer figures. */
export const stepLine = Type.Object({
  event: Type.Literal("step"),
  step: number,
  loss: number,
  epoch: Type.Optional(number),
  gradientNorm: Type.Optional(number),
  clippedNorm: Type.Optional(number),
  clippedShare: Type.Optional(number),
  updateRatio: Type.Optional(number),
  learningRate: Type.Optional(number),
  tokensPerSecond: Type.Optional(number),
});

/** Of `metrics.jsonl`: figures beside the loss stand under their names. */
export const validationLine = Type.Object({
  event: Type.Literal("validation"),
  step: number,
  loss: number,
  targets: Type.Optional(number),
});

/** Of `samples.jsonl`: a preview as text, and of an example the example; older versions wrote the text alone. */
export const sampleLine = Type.Object({
  step: number,
  index: Type.Optional(number),
  start: Type.Optional(Type.String()),
  prompt: Type.Optional(Type.String()),
  text: Type.String(),
  backward: Type.Optional(Type.Literal(true)),
  preview: Type.Optional(Type.Unknown()),
});

/** Of `symbols.json`: the symbols of a text of `samples.jsonl`, which has the same step and index. */
export const symbolsRow = Type.Object({ step: number, index: Type.Optional(number), drawn: drawnSymbols });
export type SymbolsRow = Type.Static<typeof symbolsRow>;
