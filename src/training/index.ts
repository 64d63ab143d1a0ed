export { bestBuild, type CoreBuild, measurePeak } from "../engine/index.ts";
export { type BenchmarkFigures, type BenchmarkOptions, benchmarkSampling, benchmarkTraining } from "./benchmark.ts";
export { type BenchmarkRow, benchmarkRows, type LoadingRow } from "./benchmarkRows.ts";
export type { Evaluation } from "./evaluator.ts";
export { firstGradients, type GradientsResult } from "./gradients.ts";
export { type BestSoFar, type LoopResult, type StepRow, TrainingLoop, type TrainingSink } from "./loop.ts";
export { type Sample, Sampler, type SampleSettings } from "./sampler.ts";
export { type Cadence, cadence } from "./settings.ts";
export { type Snapshot, Trainer } from "./trainer.ts";
