import { basename } from "node:path";
import { CodePointText } from "../../base/codePoints.ts";
import { UserError } from "../../base/userError.ts";
import { type TaskName, tasks } from "../../config/index.ts";
import { FORMATS } from "../../data/encode/fileForm.ts";
import { charsetCalled, type TextFile } from "../files/encodings/charset.ts";
import { readText } from "../files/readText.ts";
import type { TextFacts } from "../files/textReader.ts";
import { jsonLinesReader } from "./jsonLines.ts";
import { textLinesReader } from "./lines.ts";
import { readingOf } from "./reading.ts";
import type { FormatReader, OnBad, OnRecord, Reading } from "./record.ts";
import { DelimitedReader } from "./tables/delimited.ts";
import { withLists } from "./tables/listCells.ts";
import { ColumnsReader } from "./tagged/columns.ts";
import { taggedLinesReader } from "./tagged/taggedLines.ts";
import { textBesideReader } from "./textBeside.ts";

export type { FormatOptions } from "./formatOf.ts";
export { firstLines, readingOfLines, refuseOldLineBreaks, refuseOtherContainers } from "./reading.ts";
export { columnCalled, type DataRecord, type FormatReader, type OnBad, type OnRecord, type Reading } from "./record.ts";
export { BESIDE, besideReading } from "./textBeside.ts";
export { readingOf };

/**
 * The reader of a format; it passes each record on when it is complete. With `onBad` it goes on after a record that it cannot read.
 */
export function readerOf(
  reading: Reading,
  path: string,
  name: string,
  onRecord: OnRecord,
  onBad?: OnBad,
): FormatReader {
  const { format, delimiter, quote, header, skip, columns, hasGaps, keepEmpty, lists = [] } = reading;
  switch (format) {
    case "csv":
    case "tsv":
      return new DelimitedReader(
        { path, name, delimiter, quote, columns, skip, header, hasGaps, keepEmpty },
        withLists(lists, columns, onRecord),
        onBad,
      );
    case "jsonl":
      return jsonLinesReader(path, name, reading.keys ?? columns, onRecord, onBad);
    case "conll":
      return new ColumnsReader(path, name, reading.tokens!, onRecord, onBad);
    case "wav":
      return textBesideReader(reading.sound!, path, onRecord);
    case "tagged-lines":
      return taggedLinesReader(path, name, onRecord, onBad);
    default:
      return textLinesReader(path, name, onRecord, keepEmpty);
  }
}

/** Streams the records of a file. Memory does not grow with the file. */
export async function readRecords(
  reading: Reading,
  file: TextFile,
  onRecord: OnRecord,
  { signal, onBad }: { signal?: AbortSignal; onBad?: OnBad } = {},
): Promise<TextFacts & { characters: number }> {
  const text = new CodePointText();
  const reader = readerOf(reading, file.path, file.name, onRecord, onBad);
  let characters = 0;
  const onText = (codePoints: Int32Array, length: number) => {
    characters += length;
    reader.push(text.of(codePoints, length));
  };
  const facts = await readText(file, onText, signal);
  reader.end();
  return { ...facts, characters };
}

/** What the columns of a file are called, as settings of a config say it is read; none where it has none or cannot be read. */
export async function columnsIn(
  path: string,
  settings: { task?: string; format?: string; delimiter?: string; header?: boolean; encoding?: string },
): Promise<readonly string[]> {
  const { format = null, delimiter = null, header = null } = settings;
  const task = (Object.keys(tasks) as TaskName[]).find((each) => each === settings.task) ?? "classification";
  if (tasks[task].reads === "text") return [];
  const known = FORMATS.find((each) => each === format) ?? null;
  const options = { task, format: known, delimiter: delimiter?.[0] ?? null, quote: null, header, named: [] };
  const reading = await readingOf(
    { path, name: basename(path), encoding: charsetCalled(settings.encoding) },
    options,
  ).catch((error) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  return reading?.columns ?? [];
}
