export type {
  BaselineEvent,
  DoneEvent,
  ErrorEvent,
  MeasuringEvent,
  SampleEvent,
} from "../contracts/runEvents.ts";
export type { Measurement } from "../contracts/runs.ts";
export type { GoneFolder, SaveTo, TrainRequest, TrainResult } from "../contracts/trainingThread.ts";
export type { Report } from "../metrics/index.ts";
export {
  type BenchmarkFigures,
  type BenchmarkRow,
  benchmarkRows,
  bestBuild,
  type CoreBuild,
  measurePeak,
} from "../training/index.ts";
export { benchmark, peakMemory } from "./benchmark.ts";
export { type CheckedExperiment, checkExperiment } from "./configs/checkExperiment.ts";
export type { GivenData } from "./configs/givenFile.ts";
export { placedError } from "./configs/placedError.ts";
export { placeOf } from "./configs/readConfig.ts";
export { gradientsOf } from "./gradients.ts";
export type { RunEvent, StartEvent, TrainHost } from "./host.ts";
export { type EvaluateRequest, evaluateRun } from "./saved/evaluate.ts";
export { exportParameters } from "./saved/exportParameters.ts";
export { type ForecastRow, forecastOf, type SeriesForecast } from "./saved/forecast.ts";
export { type InspectedTarget, inspectTarget, sampleTargets } from "./saved/givenSource.ts";
export { type Inspection, inspectRun, isCounted } from "./saved/inspect.ts";
export { comparesNgrams } from "./saved/inspection/countedSurprise.ts";
export { type InspectedInput, Inspector, type OpenRequest } from "./saved/inspection/inspector.ts";
export { chosenLabels, type PredictedLine, predictLines } from "./saved/predict.ts";
export type { FoundEntity } from "./saved/predictedEntities.ts";
export { type AssumedStart, nextOfRun, sampleRun, savedConfig, savedParameters, scoreRun } from "./saved/saved.ts";
export { type ScoredTarget, scorePairs } from "./saved/scorePairs.ts";
export { type WriteRequest, type WrittenLine, writeLines } from "./saved/targets.ts";
export {
  type ScoredTranscript,
  scoreTranscripts,
  type TranscribedLine,
  type TranscriptRequest,
  transcribeLines,
  transcribeSounds,
} from "./saved/transcripts.ts";
export { type TrimmedSound, trimSounds } from "./saved/trimSounds.ts";
export { train } from "./session/train.ts";
