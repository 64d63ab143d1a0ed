import { extname } from "node:path";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { tagsSteps, tasks } from "../../config/index.ts";
import { words } from "../../data/encode/cells.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import type { FileForm, Format } from "../../data/encode/fileForm.ts";
import { missingColumn, usualWords } from "../examples/columnRoles.ts";
import { mostlyKnown, unnamedTable } from "../examples/unnamedTable.ts";
import { usualFormatOf } from "../formats/formatOf.ts";
import { columnCalled, type Reading, readingOfLines } from "../formats/index.ts";
import { showsColumns } from "../formats/tagged/columnsReading.ts";
import { givenPairs } from "../pairs/givenPairs.ts";
import { says } from "./messages.ts";

interface File {
  path: string;
  name: string;
}

/**
 * How a file of new inputs is to be read: like the run's own files, where its name or its first lines show that it is such a file.
 * Undefined where each line is an input: a text, or an object of JSON.
 */
export function inputReading(
  lines: readonly string[],
  file: File,
  encoding: Encoding,
  config: Config,
): Reading | undefined {
  if (tasks[config.task].reads === "pairs") return givenPairs(lines, file, encoding, config);
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined || first.trimStart().startsWith("{")) return undefined;
  const unnamed = unnamedTable(lines, file, encoding, config);
  if (unnamed) return unnamed;
  const like = encoding.reading?.format === "wav" ? undefined : encoding.reading;
  const ending = extname(file.name).toLowerCase();
  // A tagger that learned from a table reads tokens with their columns too, whatever the file is called.
  const learnedTables = tagsSteps(tasks[config.task]) && like !== undefined && kindOf(like.format) === "table";
  const areTokens = learnedTables && ending !== like.ending && showsColumns(lines);
  const kind = kindOf(usualFormatOf(ending)) ?? (areTokens ? "tokens" : undefined);
  const isLike = like !== undefined && (ending === like.ending || kind === undefined || kind === kindOf(like.format));
  if (!isLike && kind === undefined) return undefined;
  if (isLike && like.format === "tagged-lines")
    return isTagged(lines) ? read(lines, file, encoding, config, like) : undefined;
  try {
    const reading = withInputs(read(lines, file, encoding, config, isLike ? like : undefined), encoding);
    refuseMissing(reading, encoding, config, file);
    return kind !== undefined || isSure(reading, lines, encoding) ? reading : undefined;
  } catch (error) {
    // Lines of text may look like anything.
    if (kind === undefined && error instanceof UserError) return undefined;
    throw error;
  }
}

function kindOf(format: Format | undefined): "table" | "tokens" | undefined {
  if (format === "csv" || format === "tsv") return "table";
  return format === "conll" || format === "tagged-lines" ? "tokens" : undefined;
}

function read(
  lines: readonly string[],
  file: File,
  { source: { inputs } }: Encoding,
  { task, data }: Config,
  like?: FileForm,
) {
  const named = inputs.map(({ column }) => column);
  const { format, delimiter, quote, header } = data;
  if (!like) return readingOfLines(lines, file, { task, format, delimiter, quote, header, named });
  const isTable = kindOf(like.format) === "table";
  const as = isTable
    ? { delimiter: like.delimiter, quote: (like.quote ?? "none") as '"' | "'" | "none", header: like.header }
    : { delimiter, quote, header };
  return readingOfLines(lines, file, { task, format: like.format, ...as, named }, isTable ? undefined : like);
}

/**
 * Columns without names are those of the training, or the inputs alone where there are as many of them. Of tokens beside a table they
 * are the words and, the last, the tags.
 */
function withInputs(
  reading: Reading,
  { source: { inputs }, target: { column: target }, reading: like }: Encoding,
): Reading {
  const { columns } = reading;
  const isBesideTable = reading.tokens && kindOf(like?.format) === "table" && inputs.length === 1;
  if (isBesideTable && columnCalled(inputs[0].column, reading) === undefined) {
    const [word] = usualWords(reading, columns.length > 1 ? columns.slice(0, -1) : columns);
    const named = columns.map((column, i) =>
      i === columns.length - 1 && column !== word ? (target ?? column) : column,
    );
    return { ...reading, columns: named.map((column) => (column === word ? inputs[0].column : column)) };
  }
  const areUnnamed = columns.every((column, i) => column === String(i + 1));
  if (!areUnnamed || columns.length === like?.columns.length || columns.length !== inputs.length) return reading;
  return { ...reading, columns: inputs.map(({ column }) => column) };
}

function refuseMissing(
  reading: Reading,
  { source: { inputs }, reading: like }: Encoding,
  { data }: Config,
  file: File,
) {
  // Lines without tokens end a sentence.
  const sequence = data.sequence === null || reading.tokens ? [] : [data.sequence];
  const needed = [...inputs.map(({ column }) => column), ...sequence];
  const missing = needed.find((column) => columnCalled(column, reading) === undefined);
  if (missing !== undefined)
    throw missingColumn(missing, missing === data.sequence ? "data.sequence" : "data.input", reading, file);
  if (reading.header || !like || like.header || reading.columns.length === like.columns.length) return;
  if (reading.columns.length === inputs.length) return;
  const place = { file: file.path, line: reading.skip + 1, column: 1 };
  throw new UserError(says.otherColumns({ name: file.name, columns: reading.columns, known: like.columns }), place);
}

/** Whether lines can hardly be anything else: names stand in the first row, or most labels are known. */
function isSure({ header, columns, preview, format }: Reading, lines: readonly string[], encoding: Encoding): boolean {
  if (header) return columns.length > 1;
  const at = columns.indexOf(encoding.target.column ?? "");
  if (at >= 0)
    return mostlyKnown(
      preview.map((cells) => [cells[at]].flat().join(" ")),
      encoding,
    );
  // A word a line, and blank lines between sentences.
  const end = lines.findLastIndex((line) => line.trim() !== "");
  return format === "conll" && columns.length === 1 && lines.slice(0, end).some((line) => line.trim() === "");
}

/** Whether most lines have a tab and as many tags as tokens. */
function isTagged(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== "");
  const tagged = filled.filter((line) => {
    const [tokens, tags = ""] = line.split("\t");
    return words(tags).length > 0 && words(tags).length === words(tokens).length;
  });
  return 2 * tagged.length > filled.length;
}
