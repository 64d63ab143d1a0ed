export { measureOnExamples } from "./examples/measure.ts";
export { measureForecast } from "./forecast.ts";
export { measureBaseline } from "./measure.ts";
export { NgramModel, type NgramSettings } from "./ngram/model.ts";
export { NgramReader } from "./ngram/reader.ts";
export { score } from "./ngram/score.ts";
export type { Smoothing } from "./ngram/smoothing.ts";
export { type Pace, Stopped } from "./pace.ts";
