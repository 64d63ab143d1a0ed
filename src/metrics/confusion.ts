import type { ScoreRow } from "./report.ts";
import { scoreRow } from "./scores.ts";

/** More classes than this have no matrix: nobody can look at it, and it grows with their square. */
export const MOST_CONFUSED = 1000;

/** Counts (C,C): row = the true class, column = the predicted one. A true class of −1 counts for nothing. */
export function confusionCounts(predicted: ArrayLike<number>, actual: ArrayLike<number>, classes: number): Int32Array {
  const counts = new Int32Array(classes * classes);
  for (let i = 0; i < actual.length; i++) if (actual[i] >= 0) counts[actual[i] * classes + predicted[i]]++;
  return counts;
}

/** A row for each class. */
export function classRows(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  labels: readonly string[],
): ScoreRow[] {
  const correct = new Int32Array(labels.length);
  const guessed = new Int32Array(labels.length);
  const there = new Int32Array(labels.length);
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] < 0) continue;
    there[actual[i]]++;
    guessed[predicted[i]]++;
    if (actual[i] === predicted[i]) correct[actual[i]]++;
  }
  return labels.map((label, c) => scoreRow(label, correct[c], guessed[c], there[c]));
}
