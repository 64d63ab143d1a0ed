export { WindowForecaster } from "./forecasting/windowForecaster.ts";
export { telling } from "./measuring.ts";
export { taskOf } from "./registry.ts";
export { type Prediction, Predictor, predictionOf } from "./sequences/predictor.ts";
export type {
  BatchInfo,
  Evaluation,
  Figures,
  MeasuredPart,
  Measurer,
  Pause,
  Task,
  TaskData,
  TrainingSource,
} from "./task.ts";
