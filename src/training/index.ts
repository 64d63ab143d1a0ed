export { bestBuild, type CoreBuild, measurePeak } from "../engine/index.ts";
export type { InfluenceCost } from "../model/index.ts";
export { type BenchmarkFigures, type BenchmarkOptions, benchmarkSampling, benchmarkTraining } from "./benchmark.ts";
export { type BenchmarkRow, benchmarkRows, type LoadingRow } from "./benchmarkRows.ts";
export { hasStoppedEarly } from "./earlyStopping.ts";
export { evaluateSaved } from "./evaluateSaved.ts";
export { WindowForecaster } from "./forecastAfter.ts";
export { GapFiller, noGap } from "./gapFiller.ts";
export { firstGradients, type GradientsResult } from "./gradients.ts";
export { type BestSoFar, type LoopResult, TrainingLoop, type TrainingSink } from "./loop.ts";
export { telling } from "./measuring.ts";
export { predictMemory, trainerMemory } from "./memory.ts";
export {
  type CalibrationBin,
  entitiesOf,
  type HorizonRow,
  type Metrics,
  type Report,
  type ScoreRow,
} from "./metrics/index.ts";
export { type Prediction, Predictor, predictionOf } from "./predictor.ts";
export { type Next, type Sample, Sampler, type SampleSettings } from "./sampler.ts";
export { type ScoredLine, type ScoredToken, Scorer } from "./scorer.ts";
export { type Cadence, cadence, plannedSteps } from "./settings.ts";
export type { Start } from "./start.ts";
export { type BeginState, beginState } from "./startState.ts";
export type { Evaluation, Figures } from "./task.ts";
export type { TaskData } from "./taskOf.ts";
export { type Snapshot, Trainer, type TrainerOptions } from "./trainer.ts";
