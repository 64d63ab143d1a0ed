import type { Message } from "../../../base/message.ts";
import { says } from "../messages.ts";
import { shownClock, shownTime, stepOf, type TimeStep } from "./timeSteps.ts";

/** When the rows of a series were, in the order of the files; not a number where a row does not say. */
export interface RowTimes {
  /** What the rows are of, for messages: the file, and of several series which. */
  of: string;
  times: Float64Array;
  /** Where a row stands: "line 5", with the file where there are several. */
  lineOf(row: number): string;
}

export interface TimeFacts {
  /** The columns that say when. */
  by: readonly string[];
  isDate: boolean;
  /** Whether only the time of day is known. */
  isClock?: true;
}

/** Examples of what is wrong; more help nobody. */
const SHOWN = 3;
/** Of the steps of an even series, so many are alike. */
const EVEN = 0.75;
/** Of the steps of rows that run backwards. */
const BACKWARDS = 0.9;

/** What is to be said of the order of a series' rows in time. */
export interface TimeProblems {
  /** The order is not that of time. */
  wrong: Message[];
  /** The steps are not even, which data may have to live with. */
  uneven: Message[];
}

export function timeProblems(series: RowTimes, { by, isDate, isClock }: TimeFacts): TimeProblems {
  const { times, lineOf, of } = series;
  const said = (row: number) => `${isClock ? shownClock(times[row]) : shownTime(times[row], isDate)} (${lineOf(row)})`;
  const rows = chosen(times.length, (row) => !Number.isNaN(times[row]));
  const back = among(rows, (row, before) => times[row] < times[before]);
  const forward = among(rows, (row, before) => times[row] > times[before]);
  const problems: Message[] = [];
  const unread = chosen(times.length, (row) => Number.isNaN(times[row]));
  if (unread.length > 0) {
    const what = isClock ? "time" : isDate ? "date" : "number";
    problems.push(says.noTimes({ of, by, what, lines: first(unread, lineOf) }));
  }
  if (back.length > 0 && back.length >= BACKWARDS * (back.length + forward.length)) {
    problems.push(says.backwards({ of, by, from: said(rows[0]), to: said(rows[rows.length - 1]) }));
  } else if (back.length > 0) {
    const rowsBack = first(back, (row) => `${said(row)} after ${said(rows[rows.indexOf(row) - 1])}`);
    problems.push(says.notInOrder({ of, by, rows: rowsBack }));
  }
  const sorted = back.length === 0 ? rows : rows.toSorted((a, b) => times[a] - times[b] || a - b);
  const twice = among(sorted, (row, before) => times[row] === times[before]);
  if (twice.length > 0) {
    const again = first(twice, (row) => `${said(row)} as in ${lineOf(sorted[sorted.indexOf(row) - 1])}`);
    problems.push(says.sameTime({ of, by, rows: again }));
  }
  const distinct = among(sorted, (row, before) => times[row] !== times[before], true);
  const points = new Float64Array(distinct.length);
  for (let i = 0; i < points.length; i++) points[i] = times[distinct[i]];
  const step = stepOf(points, isDate);
  return {
    wrong: problems,
    uneven: step ? gapProblems(distinct, withoutHoles(step, distinct, times), { of, by }, said) : [],
  };
}

/** No gap is where a row stands whose time cannot be read. */
function withoutHoles(step: TimeStep, rows: Int32Array, times: Float64Array): TimeStep {
  const isHole = (i: number) => times.subarray(rows[i] + 1, rows[i + 1]).some(Number.isNaN);
  return { ...step, longer: step.longer.filter((i) => !isHole(i)) };
}

function gapProblems(
  rows: Int32Array,
  { longer, share, usual, shortest, longest }: TimeStep,
  of: { of: string; by: readonly string[] },
  said: (row: number) => string,
): Message[] {
  if (share < EVEN) {
    return [says.unevenSteps({ ...of, shortest, longest })];
  }
  if (longer.length === 0) return [];
  return [says.gaps({ ...of, usual, gaps: first(longer, (i) => `from ${said(rows[i])} to ${said(rows[i + 1])}`) })];
}

/** The first of some places, and how many there are. */
function first(rows: ArrayLike<number>, placed: (row: number) => string): { first: string[]; all: number } {
  const shown = Math.min(SHOWN, rows.length);
  return { first: Array.from({ length: shown }, (_, i) => placed(rows[i])), all: rows.length };
}

/** The rows, of so many, that are wanted. Lists of numbers would take several times their bytes. */
function chosen(count: number, isWanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) if (isWanted(row)) rows[length++] = row;
  return rows.slice(0, length);
}

/** Those of some rows that are wanted beside the one before them, and the first of all with `first`. */
function among(rows: Int32Array, isWanted: (row: number, before: number) => boolean, first = false): Int32Array {
  const found = new Int32Array(rows.length);
  let length = 0;
  for (let i = 0; i < rows.length; i++) {
    if (i === 0 ? first : isWanted(rows[i], rows[i - 1])) found[length++] = rows[i];
  }
  return found.slice(0, length);
}
