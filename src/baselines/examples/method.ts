import type { DatasetPart, Sequences } from "../../data/index.ts";
import type { Pace } from "../pace.ts";

/** What a method learned of the training part: columns of numbers by name, as a checkpoint keeps them. */
export type Counts = Record<string, Float64Array>;

export interface Sizes {
  /** Whether one of the classes is true, or any of the labels. */
  kind: "class" | "labels";
  /** C: classes, labels or tags. */
  outputs: number;
  /** V: different tokens; 0 without tokens. */
  vocabulary: number;
}

/** The probability of each of C classes, or of each label alone, for a sequence or one of its steps (an index into the store). */
export type Predict = (inputs: Sequences, sequence: number, step: number, out: Float64Array) => void;

/** A way to answer by what was counted. */
export interface Method {
  /** Learns from a part; `seed` is that of the training. */
  fit(train: DatasetPart, sizes: Sizes, seed: number, pace: Pace): Promise<Counts>;
  /** How long each column is, for what was read from a file. */
  lengths(sizes: Sizes, counts: Counts): Record<string, number>;
  predict(counts: Counts, sizes: Sizes): Predict;
  /** How much a token speaks for class c, against the others; absent where tokens do not matter. */
  evidence?(counts: Counts, sizes: Sizes): (token: number, c: number) => number;
}

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
