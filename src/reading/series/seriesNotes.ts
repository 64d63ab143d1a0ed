import type { Message } from "../../base/message.ts";
import { grouped, quoted } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import type { Series } from "../../data/encode/series.ts";
import { sayConstant } from "../examples/constantNote.ts";
import type { Say } from "../examples/openFiles.ts";
import type { FittedSeries } from "./fitSeries.ts";
import { says } from "./messages.ts";
import type { SeriesTable } from "./readSeries.ts";
import { seriesColumn, seriesPair } from "./time/severalSeries.ts";
import type { TimeColumns } from "./time/timeColumns.ts";
import { timeProblems } from "./time/timeOrder.ts";

/** Series of which it is said what is wrong with their order in time. */
const MOST_SERIES = 2;

/** Says how many series there are. */
export function noteSeries(column: string, series: readonly Series[], note: (message: Message) => void): void {
  const rows = series.map(({ values, columns }) => values.length / columns);
  const [least, most] = [Math.min(...rows), Math.max(...rows)];
  const names = series.map(({ name }) => name ?? "");
  note(says.series({ column, names, rows: [least, most] }));
}

/** Says what is wrong with the order of rows in time, or that they are of several series. */
export function sayOrder(
  { series, ids, files }: SeriesTable & { files: readonly CorpusFile[] },
  times: TimeColumns | undefined,
  { data }: Config,
  { warn, note }: Say,
): void {
  const by = times?.columns;
  const several = data.sequence === null ? seriesColumn(ids.columns, series[0].times) : undefined;
  if (several) {
    const { column, distinct } = several;
    warn(says.severalSeries({ column, distinct, ...(by && { by }) }));
    return;
  }
  const pair = data.sequence === null && series[0].times ? seriesPair(ids.columns, series[0].times) : undefined;
  if (pair) {
    warn(says.seriesOfTwoColumns({ columns: pair }));
    return;
  }
  if (!times || !by) return;
  const found = series.map(({ name, times: when, files: origins, lines }) => {
    const lineOf = (row: number) =>
      files.length > 1 ? `${files[origins[row]].name}, line ${grouped(lines[row])}` : `line ${grouped(lines[row])}`;
    const where = files.length > 1 ? "" : files[0].name;
    const of = name === undefined ? where || "the files" : `series ${quoted(name)}${where && ` in ${where}`}`;
    return when ? timeProblems({ of, times: when, lineOf }, { ...times, by }) : { wrong: [], uneven: [] };
  });
  for (const [kind, say, what] of [
    ["wrong", warn, "order"],
    ["uneven", note, "steps"],
  ] as const) {
    const own = found.map((problems) => problems[kind]).filter(({ length }) => length > 0);
    for (const message of own.slice(0, MOST_SERIES).flat()) say(message);
    const others = own.length - MOST_SERIES;
    if (others > 0) say(says.otherOrder({ by, series: others, what }));
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
      const names = own.map((series) => series.name!);
      const message = says.constantIn({ key, column, differenced, series: names, all: all.length });
      (key === "data.input" ? say.note : say.warn)(message);
    }
  }
}

/** Says of which columns the naive forecast makes no error in training. */
export function sayStill(all: readonly FittedSeries[], { data }: Config, warn: (message: Message) => void): void {
  const { columns } = all[0].predicted;
  const season = data.season ?? 1;
  const isStill = all.map(({ fit }) => fit.naive.map((error) => error === 0));
  if (!isStill.flat().includes(true)) return;
  const isInfinite = !isStill.flat().includes(false);
  const still = columns.filter((_, k) => isStill.some((own) => own[k]));
  const series = all.filter((_, i) => isStill[i].includes(true)).length;
  warn(says.neverChanges({ columns: still, season, series, all: all.length, infinite: isInfinite }));
}
