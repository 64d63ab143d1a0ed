import type { ScoreRow } from "./report.ts";

/** Precision, recall and their harmonic mean; 0/0 = 0, as conlleval has it. */
export function scores(correct: number, predicted: number, actual: number) {
  const precision = predicted > 0 ? correct / predicted : 0;
  const recall = actual > 0 ? correct / actual : 0;
  const f1 = predicted + actual > 0 ? (2 * correct) / (predicted + actual) : 0;
  return { precision, recall, f1 };
}

export function scoreRow(label: string, correct: number, predicted: number, actual: number): ScoreRow {
  return { label, actual, predicted, correct, ...scores(correct, predicted, actual) };
}

/** The mean F1 of the classes that occur or were predicted; one that did neither says nothing, and is left out. */
export function macroF1(rows: readonly ScoreRow[]): number {
  const met = rows.filter(({ actual, predicted }) => actual + predicted > 0);
  return met.length > 0 ? met.reduce((sum, { f1 }) => sum + f1, 0) / met.length : 0;
}

/** Precision, recall and F1 of all rows' decisions together. */
export function microScores(rows: readonly ScoreRow[]) {
  const sum = (key: "correct" | "predicted" | "actual") => rows.reduce((total, row) => total + row[key], 0);
  return scores(sum("correct"), sum("predicted"), sum("actual"));
}
