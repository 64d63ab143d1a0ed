import { count, grouped, listed, quoted } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import type { Series } from "../../data/encode/series.ts";
import { sayConstant } from "../examples/constantNote.ts";
import type { FittedSeries } from "./fitSeries.ts";
import type { SeriesTable } from "./readSeries.ts";
import { seriesColumn, seriesPair } from "./time/severalSeries.ts";
import type { TimeColumns } from "./time/timeColumns.ts";
import { timeProblems } from "./time/timeOrder.ts";

export interface Say {
  warn(text: string): void;
  note(text: string): void;
}

/** More names than that help nobody. */
const SHOWN = 6;
/** Series of which it is said what is wrong with their order in time. */
const MOST_SERIES = 2;

/** Some names as a message has them: "a", "b" and 3 more. */
export function namedSome(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => quoted(name));
  return listed(names.length > SHOWN ? [...shown, `${grouped(names.length - SHOWN)} more`] : shown, "and");
}

/** Says how many series there are. */
export function noteSeries(column: string, series: readonly Series[], note: (text: string) => void): void {
  const rows = series.map(({ values, columns }) => values.length / columns);
  const [least, most] = [Math.min(...rows), Math.max(...rows)];
  const each = least === most ? count(most, "row") : `${grouped(least)} to ${count(most, "row")}`;
  note(
    `Column ${quoted(column)} names ${count(series.length, "series", "series")} of ${each}: ${namedSome(series.map(({ name }) => name ?? ""))}.`,
  );
}

/** Says what is wrong with the order of rows in time, or that they are of several series. */
export function sayOrder(
  { series, ids, files }: SeriesTable & { files: readonly CorpusFile[] },
  times: TimeColumns | undefined,
  { data }: Config,
  { warn, note }: Say,
): void {
  const by =
    times &&
    `column ${listed(
      times.columns.map((column) => quoted(column)),
      "and",
    )}`;
  const several = data.sequence === null ? seriesColumn(ids.columns, series[0].times) : undefined;
  if (several) {
    const { column, distinct } = several;
    const why = by
      ? `by ${by} they go back or repeat, and within each value of column ${quoted(column)} they do not`
      : `column ${quoted(column)} has ${count(distinct, "value")}, one after the other`;
    warn(
      `The rows seem to be of several series: ${why}. Read as one, they leap from series to series; set data.sequence to ${quoted(column)} to tell its ${grouped(distinct)} series apart.`,
    );
    return;
  }
  const pair = data.sequence === null && series[0].times ? seriesPair(ids.columns, series[0].times) : undefined;
  if (pair) {
    const [first, second] = pair.map((column) => quoted(column));
    warn(
      `The rows seem to be of several series, which columns ${first} and ${second} tell apart only together. Read as one, they leap from series to series; add a column to the file that joins the two, and set data.sequence to it.`,
    );
    return;
  }
  if (!times || !by) return;
  const found = series.map(({ name, times: when, files: origins, lines }) => {
    const lineOf = (row: number) =>
      files.length > 1 ? `${files[origins[row]].name}, line ${grouped(lines[row])}` : `line ${grouped(lines[row])}`;
    const where = files.length > 1 ? "" : files[0].name;
    const of = name === undefined ? where || "the files" : `series ${quoted(name)}${where && ` in ${where}`}`;
    return when ? timeProblems({ of, times: when, lineOf }, { ...times, column: by }) : { wrong: [], uneven: [] };
  });
  for (const [kind, say, what] of [
    ["wrong", warn, "the order"],
    ["uneven", note, "even steps"],
  ] as const) {
    const own = found.map((problems) => problems[kind]).filter(({ length }) => length > 0);
    for (const text of own.slice(0, MOST_SERIES).flat()) say(text);
    const others = own.length - MOST_SERIES;
    if (others > 0)
      say(`By ${by}, the rows of ${count(others, "other series", "other series")} are not in ${what} of time either.`);
  }
}

/** Says which columns are constant in training. */
export function sayConstants(all: readonly FittedSeries[], { data }: Config, say: Say): void {
  const differenced = data.difference > 0;
  const [{ name, constant, predicted }] = all;
  const isRead = (column: string) => !predicted.columns.includes(column);
  if (name === undefined) {
    const only = constant.inputs.filter(({ column }) => isRead(column));
    sayConstant(only, "data.input", say, { differenced, isSeries: true });
    sayConstant(constant.targets, "data.target", say, { differenced, isSeries: true });
    return;
  }
  for (const [key, columns] of [
    ["data.input", all[0].read.columns.filter(isRead)],
    ["data.target", predicted.columns],
  ] as const) {
    for (const column of columns) {
      const own = all.filter((series) =>
        series.constant[key === "data.input" ? "inputs" : "targets"].some((other) => other.column === column),
      );
      if (own.length === 0) continue;
      const where =
        own.length === all.length
          ? "each series"
          : `${grouped(own.length)} of ${grouped(all.length)} series, ${namedSome(own.map((series) => series.name!))}`;
      const what = differenced ? `the change of ${quoted(column)} from row to row` : quoted(column);
      (key === "data.input" ? say.note : say.warn)(
        `In training ${what} of ${key} is constant in ${where}, and is not scaled there.`,
      );
    }
  }
}

/** Says of which columns the naive forecast makes no error in training. */
export function sayStill(all: readonly FittedSeries[], { data }: Config, warn: (text: string) => void): void {
  const { columns } = all[0].predicted;
  const season = data.season ?? 1;
  const span = season > 1 ? `from season to season (data.season ${season})` : "from row to row";
  const isStill = all.map(({ fit }) => fit.naive.map((error) => error === 0));
  if (!isStill.flat().includes(true)) return;
  const isInfinite = !isStill.flat().includes(false);
  const still = columns.filter((_, k) => isStill.some((own) => own[k]));
  const names = listed(
    still.map((column) => quoted(column)),
    "and",
  );
  const owners = all.filter((_, i) => isStill[i].includes(true));
  const where = all.length > 1 ? ` in ${grouped(owners.length)} of ${grouped(all.length)} series` : "";
  const outcome = isInfinite
    ? "is infinite"
    : `leaves ${still.length === 1 && owners.length === 1 ? "it" : "them"} out`;
  warn(
    `In training ${names} of data.target never ${still.length === 1 ? "changes" : "change"} ${span}${where}: the naive forecast makes no error, and MASE, which divides by it, ${outcome}.`,
  );
}
