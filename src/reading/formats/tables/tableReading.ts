import { UserError } from "../../../base/userError.ts";
import { tagsSteps, tasks } from "../../../config/index.ts";
import type { Cell } from "../../../data/encode/cells.ts";
import type { FileForm } from "../../../data/encode/fileForm.ts";
import { isNumber } from "../../../data/encode/numberCells.ts";
import { isInBlocks } from "../lines.ts";
import { says } from "../messages.ts";
import { numbered, type Reading } from "../record.ts";
import { commentLines } from "./commentLines.ts";
import { DelimitedReader } from "./delimited.ts";
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

/** Excel's way of saying what divides the cells, which some programs quote. */
const SEPARATOR = /^("?)sep=(.)\1\s*$/i;

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
  const separator = SEPARATOR.exec(lines[0] ?? "")?.[2];
  const all = separator === undefined ? lines : lines.slice(1);
  const usual = reading.format === "tsv" ? "\t" : ",";
  const delimiter =
    options.delimiter ??
    separator ??
    like?.delimiter ??
    (usual === "\t" ? usual : cutTable(all, file, options.quote).delimiter);
  if (separator !== undefined) notes.push(says.separatorLine({ name }));
  if (options.delimiter === null && !like && delimiter !== usual) {
    notes.push(says.delimiter({ name, delimiter }));
  }
  const usualQuote = quoteOf(options.quote, delimiter, like);
  const isGuessed = options.quote === null && !like;
  const quote = isGuessed && areSingleQuoted(all, file, delimiter, usualQuote) ? "'" : usualQuote;
  if (isGuessed && quote === "'") notes.push(says.singleQuotes({ name }));
  const cut = (some: readonly string[]) => firstRows(some, file, delimiter, quote);
  const comments = commentLines(all, (line) => cut([line])[0] ?? [], options.named);
  if (comments.lines > 0) notes.push(says.comments({ name, lines: comments.lines }));
  const skip = lines.length - all.length + comments.lines;
  const [head = [], ...others] = cut(all.slice(comments.lines));
  const first = (comments.areRows ? undefined : comments.names) ?? head;
  refuseTitle(first, others, options, file, skip + 1);
  const header =
    options.header ??
    (!comments.areRows && (comments.names !== undefined || (like?.header ?? looksLikeHeader(first, others, options))));
  if (options.header === null && !like) notes.push(says.header({ name, header }));
  if (quote === null && options.quote === null && !like && areQuoted([first, ...others])) {
    notes.push(says.keptQuotes({ name }));
  }
  const isQuoted = quote !== null && all.slice(comments.lines + 1).every((line) => line === "" || line[0] === quote);
  const unnamed = () => (comments.areRows && comments.names) || numbered(widthOf(first, others));
  const columns = header ? namesOf(first, others, isQuoted) : unnamed();
  if (header && columns.length > first.length && !like) {
    notes.push(says.rowNames({ name }));
  }
  const twice = columns.find((column, i) => column !== "" && columns.indexOf(column) < i);
  if (twice !== undefined) {
    throw new UserError(says.duplicateColumn({ name, column: twice }), { file: file.path, line: skip + 1, column: 1 });
  }
  if (like && first.length > 0) refuseOther(columns, header, like, file, skip + 1);
  const rows = header ? others : [first, ...others];
  const divided = isQuoted && !like ? dividedWithin(columns, rows) : undefined;
  if (divided !== undefined) notes.push(says.quotedLines({ name, delimiter: divided }));
  const isTagging = tagsSteps(tasks[options.task]);
  const readsLists = isTagging || tasks[options.task].predicts === "transcript";
  const lists = readsLists ? listColumns(columns, rows) : [];
  if (lists.length > 0) {
    notes.push(says.lists({ name, columns: lists.map((i) => columns[i]) }));
  }
  const preview = rows.map((row): Cell[] => row.map((cell, i) => (lists.includes(i) ? (listOf(cell) ?? cell) : cell)));
  const hasGaps = isTagging && isInBlocks(lines, (line) => line.trim() === "");
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
  throw new UserError(says.titleRow({ line, name: file.name, cells: filled(first), wanted: next.length }), {
    file: file.path,
    line,
    column: 1,
  });
}

/** Names of the columns; the first is "" where rows begin with names of their own, for which the header has no cell. */
function namesOf(first: readonly string[], others: readonly string[][], isQuoted: boolean): string[] {
  const names = first.map((cell) => cell.trim());
  return haveRowNames(names, others, isQuoted) ? ["", ...names] : names;
}

/** Of rows of one cell, the sign that would divide all of them and the names alike. */
function dividedWithin(columns: readonly string[], rows: readonly string[][]): string | undefined {
  if (columns.length > 1 || rows.length < 2) return undefined;
  const parts = (cell: string, sign: string) => cell.split(sign).length;
  return [",", ";", "\t"].find((sign) => {
    const wanted = parts(columns[0], sign);
    return wanted > 1 && rows.every(([cell]) => parts(cell, sign) === wanted);
  });
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
    throw new UserError(says.otherNames({ name: file.name, known }), place);
  }
  if (header || like.header || columns.length === like.columns.length) return;
  throw new UserError(
    says.otherColumns({ name: file.name, columns: columns.length, known: like.columns.length }),
    place,
  );
}
