import { UserError } from "../../../base/userError.ts";
import type { Cell } from "../../../data/encode/cells.ts";
import { words } from "../../../data/encode/cells.ts";
import { isNumber } from "../../../data/encode/numberCells.ts";
import { Growing } from "../../../data/text/growing.ts";
import { Markup } from "../../examples/markup.ts";
import type { Reading } from "../../formats/index.ts";
import { readRecords } from "../../formats/index.ts";
import { IdColumns, identifiers } from "../../ids/idColumns.ts";
import { seriesColumn, seriesPair } from "../../series/time/severalSeries.ts";
import { countingColumns, timeColumnsOf } from "../../series/time/timeColumns.ts";
import type { OwnFile } from "./beginning.ts";

/** What stands in a column: "vectors" are lists of numbers, or of lists of them, and "lists" all others. */
export type ColumnKind =
  | "empty"
  | "constant"
  | "index"
  | "time"
  | "partition"
  | "numbers"
  | "lists"
  | "vectors"
  | "text";

export interface ColumnFacts {
  name: string;
  kind: ColumnKind;
  /** Rows in which it is not empty. */
  filled: number;
  /** Different values; counted up to a bound. */
  distinct: number;
  /** The mean of its texts' lengths, and of their numbers of words. */
  characters: number;
  words: number;
  /** Of the longest of them. */
  longest: number;
  mostWords: number;
  isWhole: boolean;
  /** Stretches of rows that hold the same. */
  runs: number;
  /** Whether each cell holds another short id, such as "P17". */
  isIds: boolean;
  /** Cells that are no numbers, and those that are written in another way than numbers are here. */
  holes: Cells;
  misspelt: Cells;
  /** Texts with HTML. */
  markup: Markup;
}

/** Some cells of a column: how many, and the first. */
export interface Cells {
  count: number;
  line: number;
  text: string;
}

export interface TableFacts {
  columns: ColumnFacts[];
  /** Of the file, estimated where it goes on. */
  rows: number;
  /** Of them, those that the facts are of. */
  seen: number;
  isWhole: boolean;
  /** What is wrong with the row after those that were seen. */
  broken?: UserError;
  /** The first of them. */
  sample: (readonly Cell[])[];
  /** The column that names the series of each row, where there are several. */
  series?: string;
  /** Two columns that name it together, where no single one does. */
  pair?: [string, string];
}

/** Records that are looked at. */
const MOST_RECORDS = 5_000;
const MOST_DISTINCT = 2_000;
const SAMPLE = 300;

/**
 * Reads a part of a table. What is wrong with a row is thrown where it `isSure` that this is a table; otherwise the rows before it
 * are looked at, and it is said when the file is read as a whole.
 */
export async function factsOf(
  reading: Reading,
  file: OwnFile,
  characters: number,
  isSure: boolean,
): Promise<TableFacts> {
  const times = timeColumnsOf(reading, []);
  const when = times?.columns ?? [];
  const aside = [...countingColumns(reading, when, times !== undefined), ...identifiers(reading)];
  const kindOf = (name: string) => (when.includes(name) ? "time" : aside.includes(name) ? "index" : undefined);
  const tallies = reading.columns.map((name) => new ColumnTally(name, kindOf(name)));
  const at = when.map((name) => reading.columns.indexOf(name));
  const moments = new Growing(Float64Array);
  const ids = new IdColumns(reading, when);
  ids.startFile(reading.columns);
  const sample: (readonly Cell[])[] = [];
  const enough = new AbortController();
  let rows = 0;
  let read = 0;
  const onRecord = ({ cells, line }: { cells: readonly Cell[]; line: number }) => {
    if (rows === MOST_RECORDS) return enough.abort();
    rows++;
    if (sample.length < SAMPLE) sample.push(cells);
    ids.row(cells);
    if (times) moments.push(times.readings[0](at.map((column) => cells[column])) ?? Number.NaN);
    for (const [i, tally] of tallies.entries()) read += tally.add(cells[i] ?? null, line) + 1;
  };
  let broken: UserError | undefined;
  await readRecords(reading, file, onRecord, { signal: enough.signal }).catch((error) => {
    if (rows === 0 || (isSure && error instanceof UserError)) throw error;
    if (error instanceof UserError) broken = error;
  });
  const isPart = (rows === MOST_RECORDS || broken !== undefined) && read < characters;
  return {
    columns: tallies.map((tally) => tally.facts(rows)),
    rows: isPart ? Math.round((rows * characters) / read) : rows,
    seen: rows,
    isWhole: !isPart,
    broken,
    sample,
    series: times && seriesColumn(ids.columns, moments.view())?.column,
    pair: times && seriesPair(ids.columns, moments.view()),
  };
}

