export type {
  BaselineEvent,
  DoneEvent,
  ErrorEvent,
  Measurement,
  MeasuringEvent,
  SampleEvent,
} from "../contracts/runEvents.ts";
export type { GoneFolder, SaveTo, TrainRequest, TrainResult } from "../contracts/trainingThread.ts";
export {
  type BenchmarkFigures,
  type BenchmarkRow,
  benchmarkRows,
  bestBuild,
  type CoreBuild,
  measurePeak,
  type Report,
} from "../training/index.ts";
export { benchmark, peakMemory } from "./benchmark.ts";
export { type CheckedExperiment, checkExperiment } from "./checkExperiment.ts";
export { type EvaluateRequest, evaluateRun } from "./evaluate.ts";
export { type ForecastRow, forecastOf, type SeriesForecast } from "./forecast.ts";
export { gradientsOf } from "./gradients.ts";
export type { RunEvent, StartEvent, TrainHost } from "./host.ts";
export { type Inspection, inspectRun } from "./inspect.ts";
export { placedError } from "./placedError.ts";
export { chosenLabels, type PredictedLine, predictLines } from "./predict.ts";
export type { FoundEntity } from "./predictedEntities.ts";
export { placeOf } from "./readConfig.ts";
export { nextOfRun, sampleRun, savedConfig, savedParameters, scoreRun } from "./saved.ts";
export { train } from "./train.ts";
