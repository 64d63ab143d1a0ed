export { type ClassPredictions, classificationMetrics } from "./classification.ts";
export { entitiesOf, type TagPredictions } from "./entities.ts";
export { type Forecasts, forecastMetrics } from "./forecasting.ts";
export { type LabelPredictions, labelMetrics } from "./labels.ts";
export { likelihoodMetrics } from "./likelihood.ts";
export { numberError } from "./numberError.ts";
export { Recommended } from "./recommended.ts";
export type { CalibrationBin, HorizonRow, Measured, Metrics, Report, ScoreRow } from "./report.ts";
export { taggingMetrics } from "./tagging.ts";
