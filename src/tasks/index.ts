export { WindowForecaster } from "./forecasting/forecastAfter.ts";
export { telling } from "./measuring.ts";
export { type TaskData, taskOf } from "./registry.ts";
export { type Prediction, Predictor, predictionOf } from "./sequences/predictor.ts";
export type { Evaluation, Fed, Figures, Measurer, Pause, Task, TrainingSource } from "./task.ts";
