import { type ClassPredictions, classificationMetrics } from "./classification.ts";
import { entityMetrics, type TagPredictions } from "./entities.ts";
import type { Measured } from "./report.ts";

/** What classification has, of steps; and where tags mark entities, precision, recall and F1 of those by conlleval's rules. */
export function taggingMetrics(predictions: TagPredictions & ClassPredictions): Measured {
  const steps = classificationMetrics(predictions);
  const entities = entityMetrics(predictions);
  if (!entities) return steps;
  return {
    metrics: { ...steps.metrics, ...entities.metrics },
    report: { ...steps.report, ...entities.report },
  };
}
