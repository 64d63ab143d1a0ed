export {
  type BenchmarkFigures,
  type BenchmarkRow,
  benchmarkRows,
  bestBuild,
  type CoreBuild,
  measurePeak,
} from "../training/index.ts";
export { benchmark, peakMemory } from "./benchmark.ts";
export type {
  DoneEvent,
  ErrorEvent,
  Measurement,
  RunEvent,
  SampleEvent,
  StartEvent,
} from "./events.ts";
export { gradientsOf } from "./gradients.ts";
export { checkConfig } from "./readConfig.ts";
export { sampleRun, savedConfig, savedParameters, scoreRun } from "./saved.ts";
export { type TrainHost, type TrainRequest, type TrainResult, train } from "./train.ts";
