import type { Metrics } from "../../base/metrics.ts";

export type { Metrics };

/** How well one class, label, tag or type of entity is found. */
export interface ScoreRow {
  label: string;
  /** How often it is true, how often it was predicted, and how often both. */
  actual: number;
  predicted: number;
  correct: number;
  precision: number;
  recall: number;
  f1: number;
}

/** Predictions whose confidence lies in (from, to]. */
export interface CalibrationBin {
  from: number;
  to: number;
  count: number;
  /** Means over the bin; 0 where it is empty. */
  confidence: number;
  accuracy: number;
}

/** Errors at one horizon, 1 = the next value, and those of the naive forecast at the same horizon. */
export interface HorizonRow {
  horizon: number;
  mae: number;
  rmse: number;
  /** Infinite where the naive forecast of the training part is without error. */
  mase: number;
  naive?: { mae: number; rmse: number; mase: number };
}

/** What does not fit in one number: for tables and panels; only what the task has is there. */
export interface Report {
  /** How often class i (row) was taken for class j (column). */
  confusion?: { labels: string[]; counts: number[][] };
  classes?: ScoreRow[];
  entities?: ScoreRow[];
  calibration?: CalibrationBin[];
  horizons?: HorizonRow[];
}

export interface Measured {
  metrics: Metrics;
  report: Report;
}
