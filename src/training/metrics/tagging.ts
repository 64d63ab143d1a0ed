import { type ClassPredictions, classificationMetrics } from "./classification.ts";
import { entityMetrics, type TagPredictions } from "./entities.ts";
import type { Measured } from "./report.ts";
import { tagScheme } from "./tagScheme.ts";

/** What classification has, of steps; and where tags mark entities, precision, recall and F1 of those by conlleval's rules. */
export function taggingMetrics(predictions: TagPredictions & ClassPredictions): Measured {
  const steps = classificationMetrics(predictions);
  if (tagScheme(predictions.labels) === undefined) return steps;
  const { metrics, report } = entityMetrics(predictions);
  return { metrics: { ...steps.metrics, ...metrics }, report: { ...steps.report, ...report } };
}
