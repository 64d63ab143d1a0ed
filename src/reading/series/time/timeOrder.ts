import { count, grouped } from "../../../base/words.ts";
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
  /** What says when, as messages call it: column "date". */
  column: string;
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

/** What is to be said of the order of a series' rows in time, each a sentence or two that names lines. */
export interface TimeProblems {
  /** The order is not that of time. */
  wrong: string[];
  /** The steps are not even, which data may have to live with. */
  uneven: string[];
}

export function timeProblems(series: RowTimes, { column, isDate, isClock }: TimeFacts): TimeProblems {
  const { times, lineOf, of: owner } = series;
  const said = (row: number) => `${isClock ? shownClock(times[row]) : shownTime(times[row], isDate)} (${lineOf(row)})`;
  const of = ` of ${owner}`;
  const rows = Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]));
  const back = rows.slice(1).filter((row, i) => times[row] < times[rows[i]]);
  const forward = rows.slice(1).filter((row, i) => times[row] > times[rows[i]]);
  const problems: string[] = [];
  const unread = Array.from(times.keys()).filter((row) => Number.isNaN(times[row]));
  if (unread.length > 0) {
    const [what, has] = [isClock ? "time" : isDate ? "date" : "number", unread.length === 1 ? "has" : "have"];
    problems.push(
      `${count(unread.length, "row")}${of} ${has} no ${what} that can be read in ${column}, and ${unread.length === 1 ? "is" : "are"} read as measured all the same: ${first(unread.slice(0, SHOWN).map(lineOf), unread.length)}. Take out what is a total or a remark, and correct the others.`,
    );
  }
  if (back.length > 0 && back.length >= BACKWARDS * (back.length + forward.length)) {
    problems.push(
      `The rows${of} run backwards in time: ${column} goes from ${said(rows[0])} back to ${said(rows[rows.length - 1])}, so a forecast would go into the past. Sort the rows by it, oldest first.`,
    );
  } else if (back.length > 0) {
    const places = back.slice(0, SHOWN).map((row) => `${said(row)} after ${said(rows[rows.indexOf(row) - 1])}`);
    problems.push(
      `The rows${of} are not in the order of time: by ${column}, ${count(back.length, "row is", "rows are")} earlier than the row before, ${first(places, back.length)}. Sort the rows by it, oldest first.`,
    );
  }
  const sorted = back.length === 0 ? rows : rows.toSorted((a, b) => times[a] - times[b] || a - b);
  const twice = sorted.slice(1).filter((row, i) => times[row] === times[sorted[i]]);
  if (twice.length > 0) {
    const places = twice.slice(0, SHOWN).map((row) => `${said(row)} as in ${lineOf(sorted[sorted.indexOf(row) - 1])}`);
    problems.push(
      `${count(twice.length, "row")}${of} ${twice.length === 1 ? "has" : "have"} the time of another row, by ${column}: ${first(places, twice.length)}.`,
    );
  }
  const distinct = sorted.filter((row, i) => i === 0 || times[row] !== times[sorted[i - 1]]);
  const step = stepOf(
    Float64Array.from(distinct, (row) => times[row]),
    isDate,
  );
  return {
    wrong: problems,
    uneven: step ? gapProblems(distinct, withoutHoles(step, distinct, times), column, of, said) : [],
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
  column: string,
  of: string,
  said: (row: number) => string,
): string[] {
  if (share < EVEN) {
    return [
      `The rows${of} are not evenly spaced in time: by ${column}, from one to the next it is ${shortest} to ${longest}. A forecast takes them for even steps.`,
    ];
  }
  if (longer.length === 0) return [];
  const places = longer.slice(0, SHOWN).map((i) => `from ${said(rows[i])} to ${said(rows[i + 1])}`);
  const gaps = longer.length === 1 ? "There is a gap" : `There are ${grouped(longer.length)} gaps`;
  return [
    `${gaps} in the time of the rows${of}: by ${column} they are ${usual} apart, but not ${first(places, longer.length)}.`,
  ];
}

function first(places: readonly string[], all: number): string {
  return places.join("; ") + (all > places.length ? `; and ${grouped(all - places.length)} more` : "");
}
