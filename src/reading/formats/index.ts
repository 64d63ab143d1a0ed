import { CodePointText } from "../../base/codePoints.ts";
import { readText, type TextFacts } from "../files/readText.ts";
import { jsonLinesReader } from "./jsonLines.ts";
import type { OnBad, OnRecord, Reading } from "./record.ts";
import { DelimitedReader } from "./tables/delimited.ts";
import { withLists } from "./tables/listCells.ts";
import { ColumnsReader } from "./tagged/columns.ts";
import { taggedLinesReader } from "./tagged/taggedLines.ts";
import { textLinesReader } from "./textLines.ts";

export type { FormatOptions } from "./formatOf.ts";
export { readingOf, readingOfLines } from "./reading.ts";
export { columnCalled, type DataRecord, type OnRecord, type Reading } from "./record.ts";

/** What takes the text of a file in pieces. */
export interface FormatReader {
  push(text: string): void;
  end(): void;
}

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
      return jsonLinesReader(path, name, columns, onRecord);
    case "conll":
      return new ColumnsReader(path, name, reading.tokens!, onRecord, onBad);
    case "tagged-lines":
      return taggedLinesReader(path, name, onRecord, onBad);
    default:
      return textLinesReader(path, name, onRecord, keepEmpty);
  }
}

/** Streams the records of a file, which must be UTF-8. Memory does not grow with the file. */
export async function readRecords(
  reading: Reading,
  { path, name }: { path: string; name: string },
  onRecord: OnRecord,
  signal?: AbortSignal,
): Promise<TextFacts & { characters: number }> {
  const text = new CodePointText();
  const reader = readerOf(reading, path, name, onRecord);
  let characters = 0;
  const onText = (codePoints: Int32Array, length: number) => {
    characters += length;
    reader.push(text.of(codePoints, length));
  };
  const facts = await readText(path, name, onText, signal);
  reader.end();
  return { ...facts, characters };
}
