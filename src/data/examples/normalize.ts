import { UserError } from "../../base/userError.ts";
import { count } from "../../base/words.ts";
import type { Normalization } from "../encoding.ts";

/** What the numbers of some rows of (rows, F) have to do with: visits the first index of each. */
export type Rows = (visit: (row: number) => void) => void;

/**
 * Mean and standard deviation of each column over the given rows, those of training alone; where nothing varies, the scale is 1. Two
 * passes, so that large numbers that differ little keep their differences.
 */
export function fitNormalization(values: Float64Array, columns: readonly string[], rows: Rows): Normalization[] {
  const F = columns.length;
  const mean = new Float64Array(F);
  const square = new Float64Array(F);
  let n = 0;
  rows((row) => {
    n++;
    for (let f = 0; f < F; f++) mean[f] += values[row * F + f];
  });
  for (let f = 0; f < F; f++) mean[f] /= Math.max(1, n);
  rows((row) => {
    for (let f = 0; f < F; f++) square[f] += (values[row * F + f] - mean[f]) ** 2;
  });
  return columns.map((column, f) => {
    const scale = Math.sqrt(square[f] / Math.max(1, n));
    return { column, mean: mean[f], scale: scale > 0 && Number.isFinite(scale) ? scale : 1 };
  });
}

/** x ↦ (x − mean) / scale of all rows (rows, F). */
export function normalized(values: Float64Array, features: readonly Normalization[]): Float32Array {
  const F = features.length;
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const { mean, scale } = features[i % F];
    out[i] = (values[i] - mean) / scale;
  }
  return out;
}

/** What a run that goes on has learned to read: other data must have as many columns. */
export function refuseOtherWidth(width: number, known: readonly Normalization[]): void {
  if (width === known.length) return;
  const message = `The data has ${count(width, "number")} a step, and the model reads ${known.length}.`;
  throw new UserError("changed-columns", message, "Use data with the same columns, or train a new model.");
}
