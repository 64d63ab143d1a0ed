import { open } from "node:fs/promises";
import { extname } from "node:path";
import Papa from "papaparse";
import { UserError } from "../../base/userError.ts";
import { grouped } from "../../base/words.ts";
import { CodePointText } from "../asText.ts";
import { asUserError, TextReader } from "../readText.ts";
import { columnsOf, isBetweenSentences, isComment } from "./columns.ts";
import { DelimitedReader, shownDelimiter } from "./delimited.ts";
import { parseLine } from "./jsonLines.ts";
import { type Cell, type Format, numbered, type Reading } from "./record.ts";
import { TAGGED_COLUMNS, words } from "./taggedLines.ts";

export interface ReadingOptions {
  task: string;
  /** Null where it is to be guessed; so are the next two. */
  format: Format | null;
  delimiter: string | null;
  header: boolean | null;
  /** Columns that the config names. */
  named: readonly string[];
}

const HEAD = 2 ** 18;
/** Records of the head that are looked at. */
const LOOKED_AT = 50;

const ENDINGS: Record<string, Format> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".conll": "conll",
  ".conllu": "conll",
  ".iob": "conll",
  ".iob2": "conll",
  ".bio": "conll",
  ".iobes": "conll",
};

/** Decides how a file is to be read, by what is asked for, its ending, and its first lines, in that order. */
export async function readingOf(path: string, name: string, options: ReadingOptions): Promise<Reading> {
  const lines = await firstLines(path, name);
  if (options.format === null && /^\s*\[\s*\{/.test(lines.slice(0, 2).join("\n"))) {
    const message = `${name} is one list of JSON, and JSON Lines are one object a line.`;
    const hint = "Write each object on a line of its own, without brackets and commas, as jq -c '.[]' does.";
    throw new UserError("bad-json", message, hint, { file: path, line: 1, column: 1 });
  }
  const byEnding = ENDINGS[extname(path).toLowerCase()];
  const format = options.format ?? byEnding ?? guessedFormat(lines, options.task);
  const notes = options.format || byEnding ? [] : [`${name} is read as ${format}, by its first lines (data.format).`];
  const reading: Reading = { format, delimiter: "", header: false, columns: [], preview: [], notes };
  switch (format) {
    case "csv":
    case "tsv":
      return delimited(reading, lines, path, name, options);
    case "jsonl":
      return jsonLines(reading, lines, path, name);
    case "conll": {
      const tokens = lines.filter((line) => !isBetweenSentences(line) && !isComment(line)).map(columnsOf);
      const preview = tokens.slice(0, LOOKED_AT).map((cells) => cells.map((cell) => [cell]));
      return { ...reading, columns: numbered(tokens[0]?.length ?? 2), preview };
    }
    case "tagged-lines":
      return { ...reading, columns: TAGGED_COLUMNS, preview: [[["a"], ["O"], null]] };
    default:
      return { ...reading, columns: ["text"], preview: lines.slice(0, LOOKED_AT).map((line) => [line]) };
  }
}

/** Whole lines of the file's beginning; what is not text is refused here, with its place. */
async function firstLines(path: string, name: string): Promise<string[]> {
  const text = new CodePointText();
  let head = "";
  let isWhole = false;
  try {
    const file = await open(path, "r");
    try {
      const bytes = Buffer.alloc(HEAD);
      const { bytesRead } = await file.read(bytes, 0, HEAD, 0);
      isWhole = bytesRead < HEAD;
      const reader = new TextReader(path, name, (codePoints, length) => {
        head += text.of(codePoints, length);
      });
      reader.push(bytes.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asUserError(error, path, name);
  }
  const lines = head.split("\n");
  if (!isWhole && lines.length === 1) {
    const message = `The first line of ${name} is longer than ${grouped(HEAD)} bytes.`;
    const hint = "Is it a table, JSON Lines or a text of examples? Its lines are told apart by line breaks.";
    throw new UserError("line-too-long", message, hint, { file: path, line: 1, column: 1 });
  }
  if ((!isWhole && lines.length > 1) || lines.at(-1) === "") lines.pop();
  if (lines.length === 1 && lines[0].trimEnd().includes("\r")) {
    const message = `${name} is one line: its lines end in carriage returns alone, as those of old Macintosh programs do.`;
    throw new UserError("line-breaks", message, "Save it with line breaks of today, LF or CRLF.", {
      file: path,
      line: 1,
    });
  }
  return lines;
}

function guessedFormat(lines: readonly string[], task: string): Format {
  const some = lines.filter((line) => line.trim() !== "").slice(0, LOOKED_AT);
  if (some[0]?.trimStart().startsWith("{")) return "jsonl";
  if (task === "tagging") {
    // A line that has a tag too few among others is wrong, and said to be; lines of one word each are CoNLL.
    const counts = some.map((line) => line.split("\t").map((part) => words(part).length));
    const sentences = counts.filter(([tokens, tags = 0]) => tokens > 1 && tags > 1);
    const even = counts.filter(([tokens, tags]) => tokens === tags);
    if (some.length > 2 && some.slice(1).every(isSpelledOut) && some[0].split("\t").length === 2) return "tsv";
    return sentences.length > 0 && 2 * even.length >= counts.length ? "tagged-lines" : "conll";
  }
  if (task === "generation") return "text";
  return guessedDelimiter(lines) === "\t" ? "tsv" : "csv";
}

/** Whether a line is letters and as many letters that are their tags: ACGT, a tab, 0110. Words hardly have tags of their length. */
function isSpelledOut(line: string): boolean {
  const cells = line.trim().split("\t");
  const [letters, tags] = cells.map((cell) => Array.from(cell).length);
  return cells.length === 2 && letters === tags && letters > 3 && !/\s/.test(cells.join(""));
}

function guessedDelimiter(lines: readonly string[]): string {
  const sample = lines.slice(0, LOOKED_AT).join("\n");
  const { meta } = Papa.parse(sample, { delimitersToGuess: [",", "\t", ";", "|"], newline: "\n" });
  return meta.delimiter || ",";
}

function delimited(reading: Reading, lines: string[], path: string, name: string, options: ReadingOptions): Reading {
  const notes = [...reading.notes];
  let { delimiter } = options;
  if (delimiter === null) {
    delimiter = reading.format === "tsv" ? "\t" : guessedDelimiter(lines);
    if (delimiter !== (reading.format === "tsv" ? "\t" : ",")) {
      notes.push(`${name}: cells are divided by ${shownDelimiter(delimiter)} (data.delimiter).`);
    }
  }
  const rows = firstRows(lines, delimiter, path, name);
  const [first = [], ...others] = rows;
  let { header } = options;
  if (header === null) {
    header = looksLikeHeader(first, others, options);
    const what = header ? "names the columns" : "is data, and columns are called 1, 2, …";
    notes.push(`${name}: the first row ${what} (data.header).`);
  }
  const columns = header ? first.map((cell) => cell.trim()) : numbered(first.length);
  const twice = columns.find((column, i) => column !== "" && columns.indexOf(column) < i);
  if (twice !== undefined) {
    const message = `${name} has two columns called ${JSON.stringify(twice)}.`;
    const hint = "Give each a name of its own, or set data.header to false where the first row is data.";
    throw new UserError("duplicate-column", message, hint, { file: path, line: 1, column: 1 });
  }
  return { ...reading, delimiter, header, columns, preview: header ? others : rows, notes };
}

/** What is wrong with them is said when the file is read. */
function firstRows(lines: readonly string[], delimiter: string, path: string, name: string): string[][] {
  const rows: string[][] = [];
  const reader = new DelimitedReader({ path, name, delimiter, skip: 0 }, ({ cells }) => rows.push(cells as string[]));
  try {
    for (const line of lines) {
      reader.push(`${line}\n`);
      if (rows.length > LOOKED_AT) break;
    }
  } catch (error) {
    if (!(error instanceof UserError) || rows.length === 0) throw error;
  }
  return rows;
}

/** Names that columns of labelled texts have. */
const USUAL_NAMES =
  /^(id|text|sentence|review|label|class|category|target|tags?|tokens?|word|date|time|month|year|value|y|split)$/i;

function looksLikeHeader(
  first: readonly string[],
  others: readonly string[][],
  { named, task }: Pick<ReadingOptions, "named" | "task">,
): boolean {
  const names = first.map((cell) => cell.trim());
  if (named.some((column) => names.includes(column) && !/^\d+$/.test(column))) return true;
  if (names.some((cell) => cell === "" || isNumber(cell))) return false;
  // Two columns of one name are no data: they are refused, with the name.
  if (new Set(names).size < names.length) return names.some((cell) => USUAL_NAMES.test(cell));
  if (others.some((row) => row.some(isNumber))) return true;
  if (names.some((cell) => USUAL_NAMES.test(cell))) return true;
  if (task === "tagging" && [first, ...others].every((row) => isSpelledOut(row.join("\t")))) return false;
  // Names are short, and do not come again in their column.
  return names.every((cell, i) => cell.length <= 30 && others.length > 0 && others.every((row) => row[i] !== cell));
}

/** Whether a cell is meant as a number; one with a decimal comma is refused later, with the reason. */
export function isNumber(cell: Cell): boolean {
  if (typeof cell !== "string") return typeof cell === "number";
  return cell.trim() !== "" && (Number.isFinite(Number(cell)) || DECIMAL_COMMA.test(cell));
}

/** "1,5", and "1,234" too: which of the two is meant cannot be told. */
export const DECIMAL_COMMA = /^\s*[+-]?\d+,\d+\s*$/;

function jsonLines(reading: Reading, lines: string[], path: string, name: string): Reading {
  const objects = lines.slice(0, LOOKED_AT).flatMap((line, i) => {
    return line.trim() === "" ? [] : [parseLine(line, i + 1, path, name)];
  });
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const preview = objects.map((object) => columns.map((column) => (object[column] ?? null) as Cell));
  return { ...reading, columns, preview };
}
