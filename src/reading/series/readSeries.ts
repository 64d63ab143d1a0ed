import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { isEmptyCell } from "../../data/encode/cells.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { numberOf } from "../../data/encode/stepReader.ts";
import { Growing } from "../../data/text/growing.ts";
import { missingColumn } from "../examples/columnRoles.ts";
import { type OpenFile, readFile } from "../examples/openFiles.ts";
import { columnCalled, type DataRecord } from "../formats/index.ts";
import { IdColumns } from "../ids/idColumns.ts";
import { says } from "./messages.ts";
import { isGermanRow, Thousands } from "./thousands.ts";
import type { TimeColumns } from "./time/timeColumns.ts";
import { acrossDays } from "./time/timeSteps.ts";

/** What is read of the files of a series. */
export interface SeriesReading {
  opened: readonly OpenFile[];
  configFile: string;
  /** The columns of numbers, and by which key of the config one is known. */
  columns: readonly string[];
  keyOf(column: string): string;
  /** The column that names the series of a row, where there are several. */
  sequence?: string;
  times?: TimeColumns;
  /** Columns that cannot tell series apart. */
  passed: readonly string[];
  /** Those of the columns of numbers that the config does not name. */
  chosen: readonly string[];
  warn(message: Message): void;
  signal?: AbortSignal;
}

/** One series: its rows in the order of the files, those of training first. */
export interface SeriesRows {
  /** What the column that names series says; undefined where there is none. */
  name?: string;
  counts: Record<Part, number>;
  /** (rows, C). */
  values: Float64Array;
  /** One a row: its file's index, its line, and when it was; no times where no column says when. */
  files: Int32Array;
  lines: Int32Array;
  times?: Float64Array;
}

export interface SeriesTable {
  files: CorpusFile[];
  /** In the order in which they begin. */
  series: SeriesRows[];
  /** What may tell series apart, where no column was named for it. */
  ids: IdColumns;
}

/** Reads the rows of all files, and puts those of one series together. */
export async function readSeries(reading: SeriesReading): Promise<SeriesTable> {
  const { opened, columns, keyOf, sequence, times, passed, chosen, warn, signal } = reading;
  const C = columns.length;
  const values = new Growing(Float64Array);
  const [origins, lines, owners] = [0, 1, 2].map(() => new Growing(Int32Array));
  const clock = times && new Clock(times);
  const ids = new IdColumns(opened[0].reading, passed, chosen);
  const names = new Map<string, number>();
  const counts: Record<Part, number>[] = [];
  const files: CorpusFile[] = [];
  const thousands = columns.map((column) => new Thousands(column));
  const bytes = opened.reduce((sum, { found }) => sum + found.bytes, 0);
  let characters = 0;
  let isGerman = false;
  for (const file of opened) {
    const at = columns.map((column) => indexOf(column, keyOf(column), file));
    const named = sequence === undefined ? -1 : indexOf(sequence, "data.sequence", file);
    const own = (names: readonly string[]) => names.map((name) => columnCalled(name, file.reading) ?? name);
    let above = "";
    clock?.startFile(file.reading.columns, own);
    if (sequence === undefined) ids.startFile(file.reading.columns);
    const onRecord = (record: DataRecord) => {
      const { cells, line, place } = record;
      isGerman ||= isGermanRow(cells, file.reading.delimiter);
      for (const [i, column] of columns.entries()) {
        thousands[i].cell(cells[at[i]], () =>
          opened.length > 1 ? `${file.found.name}, line ${line}` : `line ${line}`,
        );
        values.push(numberOf(cells[at[i]] ?? null, { column, place: () => place(at[i]) }));
      }
      const name = sequence === undefined ? "" : nameOf(record, sequence, named, above);
      above = name;
      let owner = names.get(name);
      if (owner === undefined) {
        owner = names.size;
        names.set(name, owner);
        counts.push({ train: 0, validation: 0, test: 0 });
      }
      counts[owner][file.part]++;
      owners.push(owner);
      origins.push(files.length);
      lines.push(line);
      if (owners.length <= LOOKED_AT) for (const cell of cells) characters += String(cell ?? "").length + 1;
      if (owners.length === LOOKED_AT) {
        const rows = ROOM * LOOKED_AT * (bytes / characters);
        values.reserve(C * rows);
        for (const list of [origins, lines, owners]) list.reserve(rows);
      }
      clock?.row(cells);
      if (sequence === undefined) ids.row(cells);
    };
    files.push(await readFile(file, onRecord, { warn, signal }));
  }
  for (const column of thousands) {
    const found = column.warning(isGerman);
    if (found) warn(found);
  }
  const when = clock?.times();
  const inDays = (own: Float64Array) => (times?.isClock ? acrossDays(own) : own);
  const all = { values: values.view(), files: origins.view(), lines: lines.view(), times: when };
  if (sequence === undefined && when) all.times = inDays(when);
  if (sequence === undefined) return { files, series: [{ counts: counts[0] ?? NO_COUNTS, ...all }], ids };
  const order = inSeries(owners.view(), counts.length);
  let end = 0;
  const series = [...names.keys()].map((name, i): SeriesRows => {
    const rows = order.subarray(end, end + total(counts[i]));
    end += rows.length;
    const own = new Float64Array(rows.length * C);
    for (const [to, row] of rows.entries()) own.set(all.values.subarray(row * C, (row + 1) * C), to * C);
    return {
      ...{ name, counts: counts[i], values: own },
      files: Int32Array.from(rows, (row) => all.files[row]),
      lines: Int32Array.from(rows, (row) => all.lines[row]),
      ...(when && { times: inDays(Float64Array.from(rows, (row) => when[row])) }),
    };
  });
  if (series.length === 0) series.push(NO_ROWS);
  return { files, series, ids };
}

