import { ID_NAME, type IdColumn, runsIn } from "../../ids/idColumns.ts";

/** Of the rows, so many may be out of their place within a series. */
const FEW = 0.05;
/** Names of parts of a year, which come in runs too. */
const CALENDAR = /month|quarter|season|week|day|year/i;

/**
 * The column that tells the series of a table apart, where its rows are of several: in time they go back or repeat, and within each value
 * of the column they do not. Where nothing says when, a column whose values come in one stretch of rows each. Undefined where none does.
 */
export function seriesColumn(columns: readonly IdColumn[], times: Float64Array | undefined): IdColumn | undefined {
  if (!times) {
    return columns.find(({ column, ids, distinct, isText }) => {
      const isNamed = ID_NAME.test(column) || (isText && !CALENDAR.test(column));
      return isNamed && distinct < ids.length && runsIn(ids) === distinct;
    });
  }
  const all = outOfOrder(times, undefined, 1);
  if (all === 0) return undefined;
  const found = columns
    .map((column) => ({ column, left: outOfOrder(times, column.ids, column.distinct) }))
    .filter(({ column, left }) => 2 * column.distinct <= times.length && left <= FEW * times.length && left <= all / 10)
    .sort((a, b) => a.left - b.left || a.column.distinct - b.column.distinct);
  return found[0]?.column;
}

/** Two columns that tell the series apart together, as a shop and an item, where no single column does; undefined where none do. */
export function seriesPair(columns: readonly IdColumn[], times: Float64Array): [string, string] | undefined {
  const all = outOfOrder(times, undefined, 1);
  if (all === 0 || seriesColumn(columns, times)) return undefined;
  for (const [i, first] of columns.entries()) {
    for (const second of columns.slice(i + 1)) {
      if (![first, second].some(({ column, isText }) => isText || ID_NAME.test(column))) continue;
      const { ids, distinct } = joined(first, second);
      const left = outOfOrder(times, ids, distinct);
      if (2 * distinct <= times.length && left <= FEW * times.length && left <= all / 10) {
        return [first.column, second.column];
      }
    }
  }
  return undefined;
}

/** One id for each pair of values that occurs. */
function joined(first: IdColumn, second: IdColumn): { ids: Int32Array; distinct: number } {
  const known = new Map<number, number>();
  const ids = first.ids.map((id, row) => {
    const pair = id * second.distinct + second.ids[row];
    if (!known.has(pair)) known.set(pair, known.size);
    return known.get(pair) ?? 0;
  });
  return { ids, distinct: known.size };
}

/** Rows that repeat the time of the row before of their series, or go the other way than most of it. */
function outOfOrder(times: Float64Array, ids: Int32Array | undefined, distinct: number): number {
  const last = new Float64Array(distinct).fill(Number.NaN);
  const [up, down] = [new Float64Array(distinct), new Float64Array(distinct)];
  let same = 0;
  for (let row = 0; row < times.length; row++) {
    const id = ids ? ids[row] : 0;
    const step = times[row] - last[id];
    if (step > 0) up[id]++;
    else if (step < 0) down[id]++;
    else if (step === 0) same++;
    if (!Number.isNaN(times[row])) last[id] = times[row];
  }
  return up.reduce((sum, rises, id) => sum + Math.min(rises, down[id]), same);
}
