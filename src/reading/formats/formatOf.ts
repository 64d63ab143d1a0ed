import type { Message } from "../../base/message.ts";
import { type TaskName, tagsSteps, tasks } from "../../config/index.ts";
import { trimmed, words } from "../../data/encode/cells.ts";
import type { FileForm, Format } from "../../data/encode/fileForm.ts";
import { says } from "./messages.ts";
import { columnCalled } from "./record.ts";
import { isSpelledOut, isUsual } from "./tables/header.ts";
import { listOf } from "./tables/listCells.ts";
import { cutTable, LOOKED_AT, type TableOptions } from "./tables/tableReading.ts";
import { columnsReading, isTokenColumn, showsColumns } from "./tagged/columnsReading.ts";
import { TAGGED_COLUMNS } from "./tagged/taggedLines.ts";

export interface FormatOptions extends TableOptions {
  /** Null where it is to be guessed. */
  format: Format | null;
}

interface File {
  path: string;
  name: string;
}

const ENDINGS: Record<string, Format> = {
  ...{ ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl" },
  ...{ ".conll": "conll", ".conllu": "conll", ".conllup": "conll" },
  ...{ ".iob": "conll", ".iob2": "conll", ".bio": "conll", ".iobes": "conll" },
};

/** What a file of this ending usually is. */
export function usualFormatOf(ending: string): Format | undefined {
  return ENDINGS[ending];
}

/** What the format of a file is; `notes` say what was decided, `warnings` where a file is not like the first. */
export interface Decided {
  format: Format;
  notes: Message[];
  warnings: Message[];
}

/**
 * The format of a file: what the config says; how the first file with this ending was read, `like`; what the first lines show; what
 * the ending says, which is a hint and no more. `lines` are the first of the file.
 */
export function formatOf(
  lines: readonly string[],
  file: File,
  ending: string,
  options: FormatOptions,
  like?: FileForm,
): Decided {
  const { format, task } = options;
  if (format !== null) return { format, notes: [], warnings: [] };
  const shown = shownFormat(lines, file, options);
  const { name } = file;
  if (like?.ending === ending) {
    const isOther = shown !== undefined && !isLike(shown, like.format);
    const warnings = isOther ? [says.formatOfFirst({ name, format: like.format, shown })] : [];
    return { format: like.format, notes: [], warnings };
  }
  const byEnding = usualFormatOf(ending);
  if (byEnding === undefined) {
    const guessed = shown ?? like?.format ?? usualFormat(lines, file, task);
    return { format: guessed, notes: [says.formatByLines({ name, format: guessed })], warnings: [] };
  }
  if (shown !== undefined && !isLike(shown, byEnding)) {
    return { format: shown, notes: [says.formatAgainstEnding({ name, format: shown, ending })], warnings: [] };
  }
  // Where both agree there was nothing to decide, and tables say how they are read.
  const isClear = shown !== undefined || byEnding !== "conll";
  const notes = isClear ? [] : [says.formatByEnding({ name, format: byEnding, ending })];
  return { format: byEnding, notes, warnings: [] };
}

/** A table of the ending `.csv` may have any delimiter. */
function isLike(shown: Format, format: Format): boolean {
  return shown === format || (shown === "tsv" && format === "csv");
}

/** Where nothing shows what the lines are. */
function usualFormat(lines: readonly string[], file: File, task: TaskName): Format {
  const { usualFormat } = tasks[task];
  if (usualFormat !== "table") return usualFormat;
  return cutTable(lines, file, null).delimiter === "\t" ? "tsv" : "csv";
}

/** What the first lines show beyond doubt; undefined where they may be several things, and the ending tells which. */
function shownFormat(lines: readonly string[], file: File, options: FormatOptions): Format | undefined {
  const some = lines.filter((line) => trimmed(line) !== "").slice(0, LOOKED_AT);
  if (some.length === 0) return undefined;
  if (isObject(some[0])) return "jsonl";
  const { delimiter, quote, header, task } = options;
  const isTable = delimiter !== null || quote !== null || header !== null;
  return (
    (tagsSteps(tasks[task]) && !isTable ? shownTags(lines, some, options) : undefined) ??
    shownTable(some, file, options)
  );
}

/** Whether a line is an object of JSON, or is meant to be one, and not a token that is a brace. */
function isObject(line: string): boolean {
  return /^\s*\{\s*(\}|["']?[\p{L}_].*:)/u.test(line);
}

function shownTags(lines: readonly string[], some: readonly string[], { named }: FormatOptions): Format | undefined {
  const fits = (format: Format, columns: readonly string[]) =>
    named.every((name) => columnCalled(name, { format, columns }) !== undefined) ? format : undefined;
  const cells = some.map((line) => line.split("\t"));
  if (some.length > 2 && some.slice(1).every(isSpelledOut) && cells[0].length === 2) return "tsv";
  if (cells.length > 1 && cells.slice(1).every((parts) => parts.some((part) => listOf(part) !== undefined)))
    return undefined;
  // A line that has a tag too few among others is wrong, and said to be; lines of one word each are CoNLL.
  const counts = cells.map((parts) => parts.map((part) => words(part).length));
  const sentences = counts.filter(([tokens, tags = 0]) => tokens > 1 && tags > 1);
  const even = counts.filter(([tokens, tags]) => tokens === tags);
  if (sentences.length > 0 && 2 * even.length >= counts.length) {
    return areNames(cells[0], named) ? "tsv" : fits("tagged-lines", TAGGED_COLUMNS);
  }
  return showsColumns(lines) ? fits("conll", columnsReading(lines, { header: null, named }).columns) : undefined;
}

/** Rows of equally many cells; of texts, which may hold as many commas, only with names above them. */
function shownTable(some: readonly string[], file: File, { task, named, quote }: FormatOptions): Format | undefined {
  const facts = tasks[task];
  const { delimiter, rows } = cutTable(some, file, quote);
  const [first = []] = rows;
  const isEven = first.length > 1 && rows.every((row) => row.length === first.length);
  const isNamed = first.length > 1 && areNames(first, named);
  // Between tabs there may be tokens and tags, too.
  const isSure = facts.writesText || (tagsSteps(facts) && delimiter === "\t") ? isNamed : isEven || isNamed;
  if (!isSure) return undefined;
  return delimiter === "\t" ? "tsv" : "csv";
}

/** Whether cells are names of columns: one that the config knows, or all such as columns often have. */
function areNames(cells: readonly string[], named: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim());
  return (
    names.some((name) => named.includes(name) && !/^\d+$/.test(name)) ||
    names.every((name) => isUsual(name) || isTokenColumn(name))
  );
}