const PARTITION = /^(train(ing)?|valid(ation)?|val|dev|test)$/i;
/** As pandas and R write an index, which others say of themselves. */
const INDEX_NAME = /^(|unnamed: ?\d+)$/i;

/** What stands in a column of numbers where there is none. */
const MISSING = /^(n\/?a|nan|null|none|nil|missing|-+|\?|\.|#n\/a)$/i;
const SHORT_ID = /^(\p{L}{0,8}[-_.:#/]?\d+|[0-9a-f]{8,}(-[0-9a-f]+)*)$/iu;

class ColumnTally {
  private filled = 0;
  private numbers = 0;
  private partitions = 0;
  private lists = 0;
  private vectors = 0;
  private characters = 0;
  private words = 0;
  private longest = 0;
  private mostWords = 0;
  private runs = 0;
  private isWhole = true;
  private isCount = true;
  private rises = true;
  private last: string | undefined;
  private isIds = true;
  private missing = 0;
  private readonly holes: Cells = { count: 0, line: 0, text: "" };
  private readonly misspelt: Cells = { count: 0, line: 0, text: "" };
  private readonly markup = new Markup();
  private readonly values = new Set<string>();

  /** `known` is what its name and its first cells say. */
  constructor(
    private readonly name: string,
    private readonly known: "time" | "index" | undefined,
  ) {}

  /** Returns how many characters it has; its record begins in this line. */
  add(cell: Cell, line: number): number {
    const text = cell === null ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell).trim();
    if (!isNumber(cell)) tell(this.holes, text, line);
    else if (!Number.isFinite(Number(text))) tell(this.misspelt, text, line);
    if (text === "") return 0;
    this.markup.see(text, 0, line);
    if (MISSING.test(text)) this.missing++;
    if (!SHORT_ID.test(text)) this.isIds = false;
    this.filled++;
    if (text !== this.last) this.runs++;
    if (this.values.size < MOST_DISTINCT) this.values.add(text);
    if (Array.isArray(cell)) {
      this.lists++;
      if (cell.flat().every((item) => typeof item === "number")) this.vectors++;
    } else if (isNumber(cell)) this.number(Number(text));
    else {
      this.isCount = false;
      if (PARTITION.test(text)) this.partitions++;
    }
    this.characters += text.length;
    const count = Array.isArray(cell) ? cell.length : words(text).length;
    this.words += count;
    this.mostWords = Math.max(this.mostWords, count);
    this.longest = Math.max(this.longest, text.length);
    this.last = text;
    return text.length;
  }

  private number(value: number): void {
    this.numbers++;
    if (!Number.isInteger(value)) this.isWhole = false;
    if (this.last === undefined) return;
    const step = value - Number(this.last);
    if (step !== 1) this.isCount = false;
    if (!(step > 0)) this.rises = false;
  }

  facts(rows: number): ColumnFacts {
    const { name, filled, longest, mostWords, isWhole, runs, holes, misspelt, markup } = this;
    const distinct = this.values.size;
    const isIds = this.isIds && distinct > 1 && distinct === Math.min(filled, MOST_DISTINCT);
    const mean = (sum: number) => sum / Math.max(1, filled);
    return {
      ...{ name, filled, longest, mostWords, isWhole, runs, distinct, isIds, holes, misspelt, markup },
      kind: this.kind(rows, distinct),
      characters: mean(this.characters),
      words: mean(this.words),
    };
  }

  private kind(rows: number, distinct: number): ColumnKind {
    const { name, filled } = this;
    const most = 0.9 * filled;
    if (filled === 0) return "empty";
    // A config cannot name it.
    if (name === "") return "index";
    if (this.vectors >= most) return "vectors";
    if (this.lists >= most) return "lists";
    if (this.known !== undefined) return this.known;
    if (this.partitions === filled && filled === rows && distinct > 1) return "partition";
    if (this.numbers === 0 || this.numbers < 0.9 * (filled - this.missing))
      return distinct === 1 && rows > 1 ? "constant" : "text";
    const isRising = this.rises && filled > 2;
    if (isRising && (INDEX_NAME.test(name) || (this.isCount && this.isWhole))) return "index";
    return distinct === 1 && rows > 1 ? "constant" : "numbers";
  }
}

function tell(cells: Cells, text: string, line: number): void {
  if (cells.count++ > 0) return;
  cells.line = line;
  cells.text = text;
}
