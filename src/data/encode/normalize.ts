import { UserError } from "../../base/userError.ts";
import type { Normalization } from "./encoding.ts";
import { says } from "./messages.ts";

/** Visits some rows of F numbers, one after the other: each begins at an index of some values, which count until the visit ends. */
export type Rows = (visit: (values: ArrayLike<number>, at: number) => void) => void;

/** A column that does not change in training, or by so little that the changes may be rounding; `scale` is its standard deviation. */
export interface ConstantColumn extends Normalization {
  /** The largest |x|. */
  largest: number;
}

/** A standard deviation of at most this times the largest |x| is taken for none. */
const CONSTANT = 1e-9;

/**
 * Mean and standard deviation of each of F columns over the given rows, those of training alone. The scale of a column that
 * is constant is 1. Two passes, so that large numbers that differ little keep their differences. `rounding` says of each column up
 * to which standard deviation it may be the rounding of what it was computed from; `onConstant` hears of columns that are constant.
 */
export function fitNormalization(
  columns: readonly string[],
  rows: Rows,
  { rounding, onConstant }: { rounding?: ArrayLike<number>; onConstant?: (column: ConstantColumn) => void } = {},
): Normalization[] {
  const F = columns.length;
  const mean = new Float64Array(F);
  const square = new Float64Array(F);
  const least = new Float64Array(F).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(F).fill(Number.NEGATIVE_INFINITY);
  let n = 0;
  rows((values, at) => {
    n++;
    for (let f = 0; f < F; f++) {
      const x = values[at + f];
      mean[f] += x;
      if (x < least[f]) least[f] = x;
      if (x > most[f]) most[f] = x;
    }
  });
  for (let f = 0; f < F; f++) mean[f] /= Math.max(1, n);
  rows((values, at) => {
    for (let f = 0; f < F; f++) square[f] += (values[at + f] - mean[f]) ** 2;
  });
  return columns.map((column, f) => {
    if (n === 0) return { column, mean: 0, scale: 1 };
    const isOne = least[f] === most[f];
    const largest = Math.max(Math.abs(least[f]), Math.abs(most[f]));
    const deviation = Math.sqrt(square[f] / n);
    const moments =
      isOne || (Number.isFinite(deviation) && deviation > SMALLEST)
        ? { mean: isOne ? least[f] : mean[f], scale: isOne ? 0 : deviation }
        : extremeMoments(f, rows, largest);
    if (moments.scale > Math.max(CONSTANT * largest, rounding?.[f] ?? 0)) return { column, ...moments };
    onConstant?.({ column, ...moments, largest });
    return { column, mean: moments.mean, scale: 1 };
  });
}

/** Below this, squares of deviations are no longer told apart from 0. */
const SMALLEST = 1e-140;

/** Mean and standard deviation of numbers whose squares are beyond what a number holds, or too small for it. */
function extremeMoments(f: number, rows: Rows, largest: number) {
  let [mean, square, n] = [0, 0, 0];
  rows((values, at) => {
    mean += values[at + f] / largest;
    n++;
  });
  mean /= n;
  rows((values, at) => {
    square += (values[at + f] / largest - mean) ** 2;
  });
  return { mean: mean * largest, scale: Math.sqrt(square / n) * largest };
}

/** x ↦ (x − mean) / scale of all rows (rows, F); `into` may be the values themselves. */
export function normalized(
  values: Float64Array | Float32Array,
  features: readonly Normalization[],
  into: Float32Array = new Float32Array(values.length),
): Float32Array {
  const F = features.length;
  for (let i = 0; i < values.length; i++) {
    const { mean, scale } = features[i % F];
    into[i] = (values[i] - mean) / scale;
  }
  return into;
}

/** What a run that goes on has learned to read: other data must have as many columns. */
export function refuseOtherWidth(width: number, known: readonly Normalization[]): void {
  if (width === known.length) return;
  throw new UserError(says.otherWidth({ width, known: known.length }));
}
