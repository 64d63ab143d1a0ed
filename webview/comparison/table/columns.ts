import { figureLabel, figureSaid, rises } from "../../../src/base/metrics.ts";
import { grouped } from "../../../src/base/words.ts";
import type { ComparisonTable } from "../../../src/contracts/comparisonPanel.ts";
import type { RunState } from "../../../src/contracts/runs.ts";
import { duration } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";

/** Settings that are shown until somebody asks for more: of runs of different tasks dozens differ. */
const MOST_SETTINGS = 8;

/** A column of the table of runs. */
export interface RunColumn {
  /** What the page keeps it by. */
  key: string;
  title: string;
  /** Whether it is shown until somebody changes that. */
  usual: boolean;
  /** What a row has there, for people and for a file; it is sorted by the latter. */
  text(row: number): string;
  value(row: number): number | string | null;
  /** The first click sorts by the largest. */
  fromLargest: boolean;
  isBest(row: number): boolean;
  /** Of a figure, its place among the columns of the comparison. */
  figure?: number;
}

/** What stands beside the name of each run: settings that differ, figures, what it took. */
export function runColumns({ rows, settings, columns, best }: ComparisonTable): RunColumn[] {
  const plain = { fromLargest: false, isBest: () => false, usual: true };
  const number = (
    key: string,
    title: string,
    at: (row: number) => number,
    text: (row: number) => string,
  ): RunColumn => {
    return { ...plain, key, title, text, value: at };
  };
  return [
    ...settings.map(({ key, values }, i): RunColumn => {
      const value = (row: number) => plainValue(values[row]);
      return { ...plain, key, title: key, usual: i < MOST_SETTINGS, value, text: (row) => String(value(row)) };
    }),
    ...columns.map(({ part, figure, decides }, i): RunColumn => {
      const at = (row: number) => rows[row].figures[i];
      return {
        key: `${part} ${figure}`,
        title: part === "test" ? t("test {0}", t(figureLabel(figure))) : t("best {0}", t(figureLabel(figure))),
        usual: decides,
        fromLargest: rises(figure),
        value: at,
        text: (row) => (at(row) === null ? "–" : figureSaid(figure, at(row)!)),
        isBest: (row) => best[i] !== null && at(row) === best[i],
        figure: i,
      };
    }),
    number(
      "steps",
      t("steps"),
      (row) => rows[row].step,
      (row) => stepsText(rows[row]),
    ),
    number(
      "time",
      t("time"),
      (row) => rows[row].seconds,
      (row) => duration(rows[row].seconds),
    ),
    number(
      "parameters",
      t("parameters"),
      (row) => rows[row].parameters,
      (row) => grouped(rows[row].parameters),
    ),
    {
      ...{ ...plain, key: "began", title: t("began"), usual: false },
      ...{ value: (row) => rows[row].created, text: (row) => rows[row].began },
    },
  ];
}

/** Rows in the order of a column; those without a value come last either way. */
export function orderBy(column: RunColumn, count: number, reversed: boolean): number[] {
  const values = Array.from({ length: count }, (_, row) => column.value(row));
  const sign = column.fromLargest === reversed ? 1 : -1;
  return [...values.keys()].sort((a, b) => {
    const [left, right] = [values[a], values[b]];
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
    return sign * compare(left, right) || a - b;
  });
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** A setting as a person reads it, and a number as one. */
function plainValue(json: string): number | string {
  const value: unknown = JSON.parse(json);
  return typeof value === "number" || typeof value === "string" ? value : json;
}

/** "400"; of one that has not finished, how far it came. */
function stepsText({ state, step, steps }: { state: RunState; step: number; steps: number }): string {
  return state === "finished" ? grouped(step) : t("{0} of {1}, {2}", grouped(step), grouped(steps), stateWord(state));
}

function stateWord(state: RunState): string {
  const words: Record<RunState, string> = {
    running: t("running"),
    finished: t("finished"),
    stopped: t("stopped"),
    interrupted: t("interrupted"),
    failed: t("failed"),
    diverged: t("diverged"),
  };
  return words[state];
}
