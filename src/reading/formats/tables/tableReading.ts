import { UserError } from "../../../base/userError.ts";
import { count, grouped, listed } from "../../../base/words.ts";
import type { Cell } from "../../../data/encode/cells.ts";
import type { FileForm } from "../../../data/encode/fileForm.ts";
import { isNumber } from "../../../data/encode/numberCells.ts";
import { isInBlocks } from "../lines.ts";
import { numbered, type Reading } from "../record.ts";
import { commentLines } from "./commentLines.ts";
import { DelimitedReader, shownDelimiter } from "./delimited.ts";
import { guessedDelimiter } from "./delimiter.ts";
import { type HeaderOptions, looksLikeHeader } from "./header.ts";
import { listColumns, listOf } from "./listCells.ts";
import { haveRowNames } from "./rowNames.ts";

/** Records of the head that are looked at. */
export const LOOKED_AT = 50;

export interface TableOptions extends HeaderOptions {
  /** Null where it is to be guessed; so are the next two. */
  delimiter: string | null;
  quote: '"' | "'" | "none" | null;
  header: boolean | null;
}

interface File {
  path: string;
  name: string;
}

/** Excel's way of saying what divides the cells. */
const SEPARATOR = /^sep=(.)\s*$/i;

/**
 * Decides how a table is to be read, by its first lines: what divides its cells, what stands around them, whether the first row
 * names the columns. What was decided before for files like it, `like`, is not decided again.
 */
export function tableReading(
  reading: Reading,
  lines: readonly string[],
  file: File,
  options: TableOptions,
  like: FileForm | undefined,
): Reading {
  const { name } = file;
  const notes = [...reading.notes];
  const separator = SEPARATOR.exec(lines[0] ?? "")?.[1];
  const all = separator === undefined ? lines : lines.slice(1);
  const usual = reading.format === "tsv" ? "\t" : ",";
  const delimiter =
    options.delimiter ??
    separator ??
    like?.delimiter ??
    (usual === "\t" ? usual : cutTable(all, file, options.quote).delimiter);
  if (separator !== undefined) notes.push(`${name}: line 1 says what divides the cells, and is no row.`);
  if (options.delimiter === null && !like && delimiter !== usual) {
    notes.push(`${name}: cells are divided by ${shownDelimiter(delimiter)} (data.delimiter).`);
  }
  const usualQuote = quoteOf(options.quote, delimiter, like);
  const isGuessed = options.quote === null && !like;
  const quote = isGuessed && areSingleQuoted(all, file, delimiter, usualQuote) ? "'" : usualQuote;
  if (isGuessed && quote === "'") notes.push(`${name}: cells stand between single quotes (data.quote).`);
  const cut = (some: readonly string[]) => firstRows(some, file, delimiter, quote);
  const comments = commentLines(all, (line) => cut([line])[0] ?? [], options.named);
  if (comments.lines > 0) {
    const which =
      comments.lines === 1 ? "a line that begins with # is" : `${comments.lines} lines that begin with # are`;
    notes.push(`${name}: ${which} passed over.`);
  }
  const skip = lines.length - all.length + comments.lines;
  const [head = [], ...others] = cut(all.slice(comments.lines));
  const first = comments.names ?? head;
  refuseTitle(first, others, options, file, skip + 1);
  const header =
    options.header ?? (comments.names !== undefined || (like?.header ?? looksLikeHeader(first, others, options)));
  if (options.header === null && !like) {
    const what = header ? "names the columns" : "is data, and columns are called 1, 2, …";
    notes.push(`${name}: the first row ${what} (data.header).`);
  }
  if (quote === null && options.quote === null && !like && areQuoted([first, ...others])) {
    notes.push(
      `${name}: double quotes around cells are read as they stand, as in tab-separated text; data.quote "\\"" takes them off.`,
    );
  }
  const isQuoted = quote !== null && all.slice(comments.lines + 1).every((line) => line === "" || line[0] === quote);
  const columns = header ? namesOf(first, others, isQuoted) : numbered(widthOf(first, others));
  if (header && columns.length > first.length && !like) {
    notes.push(`${name}: the first column has no name in the header; it is read as row names and not learned from.`);
  }
  const twice = columns.find((column, i) => column !== "" && columns.indexOf(column) < i);
  if (twice !== undefined) {
    const message = `${name} has two columns called ${JSON.stringify(twice)}.`;
    const hint = "Give each a name of its own, or set data.header to false where the first row is data.";
    throw new UserError("duplicate-column", message, hint, { file: file.path, line: skip + 1, column: 1 });
  }
  if (like && first.length > 0) refuseOther(columns, header, like, file, skip + 1);
  const rows = header ? others : [first, ...others];
  const lists = options.task === "tagging" ? listColumns(columns, rows) : [];
  if (lists.length > 0) {
    const shown = listed(
      lists.map((i) => JSON.stringify(columns[i])),
      "and",
    );
    notes.push(`${name}: the cells of ${shown} are lists.`);
  }
  const preview = rows.map((row): Cell[] => row.map((cell, i) => (lists.includes(i) ? (listOf(cell) ?? cell) : cell)));
  const hasGaps = options.task === "tagging" && isInBlocks(lines, (line) => line.trim() === "");
  return { ...reading, delimiter, quote, header, skip, columns, preview, notes, hasGaps, lists };
}

