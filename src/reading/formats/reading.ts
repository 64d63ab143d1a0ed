import { open } from "node:fs/promises";
import { extname } from "node:path";
import { CodePointText } from "../../base/codePoints.ts";
import { UserError } from "../../base/userError.ts";
import { tasks } from "../../config/index.ts";
import { cellOf, namesIn } from "../../data/encode/cells.ts";
import type { FileForm } from "../../data/encode/fileForm.ts";
import type { TextFile } from "../files/encodings/charset.ts";
import { asUserError } from "../files/readText.ts";
import { TextReader } from "../files/textReader.ts";
import { type FormatOptions, formatOf } from "./formatOf.ts";
import { parseLine } from "./jsonLines.ts";
import { says } from "./messages.ts";
import type { Reading } from "./record.ts";
import { LOOKED_AT, tableReading } from "./tables/tableReading.ts";
import { columnsReading } from "./tagged/columnsReading.ts";
import { TAGGED_COLUMNS } from "./tagged/taggedLines.ts";

const HEAD = 2 ** 18;

/** Decides how a file is to be read, by its first lines: see `readingOfLines`. */
export async function readingOf(file: TextFile, options: FormatOptions, like?: FileForm): Promise<Reading> {
  return readingOfLines(await firstLines(file), file, options, like);
}

/**
 * Decides how a file is to be read, by what is asked for, its first lines and its ending. `like` is how the first file was read: what
 * was decided then holds for the others.
 */
export function readingOfLines(
  lines: readonly string[],
  { path, name }: { path: string; name: string },
  options: FormatOptions,
  like?: FileForm,
): Reading {
  if (options.format === null) refuseOtherContainers(lines, { path, name });
  const ending = extname(path).toLowerCase();
  const { format, notes, warnings } = formatOf(lines, { path, name }, ending, options, like);
  const table = { delimiter: "", quote: null, header: false, skip: 0 };
  // In a series each row has its place.
  const keepEmpty = tasks[options.task].reads === "series";
  const reading: Reading = { format, ending, ...table, keepEmpty, columns: [], preview: [], notes, warnings };
  switch (format) {
    case "csv":
    case "tsv":
      return tableReading(reading, lines, { path, name }, options, like && isTable(like) ? like : undefined);
    case "jsonl":
      return jsonLines(reading, lines, path, name);
    case "conll":
      return {
        ...reading,
        ...columnsReading(lines, options, like?.format === "conll" ? like.columns : undefined),
      };
    case "tagged-lines":
      return { ...reading, columns: TAGGED_COLUMNS, preview: [[["a"], ["O"], null]] };
    default:
      return { ...reading, columns: ["text"], preview: lines.slice(0, LOOKED_AT).map((line) => [line]) };
  }
}

/** A list of objects is one value, and no lines; nor are the units of a translation memory. */
export function refuseOtherContainers(lines: readonly string[], { path, name }: { path: string; name: string }): void {
  const place = { file: path, line: 1, column: 1 };
  if (/^\s*\[\s*\{/.test(lines.slice(0, 2).join("\n"))) throw new UserError(says.jsonList({ name }), place);
  if (WHOLE_TABLE.test(lines.slice(0, 3).join("\n"))) throw new UserError(says.jsonColumns({ name }), place);
  const [, kind] =
    /^\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<(tmx|xliff)[\s>]/i.exec(lines.slice(0, 5).join("\n")) ?? [];
  if (kind) throw new UserError(says.translationMemory({ name, kind: kind.toUpperCase() }), place);
}

/** A table in one object, as pandas' to_json writes it by columns, by index, "split" or "table": {"text":{"0":, {"0":{, {"columns":[, {"schema":{ */
const WHOLE_TABLE =
  /^\s*\{\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"0"\s*:|"0"\s*:\s*\{|"columns"\s*:\s*\[|"schema"\s*:\s*\{\s*"fields")/;

/** Lines that end in carriage returns alone are one line. */
export function refuseOldLineBreaks(lines: readonly string[], { path, name }: { path: string; name: string }): void {
  if (lines.length !== 1 || !lines[0].trimEnd().includes("\r")) return;
  throw new UserError(says.oldLineBreaks({ name }), { file: path, line: 1 });
}

function isTable({ format }: FileForm): boolean {
  return format === "csv" || format === "tsv";
}

/** Whole lines of the file's beginning; what is not text is refused here, with its place. */
export async function firstLines({ path, name, encoding }: TextFile): Promise<string[]> {
  const text = new CodePointText();
  let head = "";
  let isWhole = false;
  try {
    const file = await open(path, "r");
    try {
      const bytes = Buffer.alloc(HEAD);
      const { bytesRead } = await file.read(bytes, 0, HEAD, 0);
      isWhole = bytesRead < HEAD;
      const reader = new TextReader(
        path,
        name,
        (codePoints, length) => {
          head += text.of(codePoints, length);
        },
        encoding,
      );
      reader.push(bytes.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asUserError(error, path, name);
  }
  const lines = head.split("\n");
  if (!isWhole && lines.length === 1) {
    refuseOtherContainers(lines, { path, name });
    throw new UserError(says.firstLineTooLong({ name, most: HEAD }), { file: path, line: 1, column: 1 });
  }
  if ((!isWhole && lines.length > 1) || lines.at(-1) === "") lines.pop();
  refuseOldLineBreaks(lines, { path, name });
  return lines;
}

function jsonLines(reading: Reading, lines: readonly string[], path: string, name: string): Reading {
  const objects = lines.slice(0, LOOKED_AT).flatMap((line, i) => {
    return line.trim() === "" ? [] : [parseLine(line, i + 1, path, name)];
  });
  const columns = [...new Set(objects.flatMap((object) => namesIn(object)))];
  const preview = objects.map((object) => columns.map((column) => cellOf(object, column)));
  return { ...reading, columns, preview };
}
