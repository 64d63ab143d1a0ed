import { extname } from "node:path";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import type { FileForm, Format } from "../../data/encode/fileForm.ts";
import { missingColumn } from "../examples/columnRoles.ts";
import { usualFormatOf } from "../formats/formatOf.ts";
import { type FormatOptions, type Reading, readingOfLines } from "../formats/index.ts";
import { textColumns } from "./pairRoles.ts";

interface File {
  path: string;
  name: string;
}

/** What a run calls the two sides. */
interface Names {
  source: string;
  target: string;
}

/**
 * How a file that a run of pairs is given is read, whatever the run's own files look like: by the run's names of columns where the first
 * row has them, otherwise by the order of its columns. The columns of both sides are called as the run calls them; a file may lack the
 * targets. Undefined where the lines are no table: each is a source, or an object of JSON.
 */
export function givenPairs(
  lines: readonly string[],
  file: File,
  encoding: Encoding,
  config: Config,
): Reading | undefined {
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined) return undefined;
  const names = { source: encoding.source.inputs[0].column, target: encoding.target.column ?? "" };
  if (first.trimStart().startsWith("{")) return objectsOf(lines, file, names, encoding, config);
  const like = isTable(encoding.reading?.format) ? encoding.reading : undefined;
  const isCalledTable = isTable(usualFormatOf(extname(file.name).toLowerCase()));
  try {
    const reading = tableOf(lines, file, names, like, config);
    if (!isCalledTable && !showsTable(reading, names, like)) return undefined;
    return withSides(reading, file, names, like);
  } catch (error) {
    // Lines of text may look like anything.
    if (!isCalledTable && error instanceof UserError) return undefined;
    throw error;
  }
}

/** Objects whose keys are called otherwise than the columns of the run, where those have no names. */
function objectsOf(
  lines: readonly string[],
  file: File,
  names: Names,
  { reading: like }: Encoding,
  { task }: Config,
): Reading | undefined {
  const options = { format: "jsonl" as const, delimiter: null, quote: null, header: null, named: [], task };
  const reading = attempt(() => readingOfLines(lines, file, options));
  if (!reading || reading.columns.includes(names.source)) return undefined;
  if (like?.header || like?.format === "jsonl") throw missingColumn(names.source, "data.input", reading, file);
  return { ...withSides(reading, file, names, undefined), keys: reading.columns };
}

function isTable(format: Format | undefined): boolean {
  return format === "csv" || format === "tsv";
}

/** The table that the run's own files would be, where it has their columns; otherwise the one that its lines show. */
function tableOf(
  lines: readonly string[],
  file: File,
  { source, target }: Names,
  like: FileForm | undefined,
  { task, data }: Config,
): Reading {
  const read = (options: Partial<FormatOptions>) => {
    const asked = { format: null, delimiter: null, quote: null, header: null, ...options };
    return readingOfLines(lines, file, { ...asked, task, named: [source, target] });
  };
  // A run whose file has names may be given one without.
  const header = data.header === false ? false : null;
  if (!like) return read({ header });
  const { format, delimiter } = like;
  const quote = (like.quote ?? "none") as FormatOptions["quote"];
  const own = attempt(() => read({ format, delimiter, quote, header: like.header }));
  if (own?.header && own.columns.includes(source)) return own;
  const isAlike = own !== undefined && own.columns.length > 1 && own.columns.length === like.columns.length;
  return read(isAlike ? { format, delimiter, quote, header } : { header });
}

function attempt(read: () => Reading): Reading | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Whether lines of a file that is called no table are one: they name the source, or have cells between tabs, or as many as the run's. */
function showsTable({ columns, format, delimiter, preview }: Reading, { source }: Names, like: FileForm | undefined) {
  if (columns.length < 2) return false;
  if (columns.includes(source) && !/^\d+$/.test(source)) return true;
  // Of what comes bit by bit, only the names may have come.
  if (format === "tsv")
    return preview.length === 0 || 2 * preview.filter(({ length }) => length > 1).length > preview.length;
  // Commas stand in sentences.
  const isLike = like?.delimiter === delimiter && like.columns.length === columns.length;
  return isLike && delimiter !== "," && preview.length > 2 && preview.every(({ length }) => length === columns.length);
}

/** The columns of the two sides by the run's names. Without names they stand in the order that they have in the run's own files. */
function withSides(reading: Reading, file: File, names: Names, like: FileForm | undefined): Reading {
  const { columns, header } = reading;
  if (header && columns.includes(names.source)) return reading;
  // Other names are other columns, unless the run's own files had none.
  const areNamed = like?.header ?? false;
  if (header && areNamed) throw missingColumn(names.source, "data.input", reading, file);
  const sides = sidesOf(reading, names, like);
  return {
    ...reading,
    columns: columns.map((column, i) => {
      if (i === sides.source) return names.source;
      if (i === sides.target) return names.target;
      // What is not read has no name that would be taken for one of these.
      return column === names.source || column === names.target ? "" : column;
    }),
  };
}

/** Where the sides stand, by their order. */
function sidesOf(reading: Reading, names: Names, like: FileForm | undefined): { source: number; target?: number } {
  const { columns } = reading;
  const [source, target] = [names.source, names.target].map((name) => like?.columns.indexOf(name) ?? -1);
  const named = reading.preview.length === 0 ? columns : textColumns(reading);
  const texts = named.map((column) => columns.indexOf(column));
  if (like?.columns.length === columns.length && texts.includes(source) && texts.includes(target)) {
    return { source, target };
  }
  const [first, second] = texts;
  if (second === undefined) return { source: first ?? 0 };
  return target >= 0 && target < source ? { source: second, target: first } : { source: first, target: second };
}