/** What divides the cells, by the first lines, and how it cuts them. */
export function cutTable(
  lines: readonly string[],
  file: File,
  quote: TableOptions["quote"] = null,
): { delimiter: string; rows: string[][] } {
  const cut = (delimiter: string) => {
    try {
      return firstRows(lines, file, delimiter, quoteOf(quote, delimiter, undefined));
    } catch {
      return [];
    }
  };
  const delimiter = guessedDelimiter(cut);
  return { delimiter, rows: cut(delimiter) };
}

/** Quotes in tab-separated text are characters like others. */
function quoteOf(given: TableOptions["quote"], delimiter: string, like: FileForm | undefined): string | null {
  if (given !== null) return given === "none" ? null : given;
  if (like) return like.quote;
  return delimiter === "\t" ? null : '"';
}

/** What is wrong with them is said when the file is read. */
function firstRows(lines: readonly string[], file: File, delimiter: string, quote: string | null): string[][] {
  const rows: string[][] = [];
  const reader = new DelimitedReader({ ...file, delimiter, quote, skip: 0, header: false }, ({ cells }) =>
    rows.push(cells as string[]),
  );
  try {
    // A quote that is never closed is read again with each piece, so pieces grow.
    for (let from = 0, size = LOOKED_AT + 1; from < lines.length && rows.length <= LOOKED_AT; from += size, size *= 2) {
      reader.push(`${lines.slice(from, from + size).join("\n")}\n`);
    }
  } catch (error) {
    if (!(error instanceof UserError) || rows.length === 0) throw error;
  }
  return rows.slice(0, LOOKED_AT + 1);
}

/**
 * Whether cells stand between single quotes: some of them hold a delimiter, so that only with these quotes do all rows have as many
 * cells. A text that begins with an apostrophe is quoted by nothing.
 */
function areSingleQuoted(lines: readonly string[], file: File, delimiter: string, quote: string | null): boolean {
  if (delimiter === "\t" || !lines.some((line) => line.startsWith("'") || line.includes(`${delimiter}'`))) return false;
  const isEven = (rows: readonly string[][]) => rows.every(({ length }) => length === rows[0].length);
  const usual = firstRows(lines, file, delimiter, quote);
  try {
    const single = firstRows(lines, file, delimiter, "'");
    return single.length > 2 && single[0].length > 1 && isEven(single) && !isEven(usual);
  } catch {
    return false;
  }
}

/** Whether cells of text begin with a double quote, and all that do are quoted as in other tables. */
function areQuoted(rows: readonly (readonly string[])[]): boolean {
  const begin = rows.flat().filter((cell) => cell.startsWith('"'));
  return begin.length > 0 && begin.every((cell) => /^"([^"]|"")*"$/.test(cell));
}

/** A line above the names of the columns. */
function refuseTitle(first: readonly string[], others: string[][], options: HeaderOptions, file: File, line: number) {
  const filled = (row: readonly string[]) => row.filter((cell) => cell.trim() !== "").length;
  const [next, ...rest] = others.filter((row) => filled(row) > 0);
  if (filled(first) !== 1 || !next || filled(next) < 2 || rest.some(({ length }) => length !== next.length)) return;
  if (!looksLikeHeader(next, rest, options)) return;
  // A row with one value is no title, unless what is below it is named beyond doubt.
  const isNamed = next.some((cell, j) => !isNumber(cell) && rest.length > 0 && rest.every((row) => isNumber(row[j])));
  if (first.length === next.length && !isNamed) return;
  const message = `Line ${grouped(line)} of ${file.name} is no row of the table: it has ${count(filled(first), "cell")}, and the lines below have ${grouped(next.length)}.`;
  const hint =
    "Take it out, or begin it with #, which makes it a comment: a table begins with the names of its columns.";
  throw new UserError("ragged-row", message, hint, { file: file.path, line, column: 1 });
}

/** Names of the columns; the first is "" where rows begin with names of their own, for which the header has no cell. */
function namesOf(first: readonly string[], others: readonly string[][], isQuoted: boolean): string[] {
  const names = first.map((cell) => cell.trim());
  return haveRowNames(names, others, isQuoted) ? ["", ...names] : names;
}

/** Columns without those at the end that are empty in all rows. */
function widthOf(first: readonly string[], others: readonly string[][]): number {
  let width = first.length;
  while (width > 1 && [first, ...others].every((row) => (row[width - 1] ?? "") === "")) width--;
  return width;
}

/** Files are read alike, so the columns of one are those of the other. */
function refuseOther(columns: readonly string[], header: boolean, like: FileForm, file: File, line: number): void {
  const place = { file: file.path, line, column: 1 };
  const known = like.columns.filter((column) => column !== "");
  if (header && like.header && !columns.some((column) => known.includes(column))) {
    const shown = listed(
      known.slice(0, 6).map((column) => JSON.stringify(column)),
      "and",
    );
    const message = `The first row of ${file.name} names none of the columns of the training file, ${shown}.`;
    const hint =
      "Each file is read like the first of data.train: with these names in the first row. data.header says whether there are names.";
    throw new UserError("missing-column", message, hint, place);
  }
  if (header || like.header || columns.length === like.columns.length) return;
  const message = `${file.name} has ${count(columns.length, "column")}, and the training file has ${grouped(like.columns.length)}, which are told apart by their order.`;
  throw new UserError("changed-columns", message, "Give it the same columns in the same order.", place);
}
