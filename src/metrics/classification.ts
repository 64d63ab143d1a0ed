import { calibration } from "./calibration.ts";
import { classRows, confusionCounts, MOST_CONFUSED } from "./confusion.ts";
import type { Measured } from "./report.ts";
import { macroF1 } from "./scores.ts";

export interface ClassPredictions {
  /** The likeliest class of each row. */
  predicted: ArrayLike<number>;
  /** The true class of each row; −1 counts for nothing. */
  actual: ArrayLike<number>;
  /** C names, by id. */
  labels: readonly string[];
  /** The probability of the predicted class, where there are probabilities. */
  confidence?: ArrayLike<number>;
  /** Of ordered classes, the number that each stands for. */
  values?: readonly number[];
}

/**
 * `accuracy`, `macroF1`, and where they mean something `calibrationError` and `mae`, the mean distance of the predicted class's
 * number from the true one's. The report has the confusion matrix, a row for each class and the bins of calibration.
 */
export function classificationMetrics({ predicted, actual, labels, confidence, values }: ClassPredictions): Measured {
  const classes = classRows(predicted, actual, labels);
  const total = classes.reduce((sum, row) => sum + row.actual, 0);
  const correct = classes.reduce((sum, row) => sum + row.correct, 0);
  const calibrated = confidence && calibration(predicted, actual, confidence);
  const n = labels.length;
  const counts = n <= MOST_CONFUSED ? confusionCounts(predicted, actual, n) : undefined;
  const matrix = counts && Array.from({ length: n }, (_, row) => [...counts.subarray(row * n, (row + 1) * n)]);
  return {
    metrics: {
      accuracy: total > 0 ? correct / total : 0,
      macroF1: macroF1(classes),
      ...(calibrated && { calibrationError: calibrated.error }),
      ...(values && { mae: distance(predicted, actual, values) }),
    },
    report: {
      classes,
      ...(matrix && { confusion: { labels: [...labels], counts: matrix } }),
      ...(calibrated && { calibration: calibrated.bins }),
    },
  };
}

function distance(predicted: ArrayLike<number>, actual: ArrayLike<number>, values: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] < 0) continue;
    sum += Math.abs(values[predicted[i]] - values[actual[i]]);
    total++;
  }
  return total > 0 ? sum / total : 0;
}
