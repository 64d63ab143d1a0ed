import type { Part } from "./corpus.ts";
import type { Normalization } from "./encoding.ts";

/** A series of a forecast as it stands in the files. Windows of it are sequences of the parts. */
export interface Series {
  /** What `data.sequence` calls it; undefined where the data is one series. */
  name?: string;
  /** (rows,K): the columns that are predicted, in the units of the files. */
  values: Float64Array;
  /** K. */
  columns: number;
  /** How often the series is differenced: its step s is the change to row s + difference. */
  difference: number;
  /** Rows that are to be predicted after each window. */
  horizon: number;
  /** Rows after which the series is alike, 1 for none. */
  season: number;
  /** First row of each part, and the row after its last. */
  rows: Record<Part, readonly [from: number, to: number]>;
  /** The first of its steps in the store that all series share. */
  start: number;
  /** F: how the columns that are read are normalised. */
  features: readonly Normalization[];
  /** K: how its columns are normalised. */
  targets: readonly Normalization[];
  /** K in-sample naive errors, in which MASE is measured. */
  naive: Float64Array;
}

/** How many steps a series has. */
export function stepsOf({ values, columns, difference }: Pick<Series, "values" | "columns" | "difference">): number {
  return Math.max(0, values.length / Math.max(1, columns) - difference);
}

/** Differences of neighbours of (rows,K), `order` times; (rows − order, K). */
export function differences(values: Float64Array, columns: number, order: number): Float64Array {
  let current = values;
  for (let i = 0; i < order; i++) {
    const next = new Float64Array(Math.max(0, current.length - columns));
    for (let j = 0; j < next.length; j++) next[j] = current[j + columns] - current[j];
    current = next;
  }
  return current;
}

/** Of each of K columns, the deviation that rounding alone may give to its differences: a few units in the last place of the largest. */
export function roundingOf(values: Float64Array, columns: number, order: number): Float64Array {
  const largest = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) largest[i % columns] = Math.max(largest[i % columns], Math.abs(values[i]));
  return largest.map((size) => (order === 0 ? 0 : 2 ** (order + 1) * Number.EPSILON * size));
}

/**
 * What the network said of the rows after a step of the series, (h,K) normalised, as values in the units of the files: scaled back, and
 * added up where the series is differenced, from the rows that came before.
 */
export function forecastLevels(
  { values, columns: K, difference }: Pick<Series, "values" | "columns" | "difference">,
  targets: readonly Normalization[],
  step: number,
  outputs: ArrayLike<number>,
): Float64Array {
  const row = step + difference;
  const levels = Float64Array.from(outputs, (z, i) => z * targets[i % K].scale + targets[i % K].mean);
  // The last difference of each order that is known, highest first: each is what the next lower one goes on from.
  for (let order = difference - 1; order >= 0; order--) {
    const known = differences(values.subarray((row - order) * K, (row + 1) * K), K, order);
    for (let i = 0; i < levels.length; i++) levels[i] += i < K ? known[i] : levels[i - K];
  }
  return levels;
}

/**
 * The in-sample naive error of each of K columns: the mean of |y_t − y_{t−m}| over a training part (steps,K) of sequences with
 * these lengths, m the season, 1 for none. Not a number where no sequence is longer than m.
 */
export function naiveErrors(
  series: ArrayLike<number>,
  lengths: ArrayLike<number>,
  columns: number,
  season = 1,
): Float64Array {
  const errors = new Float64Array(columns);
  let count = 0;
  let from = 0;
  for (let s = 0; s < lengths.length; s++) {
    for (let t = from + season; t < from + lengths[s]; t++) {
      for (let k = 0; k < columns; k++) {
        errors[k] += Math.abs(series[t * columns + k] - series[(t - season) * columns + k]);
      }
      count++;
    }
    from += lengths[s];
  }
  return errors.map((sum) => sum / count);
}

/**
 * The row that the naive forecast of h rows after `row` repeats: the last one known that is a whole number of seasons before, and
 * without seasons (1) the last.
 */
export function naiveRow(row: number, h: number, season: number): number {
  return Math.max(0, row + h - season * Math.ceil(h / season));
}
