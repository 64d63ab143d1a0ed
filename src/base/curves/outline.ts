import type { Column } from "./column.ts";
import type { CurvePoints } from "./curvePoints.ts";

/** What of a curve is in sight. */
export interface Sight {
  /** Ends of the axis. */
  from: number;
  to: number;
  /** Width of the axis, pixels. */
  pixels: number;
}

/**
 * Adds to `points` those that draw a curve, rows of it all: every row in sight where there are few, else of each pixel column the first,
 * the lowest, the highest and the last, so that a line through them covers the same pixels (Jugel, Jerzak, Hackenbroich and Markl: M4,
 * 2014). One row beyond each end is with them, to where the line leads.
 *
 * @param x rises, with as many rows as `y`; `scale` times its numbers are the x of the points
 */
export function outline(x: Column, y: Column, { from, to, pixels }: Sight, points: CurvePoints, scale = 1): void {
  const begin = Math.max(0, x.firstFrom(from) - 1);
  let end = x.firstFrom(to);
  while (end < x.length && x.values[end] === to) end++;
  end = Math.min(x.length, y.length, end + 1);
  const [xs, ys] = [x.values, y.values];
  const columns = Math.max(1, Math.floor(pixels));
  if (end - begin <= 4 * columns) {
    for (let row = begin; row < end; row++) points.push(scale * xs[row], ys[row]);
    return;
  }
  const take = (row: number) => points.push(scale * xs[row], ys[row]);
  let row = begin;
  if (xs[row] < from) take(row++);
  for (let column = 0; column <= columns && row < end; column++) {
    const edge = column === columns ? Number.POSITIVE_INFINITY : from + ((to - from) * (column + 1)) / columns;
    const next = Math.min(end, x.firstFrom(edge, row));
    if (next === row) continue;
    y.find(row, next);
    const { low, high } = y;
    if (low < 0) take(row);
    else {
      const first = firstNumber(y, row);
      const last = lastNumber(y, next);
      const one = Math.min(low, high);
      const other = Math.max(low, high);
      take(first);
      if (one > first) take(one);
      if (other > one && other > first) take(other);
      if (last > other) take(last);
    }
    row = next;
  }
}

function firstNumber({ values }: Column, row: number): number {
  while (Number.isNaN(values[row])) row++;
  return row;
}

function lastNumber({ values }: Column, end: number): number {
  let row = end - 1;
  while (Number.isNaN(values[row])) row--;
  return row;
}
