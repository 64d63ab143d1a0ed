import type { Cell } from "../../../data/encode/cells.ts";
import { words } from "../../../data/encode/cells.ts";
import type { Reading } from "../../formats/index.ts";
import { identifiers } from "../../ids/idColumns.ts";

/** A column of vectors, a list a step, and one of transcripts, whose labels are fewer. */
export interface TranscriptColumns {
  vectors: string;
  transcript: string;
  /** What a label is: a character, a word between white space, or an entry of a list. */
  labels: "characters" | "words" | "entries";
  /** Numbers of a vector, and the steps of the longest list of them. */
  width: number;
  longest: number;
  /** Columns that are not read. */
  others: string[];
}

/**
 * The columns of JSON Lines of which one holds a list of vectors in each row, and another a text or a list of labels that has fewer labels
 * than there are vectors: where each vector has a label, or a row has one of a few, it is no transcript.
 */
export function transcriptIn(reading: Reading): TranscriptColumns | undefined {
  const { format, columns, preview } = reading;
  if (format !== "jsonl" || preview.length < 2) return undefined;
  const cellsOf = (column: string) => preview.map((cells) => cells[columns.indexOf(column)]);
  const vectors = columns.find((column) => cellsOf(column).every(isVectors));
  if (vectors === undefined) return undefined;
  const sequences = cellsOf(vectors) as unknown as number[][][];
  const aside = [vectors, ...identifiers(reading)];
  for (const column of columns) {
    const cells = cellsOf(column);
    const labels = aside.includes(column) || cells.every(isName) ? undefined : labelsIn(cells);
    if (!labels?.each.every((count, i) => count <= sequences[i].length)) continue;
    const isMostlySeveral = 2 * labels.each.filter((count) => count > 1).length > labels.each.length;
    if (!isMostlySeveral || labels.each.every((count, i) => count === sequences[i].length)) continue;
    const width = sequences[0][0].length;
    const longest = sequences.reduce((most, { length }) => Math.max(most, length), 0);
    const others = columns.filter((other) => other !== vectors && other !== column);
    return { vectors, transcript: column, labels: labels.kind, width, longest, others };
  }
  return undefined;
}

/** Whether a cell names a recording: "P17", "speaker-3/0012", "clips/a.wav". */
function isName(cell: unknown): boolean {
  return typeof cell === "string" && /^\S*(?:\d|\.\w{2,4})$/.test(cell);
}

function isVectors(cell: unknown): boolean {
  return (
    Array.isArray(cell) &&
    cell.length > 0 &&
    cell.every((row) => Array.isArray(row) && row.length > 0 && row.every((x) => typeof x === "number"))
  );
}

/** How many labels each cell has; undefined where cells are no transcripts: numbers, or names of a few classes. */
function labelsIn(cells: readonly Cell[]): { kind: TranscriptColumns["labels"]; each: number[] } | undefined {
  if (cells.every((cell) => Array.isArray(cell) && cell.every((entry) => typeof entry === "string"))) {
    return { kind: "entries", each: cells.map((cell) => (cell as string[]).length) };
  }
  if (!cells.every((cell) => typeof cell === "string")) return undefined;
  const texts = cells as string[];
  const counts = texts.map((text) => words(text).length);
  const areWords = 2 * counts.filter((count) => count > 1).length > counts.length;
  const letters = texts.flatMap(words).reduce((sum, { length }) => sum + length, 0);
  const areShort = letters <= 3 * counts.reduce((sum, count) => sum + count, 0);
  // "a t a s i" has a label between each white space; "the cat sat" is spelled.
  if (areWords && areShort) return { kind: "words", each: counts };
  if (!areWords && 2 * new Set(texts).size < texts.length) return undefined;
  return { kind: "characters", each: texts.map((text) => [...text].length) };
}
