import type { Cell } from "../../../data/encode/cells.ts";
import type { Reading } from "../../formats/index.ts";
import { DATE_FORMS, type ReadTime, timeOfDay } from "./timeForms.ts";

/** A way to read the time of a row from its cells in these columns, in their order; undefined where they do not say one. */
export type RowTime = (cells: readonly Cell[]) => number | undefined;

/** The columns of a table that say when a row was. */
export interface TimeColumns {
  columns: string[];
  /** Whether times are milliseconds since 1970; otherwise they are numbers in a unit of their own. */
  isDate: boolean;
  /** Whether only the time of day is known: where it starts anew it is the next day. */
  isClock?: true;
  /** More than one where day and month may be taken for each other: what all rows say decides. */
  readings: RowTime[];
}

/** Names of columns of numbers that say when; the second only where they rise or fall all the time. */
const TIMESTAMP = /^(.*[_\s.-])?(unix|epoch|time_?stamp|date_?time|date)([_\s.-]?(time|s|ms|us|ns|utc))?$/i;
const TIME = /^(time|t|ts|datum|dt|when|year|days?|hours?|minutes?|seconds?|months?|weeks?)$/i;
/** What together is a date, from the largest to the smallest. */
const PARTS = [
  /^(year|yr|yyyy)$/i,
  /^(month|mon|mo|mm)$/i,
  /^(day|dd|day_of_month)$/i,
  /^(hour|hr|hh)$/i,
  /^(minute|min)$/i,
];
/** Of a column's cells, so many must be read. */
const ENOUGH = 0.9;

/** Which columns say when a row was, by their names and first cells; undefined where none does. `passed` are no candidates. */
export function timeColumnsOf({ columns, preview }: Reading, passed: readonly string[]): TimeColumns | undefined {
  const left = columns.filter((column) => column !== "" && !passed.includes(column));
  const cellsOf = (column: string) =>
    preview.map((cells) => textOf(cells[columns.indexOf(column)])).filter((text) => text !== "");
  const written = left.flatMap((column) => {
    const cells = cellsOf(column);
    // 1234.5 is a number, and no month.
    const isNumeric = 2 * cells.filter((text) => Number.isFinite(Number(text))).length > cells.length;
    const forms = isNumeric ? [] : DATE_FORMS.filter((form) => reads(form, cells));
    return forms.length > 0 ? [{ column, forms, cells }] : [];
  });
  if (written.length > 0) {
    const [{ column, forms, cells }] = written;
    const hasClock = cells.some((text) => /\d:\d\d/.test(text));
    const clock = hasClock ? undefined : left.find((other) => reads(timeOfDay, cellsOf(other)));
    const readings = forms
      .flatMap((form) => inCenturies(form, cells))
      .map(
        (form): RowTime =>
          ([day, time]) =>
            sum(form(textOf(day)), clock === undefined ? 0 : timeOfDay(textOf(time))),
      );
    return { columns: clock === undefined ? [column] : [column, clock], isDate: true, readings };
  }
  return partsOf(left, cellsOf) ?? numberOf(left, cellsOf) ?? clockAlone(left, cellsOf);
}

/** Years of two digits turn from one century to the next as spreadsheets have it, or later where that keeps the order. */
function inCenturies(form: ReadTime, cells: readonly string[]): ReadTime[] {
  const isShort = cells.some((text) => form(text, 0) !== form(text, 100));
  return isShort ? [30, 50, 70].map((century) => (text) => form(text, century)) : [form];
}

type CellsOf = (column: string) => string[];

/** Year, month, day … in columns of their own. */
function partsOf(left: readonly string[], cellsOf: CellsOf): TimeColumns | undefined {
  const found = PARTS.map((name) => left.find((column) => name.test(column) && cellsOf(column).every(isWhole)));
  const last = found.indexOf(undefined);
  const used = (last < 0 ? found : found.slice(0, last)) as string[];
  if (used.length < 2) return undefined;
  const reading: RowTime = (row) => {
    const [year, month, day = 1, hour = 0, minute = 0] = row.map((cell) => Number(textOf(cell) || Number.NaN));
    const time = Date.UTC(year, month - 1, day, hour, minute);
    return Number.isNaN(time) ? undefined : time;
  };
  return { columns: used, isDate: true, readings: [reading] };
}

