import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { CodePointText } from "../../base/codePoints.ts";
import { type Place, UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { type Cell, cellOf, hasColumn, namesIn } from "../../data/encode/cells.ts";
import type { NewInput } from "../../data/encode/encodedInput.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { type FileName, missingColumn } from "../examples/columnRoles.ts";
import { givenEncoding } from "../files/encodings/givenEncoding.ts";
import { asUserError } from "../files/readText.ts";
import { storedPath } from "../files/storedPath.ts";
import { TextReader } from "../files/textReader.ts";
import {
  columnCalled,
  type DataRecord,
  type FormatReader,
  type Reading,
  readerOf,
  refuseOldLineBreaks,
  refuseOtherContainers,
} from "../formats/index.ts";
import { parseLine } from "../formats/jsonLines.ts";
import { LineSplitter } from "../formats/lines.ts";
import { LONGEST_RECORD } from "../formats/record.ts";
import { soundInputs } from "../sound/soundInputs.ts";
import { inputReading } from "./inputReading.ts";
import { says } from "./messages.ts";
import type { ReadInput } from "./readInput.ts";
import { RowGroups } from "./rowGroups.ts";

/**
 * The inputs of a file, which is encoded as the run's data are, or of chunks of UTF-8, in any format that the run's own files may have; the answers that may
 * stand beside them come along. What cannot be read comes as an error, and the next input after it.
 */
export async function* readInputs(
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  encoding: Encoding,
  config: Config,
): AsyncGenerator<ReadInput | UserError> {
  const listed = () => listedInputs(source, name, encoding, config);
  yield* encoding.source.sound ? soundInputs(source, name, encoding, config, listed) : listed();
}

async function* listedInputs(
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  encoding: Encoding,
  config: Config,
): AsyncGenerator<ReadInput | UserError> {
  const path = typeof source === "string" ? await storedPath(source) : name;
  const charset = await givenEncoding(typeof source === "string" ? path : source, config);
  const found: (ReadInput | UserError)[] = [];
  const text = new CodePointText();
  let pending = "";
  let reader: FormatReader | undefined;
  const decoder = new TextReader(
    path,
    name,
    (codePoints, length) => {
      pending += text.of(codePoints, length);
    },
    charset,
  );
  const take = (isWhole: boolean) => {
    if (!reader && (isWhole || pending.includes("\n") || pending.length > LONGEST_RECORD)) {
      const lines = pending.split("\n");
      if (!isWhole || lines.at(-1) === "") lines.pop();
      refuseOtherContainers(lines, { path, name });
      if (isWhole) refuseOldLineBreaks(lines, { path, name });
      reader = readerFor(lines, { path, name }, encoding, config, (each) => found.push(each));
    }
    if (!reader) return [];
    reader.push(pending);
    pending = "";
    if (isWhole) reader.end();
    return found.splice(0);
  };
  try {
    for await (const chunk of typeof source === "string" ? createReadStream(path) : source) {
      decoder.push(chunk as Uint8Array);
      yield* take(false);
    }
    decoder.end();
  } catch (error) {
    throw asUserError(error, path, name);
  }
  yield* take(true);
}

type LinePlace = Required<Pick<Place, "file" | "line">>;
type Take = (each: ReadInput | UserError) => void;

function readerFor(
  lines: readonly string[],
  file: { path: string; name: string },
  encoding: Encoding,
  config: Config,
  take: Take,
): FormatReader {
  const { path, name } = file;
  const reading = inputReading(lines, file, encoding, config);
  if (!reading) {
    refuseOtherObjects(lines, file, encoding);
    return new LineSplitter(path, name, (text, line) => takeLine(text, { file: path, line }, encoding, take), take);
  }
  const groups = RowGroups.for(reading, encoding, config);
  const emit = (record: DataRecord) => take(inputOf(record, reading, encoding));
  const onRecord = (record: DataRecord) => {
    for (const each of groups ? groups.add(record) : [record]) emit(each);
  };
  const reader = readerOf(reading, path, name, onRecord, take);
  return {
    push: (text) => reader.push(text),
    end: () => {
      reader.end();
      for (const each of groups?.end() ?? []) emit(each);
    },
  };
}

/** Refuses a file of objects of which the first has none of the columns that the model reads: the others will hardly have them either. */
function refuseOtherObjects(
  lines: readonly string[],
  { path, name }: FileName,
  { source: { inputs } }: Encoding,
): void {
  const at = lines.findIndex((line) => line.trim() !== "");
  if (at < 0 || !lines[at].trimStart().startsWith("{") || inputs.length === 0) return;
  const first = parsedObject(lines[at]);
  if (!first || inputs.some(({ column }) => hasColumn(first, column))) return;
  throw missingColumn(inputs[0].column, "data.input", { columns: namesIn(first), skip: at }, { path, name });
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** A line is a text, or an object of columns where it begins with a brace. Empty lines are passed over. */
function takeLine(text: string, place: LinePlace, encoding: Encoding, take: Take): void {
  if (text.trim() === "") return;
  const input = parsed(text, place, encoding);
  const isObject = typeof input === "object";
  const { column } = encoding.target;
  const answer = isObject && column !== null ? cellOf(input, column) : undefined;
  const shown = isObject
    ? shownText(
        encoding.source.inputs.map(({ column }) => cellOf(input, column)),
        encoding,
      )
    : text;
  take({ line: place.line, text: shown, input, ...withAnswer(answer, isTranscript(encoding)), place: () => place });
}

/** What begins with a brace may be a text all the same, where the model reads nothing but one. */
function parsed(text: string, place: LinePlace, { source: { inputs } }: Encoding): NewInput {
  if (!text.trimStart().startsWith("{")) return text;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    if (/\.(jsonl|ndjson)$/i.test(place.file)) return parseLine(text, place.line, place.file, basename(place.file));
    if (inputs.length === 1 && inputs[0].kind === "text") return text;
    const columns = inputs.map(({ column }) => column);
    throw new UserError(says.notJson({ line: place.line, columns }), place);
  }
}

function inputOf({ cells, line, place }: DataRecord, reading: Reading, encoding: Encoding): ReadInput {
  const at = (name: string) => reading.columns.indexOf(columnCalled(name, reading) ?? name);
  const own = encoding.source.inputs.map(({ column }) => cells[at(column)] ?? null);
  const answer = encoding.target.column === null ? undefined : cells[at(encoding.target.column)];
  return {
    line,
    text: shownText(own, encoding),
    input: Object.fromEntries(encoding.source.inputs.map(({ column }, i) => [column, own[i]])),
    ...withAnswer(answer, isTranscript(encoding) && isFilled(reading, encoding.target.column!)),
    place: (column, item) => place(Math.max(0, at(column)), item),
  };
}

/** `mayBeEmpty`: whether an empty text, or an empty list, is an answer and not a missing one. */
function withAnswer(answer: Cell | undefined, mayBeEmpty: boolean): { answer?: Cell } {
  if (mayBeEmpty && answer !== undefined && answer !== null) return { answer };
  const isMissing = [answer].flat().every((cell) => cell === undefined || cell === null || cell === "");
  return isMissing ? {} : { answer };
}

/** Whether the answers are transcripts, of which an empty one says that only blanks are right. */
function isTranscript({ target: { vocabulary } }: Encoding): boolean {
  return vocabulary?.blank !== undefined;
}

/** Whether a column of a table has something in its first rows: where it has, empty cells are meant to be empty. */
function isFilled({ columns, preview }: Reading, column: string): boolean {
  const at = columns.indexOf(column);
  return preview.some((cells) => (cells[at] ?? "") !== "");
}

/** The text among the inputs, or all of them. */
function shownText(cells: readonly Cell[], { source: { inputs } }: Encoding): string {
  const text = inputs.findIndex(({ kind }) => kind === "text");
  const shown = (cell: Cell | undefined) =>
    Array.isArray(cell)
      ? cell.flat().join(" ")
      : typeof cell === "object" && cell
        ? JSON.stringify(cell)
        : String(cell ?? "");
  return text >= 0 ? shown(cells[text]) : cells.map(shown).join(", ");
}
