export { type BaselineFigures, type MeasuredPart, measureOnText } from "./language.ts";
export { NgramModel, type NgramSettings } from "./ngram/model.ts";
export { NgramReader } from "./ngram/reader.ts";
export { score } from "./ngram/score.ts";
export type { Smoothing } from "./ngram/smoothing.ts";
export { type Pace, Stopped } from "./pace.ts";