/** A column of numbers: seconds or milliseconds since 1970, 20240131, or in a unit of its own. */
function numberOf(left: readonly string[], cellsOf: CellsOf): TimeColumns | undefined {
  const numeric = left
    .map((column) => ({ column, values: cellsOf(column).map(Number) }))
    .filter(({ values }) => values.length > 0 && values.every(Number.isFinite));
  const found =
    numeric.find(({ column }) => TIMESTAMP.test(column)) ??
    numeric.find(({ column, values }) => TIME.test(column) && goesOneWay(values)) ??
    numeric.find(({ values }) => unitOf(values) !== undefined && goesOneWay(values));
  if (!found) return undefined;
  const unit = unitOf(found.values);
  const reading: RowTime = ([cell]) => {
    const text = textOf(cell);
    const value = text === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) return undefined;
    return unit === undefined ? value : unit(value);
  };
  return { columns: [found.column], isDate: unit !== undefined, readings: [reading] };
}

function clockAlone(left: readonly string[], cellsOf: CellsOf): TimeColumns | undefined {
  const clock = left.find((column) => reads(timeOfDay, cellsOf(column)));
  if (clock === undefined) return undefined;
  return { columns: [clock], isDate: true, isClock: true, readings: [([cell]) => timeOfDay(textOf(cell))] };
}

/** What numbers of this size count; undefined where they are no dates. */
function unitOf(values: readonly number[]): ((value: number) => number | undefined) | undefined {
  const all = (from: number, to: number) => values.every((value) => value >= from && value < to);
  if (!values.every(Number.isInteger)) return undefined;
  const day = DATE_FORMS[DATE_FORMS.length - 1];
  if (all(19_000_000, 22_000_000) && values.every((value) => day(String(value)) !== undefined))
    return (value) => day(String(value));
  for (const [size, ms] of [
    [1, 1000],
    [1e3, 1],
    [1e6, 1e-3],
    [1e9, 1e-6],
  ]) {
    // From 1990 to 2100.
    if (all(6.3e8 * size, 4.1e9 * size)) return (value) => value * ms;
  }
  return undefined;
}

/** Whether nearly all changes go in one direction; where series stand below each other, some go back. */
function goesOneWay(values: readonly number[]): boolean {
  const changes = values.slice(1).flatMap((value, i) => Math.sign(value - values[i]) || []);
  const most = Math.max(...[1, -1].map((sign) => changes.filter((change) => change === sign).length));
  return changes.length > 1 && most >= ENOUGH * changes.length;
}

/** Names of columns that count rows. */
const COUNTER =
  /^(index|idx|id|no|nr|num|number|row|row_?(id|no|num|number|names?)|i|k|n|obs|observation|step|period|tick|sample|#|x|unnamed: ?\d+)$/i;

/**
 * Columns of numbers that only count: each value is as much more than the one before, but where it begins anew. By their names, and
 * where nothing else says when, the first column of numbers that counts in ones, beside others.
 */
export function countingColumns({ columns, preview }: Reading, passed: readonly string[], hasTime: boolean): string[] {
  const numeric = columns
    .filter((column) => column !== "" && !passed.includes(column))
    .map((column) => ({
      column,
      values: preview.map((row) => Number(textOf(row[columns.indexOf(column)]) || Number.NaN)),
    }))
    .filter(({ values }) => values.length > 2 && values.every(Number.isFinite));
  const counts = numeric.filter(({ values }) => counted(values) !== undefined);
  const named = counts.filter(({ column }) => COUNTER.test(column) || TIME.test(column));
  const [first] = numeric;
  const isOrder = !hasTime && named.length === 0 && numeric.length > 1 && counted(first.values) === 1;
  return (isOrder ? [first] : named).map(({ column }) => column);
}

/** By how much whole numbers count up; undefined where they do not. */
function counted(values: readonly number[]): number | undefined {
  const steps = values.slice(1).map((value, i) => value - values[i]);
  const [step] = steps;
  const anew = steps.filter((other) => other !== step);
  const isEven = values.every(Number.isInteger) && step > 0 && anew.length <= (1 - ENOUGH) * steps.length;
  return isEven && anew.every((other) => other < 0) ? step : undefined;
}

function isWhole(text: string): boolean {
  return /^\d+(\.0+)?$/.test(text);
}

function reads(form: ReadTime, cells: readonly string[]): boolean {
  return cells.length > 0 && cells.filter((text) => form(text) !== undefined).length >= ENOUGH * cells.length;
}

function textOf(cell: Cell | undefined): string {
  return cell === undefined || cell === null ? "" : String(cell).trim();
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