/** Rows by whose length it is estimated how many there are, and how much more than that there is room for. */
const LOOKED_AT = 1000;
const ROOM = 1.05;

const NO_COUNTS = { train: 0, validation: 0, test: 0 };

/** Of files without a row. */
const NO_ROWS: SeriesRows = {
  ...{ counts: NO_COUNTS, values: new Float64Array(0) },
  ...{ files: new Int32Array(0), lines: new Int32Array(0) },
};

export function total({ train, validation, test }: Record<Part, number>): number {
  return train + validation + test;
}

/** The rows of the first series, then those of the second … each in their order. */
function inSeries(owners: Int32Array, count: number): Int32Array {
  const next = new Int32Array(count + 1);
  for (const owner of owners) next[owner + 1]++;
  for (let i = 1; i <= count; i++) next[i] += next[i - 1];
  const order = new Int32Array(owners.length);
  for (const [row, owner] of owners.entries()) order[next[owner]++] = row;
  return order;
}

function indexOf(column: string, key: string, { found, reading }: OpenFile): number {
  const called = columnCalled(column, reading);
  if (called !== undefined) return reading.columns.indexOf(called);
  throw missingColumn(column, key, reading, found);
}

/** An empty cell goes on with the series above. */
function nameOf({ cells, place }: DataRecord, column: string, at: number, above: string): string {
  const cell = cells[at] ?? null;
  if (!isEmptyCell(cell)) return String(cell).trim();
  if (above !== "") return above;
  throw new UserError(says.namelessSeries({ column }), place(at));
}

/** Reads when rows were, in each way that the column may be meant, and keeps the one that most rows can be read in. */
class Clock {
  private readonly readings: { times: Growing<Float64Array>; read: number }[];
  private at: readonly number[] = [];

  constructor(private readonly columns: TimeColumns) {
    this.readings = columns.readings.map(() => ({ times: new Growing(Float64Array), read: 0 }));
  }

  startFile(columns: readonly string[], called: (names: readonly string[]) => string[]): void {
    this.at = called(this.columns.columns).map((column) => columns.indexOf(column));
  }

  row(cells: DataRecord["cells"]): void {
    const own = this.at.map((index) => cells[index] ?? null);
    for (const [i, reading] of this.readings.entries()) {
      const time = this.columns.readings[i](own);
      if (time !== undefined) reading.read++;
      reading.times.push(time ?? Number.NaN);
    }
  }

  times(): Float64Array {
    const most = Math.max(...this.readings.map(({ read }) => read));
    const best = this.readings.filter(({ read }) => read === most).map(({ times }) => times.view());
    if (best.length === 1) return best[0];
    const judged = best.map((times) => ({ times, back: disorder(times), uneven: unevenness(times) }));
    return judged.sort((a, b) => a.back - b.back || a.uneven - b.uneven)[0].times;
  }
}

/** Of the steps, how many go against the direction of most. */
function disorder(times: Float64Array): number {
  const steps = times.subarray(1).map((time, i) => time - times[i]);
  return Math.min(...[1, -1].map((sign) => steps.filter((step) => step * sign > 0).length));
}

/** How far steps are from the one that is usual, as a share of it: day and month the other way round make it large. */
function unevenness(times: Float64Array): number {
  const steps = times
    .subarray(1)
    .map((time, i) => Math.abs(time - times[i]))
    .filter((step) => step > 0)
    .sort();
  const usual = steps[Math.floor(steps.length / 2)];
  return steps.reduce((sum, step) => sum + Math.min(10, Math.abs(step - usual) / usual), 0);
}
