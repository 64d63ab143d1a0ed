import type { Column } from "./column.ts";

export interface CurvePoint {
  x: number;
  /** NaN: a gap. */
  y: number;
}

/** What of a curve is in sight. */
export interface Sight {
  /** Ends of the axis. */
  from: number;
  to: number;
  /** Width of the axis, pixels. */
  pixels: number;
}

/**
 * The points that draw a curve, rows of it all: every row in sight where there are few, else of each pixel column the first, the
 * lowest, the highest and the last, so that a line through them covers the same pixels (Jugel, Jerzak, Hackenbroich and Markl: M4,
 * 2014). One row beyond each end is with them, to where the line leads.
 *
 * @param x rises, with as many rows as `y`
 */
export function outline(x: Column, y: Column, { from, to, pixels }: Sight): CurvePoint[] {
  const begin = Math.max(0, x.firstFrom(from) - 1);
  let end = x.firstFrom(to);
  while (end < x.length && x.values[end] === to) end++;
  end = Math.min(x.length, y.length, end + 1);
  const points: CurvePoint[] = [];
  const [xs, ys] = [x.values, y.values];
  const take = (row: number) => points.push({ x: xs[row], y: ys[row] });
  const columns = Math.max(1, Math.floor(pixels));
  if (end - begin <= 4 * columns) {
    for (let row = begin; row < end; row++) take(row);
    return points;
  }
  let row = begin;
  if (xs[row] < from) take(row++);
  for (let column = 0; column <= columns && row < end; column++) {
    const edge = column === columns ? Number.POSITIVE_INFINITY : from + ((to - from) * (column + 1)) / columns;
    const next = Math.min(end, x.firstFrom(edge, row));
    if (next === row) continue;
    const lowest = y.lowest(row, next);
    const highest = y.highest(row, next);
    if (lowest < 0) take(row);
    else {
      const first = firstNumber(y, row);
      const last = lastNumber(y, next);
      const [one, other] = lowest < highest ? [lowest, highest] : [highest, lowest];
      take(first);
      if (one > first) take(one);
      if (other > one && other > first) take(other);
      if (last > other) take(last);
    }
    row = next;
  }
  return points;
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
