export { type ClassPredictions, classificationMetrics } from "./classification.ts";
export type { TagPredictions } from "./entities.ts";
export { type Forecasts, forecastMetrics, naiveErrors } from "./forecasting.ts";
export { type LabelPredictions, labelMetrics } from "./labels.ts";
export { likelihoodMetrics } from "./likelihood.ts";
export { rankingMetrics, rankOf } from "./ranking.ts";
export type { CalibrationBin, HorizonRow, Measured, Metrics, Report, ScoreRow } from "./report.ts";
export { taggingMetrics } from "./tagging.ts";
export { type TagScheme, tagScheme } from "./tagScheme.ts";
