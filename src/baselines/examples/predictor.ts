import type { DatasetPart } from "../../data/index.ts";
import type { Pace } from "../pace.ts";

/** What is learned of the training part before anything is predicted. */
export type Fit = (train: DatasetPart, sizes: Sizes, pace: Pace) => Promise<Predictor>;

export interface Sizes {
  /** C: classes, labels or tags. */
  outputs: number;
  /** V: different tokens; 0 without tokens. */
  vocabulary: number;
  seed: number;
}

/**
 * The probability of each of C classes, or of each label alone, for a sequence of a part or one of its steps (an index into the
 * store).
 */
export type Predictor = (part: DatasetPart, sequence: number, step: number, out: Float64Array) => void;

/** Calls `take` with the row of the targets that belongs to each sequence, or to each of its steps. */
export function eachTarget(
  { inputs, targets }: DatasetPart,
  take: (row: number, sequence: number, step: number) => void,
): void {
  for (let i = 0; i < inputs.lengths.length; i++) {
    if (!targets.perStep) {
      take(i, i, inputs.starts[i]);
      continue;
    }
    for (let t = 0; t < inputs.lengths[i]; t++) take(inputs.starts[i] + t, i, inputs.starts[i] + t);
  }
}

/** Whether class or label c is true of a row. */
export function isTrue({ targets }: DatasetPart, row: number, c: number, outputs: number): boolean {
  if (targets.kind === "class") return targets.classes[row] === c;
  return targets.kind === "labels" && targets.sets[row * outputs + c] > 0.5;
}
