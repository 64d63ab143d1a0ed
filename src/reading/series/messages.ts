import { messageTable } from "../../base/message.ts";
import { count, grouped, listed, quoted } from "../../base/words.ts";
import type { Part } from "../../data/encode/corpus.ts";

/** More names than that help nobody. */
const SHOWN = 6;

const all = (columns: readonly string[]) => listed(columns.map(quoted), "and");

/** Some names: "a", "b" and 3 more. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(quoted);
  return listed(names.length > SHOWN ? [...shown, `${grouped(names.length - SHOWN)} more`] : shown, "and");
}

/** Places of which a message names the first. */
interface Places {
  first: readonly string[];
  all: number;
}

const places = ({ first, all }: Places) =>
  first.join("; ") + (all > first.length ? `; and ${grouped(all - first.length)} more` : "");

/** The rows of a series: of which file and series, and the columns that say when they were. */
interface Rows {
  of: string;
  by: readonly string[];
}

const column = (by: readonly string[]) => `column ${all(by)}`;

/** How much there is to train on: `series` is the name of the longest, where there are several. */
interface Training {
  rows: number;
  series?: string;
}

const ofLongest = (series: string | undefined) =>
  series === undefined ? "" : ` in its longest series, ${JSON.stringify(series)}`;

/** What is said of series of numbers. */
export const says = messageTable("reading/series", {
  // ---- what cannot be read
  namelessSeries: ({ column }: { column: string }) => ({
    code: "missing-value",
    text: `There is nothing in column ${quoted(column)}, which names the series of a row.`,
    hint: "Fill it in, or remove the line.",
  }),
  /** `missing` are read and not predicted. */
  blindRollout: ({ horizon, missing }: { horizon: number; missing: readonly string[] }) => ({
    code: "not-together",
    text:
      missing.length > 0
        ? `With data.horizon ${horizon} a forecast continues from its own predictions, and ${all(missing)} would not be known.`
        : `With data.horizon ${horizon} a forecast continues from its own predictions, and not all that it predicts is read.`,
    hint: "Let data.target name the same columns as data.input, or set data.horizon to 1.",
  }),
  tooFewRowsToMeasure: (of: Record<"rows" | "series" | "window" | "horizon" | "need", number> & { name: string }) => ({
    code: "too-little-data",
    text: `${of.name} has ${count(of.rows, "row")}${of.series > 1 ? " in its longest series" : ""}; a window of ${grouped(of.window)} and ${of.horizon === 1 ? "the row after it" : `the ${grouped(of.horizon)} rows after it`} need ${grouped(of.need)}.`,
    hint: "Measure on a file with more rows.",
  }),
  seasonTooLong: ({ season, rows, series }: { season: number } & Training) => ({
    code: "too-little-data",
    text: `data.season is ${grouped(season)}, and there ${rows === 1 ? "is" : "are"} ${count(rows, "row")} to train on${ofLongest(series)}: no row has one a season before it, which the naive forecast repeats.`,
    hint: rows > 1 ? `Lower data.season to at most ${grouped(rows - 1)}, or train on more rows.` : undefined,
  }),
  /** `name` of the one file, where there is one; `most` is the longest window that would fit, at `key`. */
  tooFewRowsToTrain: (of: { name?: string; window: number; need: number; most: number; key: string } & Training) => ({
    code: "too-little-data",
    text: `${of.name ?? "What data.train names"} has ${count(of.rows, "row")} to train on${ofLongest(of.series)}; a window of ${grouped(of.window)} and the row after it need ${grouped(of.need)}.`,
    hint:
      of.most >= 1 ? `Lower ${of.key} to at most ${grouped(of.most)}, or train on more rows.` : "Train on more rows.",
  }),

  // ---- which series there are
  series: ({ column, names, rows }: { column: string; names: readonly string[]; rows: readonly [number, number] }) => {
    const [least, most] = rows;
    const each = least === most ? count(most, "row") : `${grouped(least)} to ${count(most, "row")}`;
    return {
      code: "series",
      text: `Column ${quoted(column)} names ${count(names.length, "series", "series")} of ${each}: ${some(names)}.`,
      key: "data.sequence",
    };
  },
  severalSeries: (of: { column: string; distinct: number; by?: readonly string[] }) => {
    const why = of.by
      ? `by ${column(of.by)} they go back or repeat, and within each value of column ${quoted(of.column)} they do not`
      : `column ${quoted(of.column)} has ${count(of.distinct, "value")}, one after the other`;
    return {
      code: "several-series",
      text: `The rows seem to be of several series: ${why}. Read as one series, they jump from one to the next; set data.sequence to ${quoted(of.column)} to separate its ${grouped(of.distinct)} series.`,
      key: "data.sequence",
    };
  },
  seriesOfTwoColumns: ({ columns: [one, other] }: { columns: readonly [string, string] }) => ({
    code: "several-series",
    text: `The rows seem to be of several series, which only columns ${quoted(one)} and ${quoted(other)} together tell apart. Read as one series, they jump from one to the next; add a column to the file that joins the two, and set data.sequence to it.`,
    key: "data.sequence",
  }),
  tooShortSeries: ({ names, need }: { names: readonly string[]; need: number }) => ({
    code: "left-out",
    text: `${count(names.length, "series has", "series have")} fewer than ${grouped(need)} rows to train on, which a window and the row after it need, and ${names.length === 1 ? "is" : "are"} left out (data.sequence): ${some(names)}.`,
    key: "data.sequence",
  }),

  // ---- what is not measured
  /** `file` is the one that is measured on, where it is no part of the config's data. */
  shortToMeasure: (of: { part: Part; file?: string; names: readonly string[]; horizon: number }) => ({
    code: "not-measured",
    text: `${of.file ?? `data.${of.part}`} has too few rows of ${count(of.names.length, "series", "series")} for a window and data.horizon ${of.horizon}, so ${of.names.length === 1 ? "it is" : "they are"} not measured: ${some(of.names)}.`,
    key: of.file === undefined ? `data.${of.part}` : "data.horizon",
  }),
  nothingToMeasure: ({ part, rows, horizon }: { part: Part; rows: number; horizon: number }) => ({
    code: "not-measured",
    text: `data.${part} has ${count(rows, "row")}, too few for data.horizon ${horizon}: there is nothing to measure on.`,
    key: `data.${part}`,
  }),
  firstWindow: ({ name, rows, each }: { name: string; rows: number; each: boolean }) => ({
    code: "first-window",
    text: `${name}: the first ${count(rows, "row")}${each ? " of each series" : ""} ${rows === 1 ? "is" : "are"} read and not forecast: a window stands before each forecast (data.window).`,
    key: "data.window",
  }),

  // ---- numbers
  /** `series` are the names of those where the column is constant, of `all`. */
  constantIn: (of: { key: string; column: string; differenced: boolean; series: readonly string[]; all: number }) => {
    const where =
      of.series.length === of.all
        ? "each series"
        : `${grouped(of.series.length)} of ${grouped(of.all)} series, ${some(of.series)}`;
    const what = of.differenced ? `the change of ${quoted(of.column)} from row to row` : quoted(of.column);
    return {
      code: "constant",
      text: `In training ${what} of ${of.key} is constant in ${where}, and is not scaled there.`,
      key: of.key,
    };
  },
  /** `season` where it is more than a row; `mase` is what becomes of it. */
  neverChanges: (of: {
    columns: readonly string[];
    season: number;
    series: number;
    all: number;
    infinite: boolean;
  }) => {
    const span = of.season > 1 ? `from season to season (data.season ${of.season})` : "from row to row";
    const where = of.all > 1 ? ` in ${grouped(of.series)} of ${grouped(of.all)} series` : "";
    const left = of.columns.length === 1 && of.series === 1 ? "it" : "them";
    return {
      code: "constant",
      text: `In training ${all(of.columns)} of data.target never ${of.columns.length === 1 ? "changes" : "change"} ${span}${where}: the naive forecast makes no error, and MASE, which divides by it, ${of.infinite ? "is infinite" : `leaves ${left} out`}.`,
      key: "data.target",
    };
  },
  /** A number like 1.003, where it was first seen and how often there are such, beside a whole number. */
  thousands: (of: {
    column: string;
    text: string;
    place: string;
    times: number;
    whole?: { text: string; place: string };
  }) => {
    const beside = of.whole ? ` beside whole numbers like ${of.whole.text} (${of.whole.place})` : "";
    const [plain, decimal] = [of.text.replace(".", ""), `${of.text}0`];
    return {
      code: "thousands",
      text: `Column ${quoted(of.column)} has numbers like ${of.text} (${of.place}; ${grouped(of.times)} in all)${beside}. They are read with a decimal point, as ${Number(of.text)}. If the point separates thousands, write ${plain} instead of ${of.text} in the file; if it is a decimal point, write it as ${decimal} to say so.`,
    };
  },

  // ---- the order in time
  noTimes: (of: Rows & { what: "time" | "date" | "number"; lines: Places }) => ({
    code: "time-order",
    text: `${count(of.lines.all, "row")} of ${of.of} ${of.lines.all === 1 ? "has" : "have"} no ${of.what} that can be read in ${column(of.by)}, and ${of.lines.all === 1 ? "is" : "are"} read as measured all the same: ${places(of.lines)}. Remove totals and remarks, and correct the others.`,
  }),
  backwards: (of: Rows & { from: string; to: string }) => ({
    code: "time-order",
    text: `The rows of ${of.of} run backwards in time: ${column(of.by)} goes from ${of.from} back to ${of.to}, so a forecast would go into the past. Sort the rows by it, oldest first.`,
  }),
  notInOrder: (of: Rows & { rows: Places }) => ({
    code: "time-order",
    text: `The rows of ${of.of} are not in the order of time: by ${column(of.by)}, ${count(of.rows.all, "row is", "rows are")} earlier than the row before, ${places(of.rows)}. Sort the rows by it, oldest first.`,
  }),
  sameTime: (of: Rows & { rows: Places }) => ({
    code: "time-order",
    text: `${count(of.rows.all, "row")} of ${of.of} ${of.rows.all === 1 ? "has" : "have"} the time of another row, by ${column(of.by)}: ${places(of.rows)}.`,
  }),
  unevenSteps: (of: Rows & { shortest: string; longest: string }) => ({
    code: "time-steps",
    text: `The rows of ${of.of} are not evenly spaced in time: by ${column(of.by)}, from one to the next it is ${of.shortest} to ${of.longest}. A forecast assumes even steps.`,
  }),
  gaps: (of: Rows & { usual: string; gaps: Places }) => ({
    code: "time-steps",
    text: `${of.gaps.all === 1 ? "There is a gap" : `There are ${grouped(of.gaps.all)} gaps`} in the time of the rows of ${of.of}: by ${column(of.by)} they are ${of.usual} apart, but not ${places(of.gaps)}.`,
  }),
  otherOrder: ({ by, series, what }: { by: readonly string[]; series: number; what: "order" | "steps" }) => ({
    code: what === "order" ? "time-order" : "time-steps",
    text: `By ${column(by)}, the rows of ${count(series, "other series", "other series")} are not in ${what === "order" ? "the order" : "even steps"} of time either.`,
  }),
});
