export { bestBuild, type CoreBuild, measurePeak } from "../engine/index.ts";
export type { InfluenceCost } from "../model/index.ts";
export {
  type BenchmarkFigures,
  type BenchmarkOptions,
  benchmarkSampling,
  benchmarkTraining,
} from "./benchmark/benchmark.ts";
export { type BenchmarkRow, benchmarkRows, type LoadingRow } from "./benchmark/benchmarkRows.ts";
export { benchmarkWriting } from "./benchmark/benchmarkWriting.ts";
export { plannedSteps } from "./cadence.ts";
export { hasStoppedEarly } from "./earlyStopping.ts";
export { firstGradients, type GradientsResult } from "./gradients.ts";
export { type BestSoFar, type LoopResult, TrainingLoop, type TrainingSink } from "./loop.ts";
export { predictMemory, trainingMemory } from "./memory.ts";
export { type RateChange, type Snapshot, Trainer, type TrainerOptions } from "./trainer.ts";
export { planTraining } from "./trainingPlan.ts";
export { Wheel } from "./wheel.ts";
