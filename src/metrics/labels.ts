import type { Measured, Metrics, ScoreRow } from "./report.ts";
import { macroF1, microScores, scoreRow } from "./scores.ts";

export interface LabelPredictions {
  /** (rows,C): the probability of each label; above one half it is predicted. */
  probabilities: ArrayLike<number>;
  /** (rows,C) of 0 and 1. */
  actual: ArrayLike<number>;
  /** C names, by id. */
  labels: readonly string[];
}

/**
 * Any of C labels at once: `microF1` (of all decisions together, with its `precision` and `recall`), `macroF1` (the mean over
 * labels) and `exactMatch` (rows whose labels are all right). With one label, a yes or no, `accuracy` and `f1` of yes.
 */
export function labelMetrics({ probabilities, actual, labels }: LabelPredictions): Measured {
  const n = labels.length;
  const counts = labels.map(() => ({ correct: 0, predicted: 0, actual: 0 }));
  const rows = actual.length / n;
  let exact = 0;
  for (let row = 0; row < rows; row++) {
    let same = true;
    for (let c = 0; c < n; c++) {
      const says = probabilities[row * n + c] > 0.5;
      const is = actual[row * n + c] > 0.5;
      if (says) counts[c].predicted++;
      if (is) counts[c].actual++;
      if (says && is) counts[c].correct++;
      if (says !== is) same = false;
    }
    if (same) exact++;
  }
  const classes = labels.map((label, c): ScoreRow => {
    const { correct, predicted, actual: there } = counts[c];
    return scoreRow(label, correct, predicted, there);
  });
  const { precision, recall, f1 } = microScores(classes);
  const share = rows > 0 ? exact / rows : 0;
  const metrics: Metrics =
    n === 1
      ? { accuracy: share, precision, recall, f1 }
      : { exactMatch: share, precision, recall, microF1: f1, macroF1: macroF1(classes) };
  return { metrics, report: { classes } };
}
