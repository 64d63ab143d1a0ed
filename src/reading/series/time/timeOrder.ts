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
  const rows = Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]));
  const back = rows.slice(1).filter((row, i) => times[row] < times[rows[i]]);
  const forward = rows.slice(1).filter((row, i) => times[row] > times[rows[i]]);
  const problems: Message[] = [];
  const unread = Array.from(times.keys()).filter((row) => Number.isNaN(times[row]));
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
  const twice = sorted.slice(1).filter((row, i) => times[row] === times[sorted[i]]);
  if (twice.length > 0) {
    const again = first(twice, (row) => `${said(row)} as in ${lineOf(sorted[sorted.indexOf(row) - 1])}`);
    problems.push(says.sameTime({ of, by, rows: again }));
  }
  const distinct = sorted.filter((row, i) => i === 0 || times[row] !== times[sorted[i - 1]]);
  const step = stepOf(
    Float64Array.from(distinct, (row) => times[row]),
    isDate,
  );
  return {
    wrong: problems,
    uneven: step ? gapProblems(distinct, withoutHoles(step, distinct, times), { of, by }, said) : [],
  };
}

/** No gap is where a row stands whose time cannot be read. */
function withoutHoles(step: TimeStep, rows: readonly number[], times: Float64Array): TimeStep {
  const isHole = (i: number) => times.subarray(rows[i] + 1, rows[i + 1]).some(Number.isNaN);
  return { ...step, longer: step.longer.filter((i) => !isHole(i)) };
}

function gapProblems(
  rows: readonly number[],
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
function first(rows: readonly number[], placed: (row: number) => string): { first: string[]; all: number } {
  return { first: rows.slice(0, SHOWN).map(placed), all: rows.length };
}
