import type { Message } from "../../base/message.ts";
import type { Place, UserError } from "../../base/userError.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { FileForm } from "../../data/encode/fileForm.ts";

/** One example, or one step of one: a row of a table, an object of JSON Lines, a sentence, a line of text. */
export interface DataRecord {
  cells: readonly Cell[];
  /** Where the record begins, 1-based. */
  line: number;
  /** Whether an empty line before it ends the sequence of the rows above. */
  afterGap?: boolean;
  /** Where a cell stands, for messages; `item` of a list, where it can be found. */
  place(column: number, item?: number): Place;
}

/** Gets each record in turn; `columns` never change within a file. */
export type OnRecord = (record: DataRecord) => void;

/** What takes the text of a file in pieces. */
export interface FormatReader {
  push(text: string): void;
  end(): void;
}

/** How lines of tokens are to be read. */
export interface ColumnsForm {
  /** Columns of a line. */
  width: number;
  /** Whether they stand between tabs, so that a line without one is no token. */
  isTabbed: boolean;
  /** The column that numbers the tokens of a sentence, from 0, or −1. */
  ids: number;
  /** Whether the first line that is no comment names the columns. */
  header: boolean;
}

/** Gets what is wrong with a record, where the others are to be read all the same. */
export type OnBad = (error: UserError) => void;

/** How one file is to be read. */
export interface Reading extends FileForm {
  /** Lines in front of a table that are no rows. */
  skip: number;
  /** Of "conll". */
  tokens?: ColumnsForm;
  /** Whether empty lines of a table end sequences of rows, where a row is a step. */
  hasGaps?: boolean;
  /** Of "jsonl": the keys of the columns, where they are called otherwise. */
  keys?: readonly string[];
  /** Of "wav": the sound beside the text. */
  sound?: string;
  /** Columns of a table, from 0, whose cells are lists. */
  lists?: readonly number[];
  /** Whether an empty line between rows of one column counts as one. */
  keepEmpty: boolean;
  /** The first records, to see which columns hold numbers. */
  preview: (readonly Cell[])[];
  /** What was guessed, in words. */
  notes: Message[];
  /** Where it is not like the first file, and is read as that was all the same. */
  warnings: Message[];
}

/** Columns of one file; more would be a file of another kind. */
export const MOST_COLUMNS = 10_000;

/** UTF-16 units of a row or a line, which is held as a whole. */
export const LONGEST_RECORD = 4_000_000;

/** The name of a column, which may be called by its number too where lines are of tokens. */
export function columnCalled(
  name: string,
  { format, columns }: Pick<Readonly<FileForm>, "format"> & { columns: readonly string[] },
): string | undefined {
  if (columns.includes(name)) return name;
  return (format === "conll" || format === "tagged-lines") && /^[1-9]\d*$/.test(name)
    ? columns[Number(name) - 1]
    : undefined;
}

/** Names of columns that have none: "1", "2" … */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i + 1));
}
