import type { Reading } from "../../formats/index.ts";
import { ANKI } from "../../formats/tables/commentLines.ts";
import { areSideNames, isTargetName } from "../../formats/tables/sideNames.ts";
import { textColumns } from "../../pairs/pairRoles.ts";
import type { ColumnFacts, TableFacts } from "./columns.ts";
import { taggedColumns } from "./tableRoles.ts";

/** Which two columns of a table belong together, each text of one with a text of the other. */
export interface PairColumns {
  source: ColumnFacts;
  target: ColumnFacts;
  partition?: ColumnFacts;
}

/** A text that is longer on average is a document. */
const LONGEST_MEAN = 400;
/** How much the lengths of two sides go together where their names do not tell. */
const CORRELATED = 0.5;
/** Texts of at least so many words on average are free text. Files sorted by length begin with texts of nearly one length. */
const FREE_WORDS = 3;
/** One side of a pair is hardly ever so many times as long as the other. */
const LONGER = 3;
const SENTENCE_END = /[.!?\u2026\u3002\uff01\uff1f]["'\u201d\u00bb\u300d)]*$/u;

/** Whether a file is an export of Anki, and the columns that by its first lines are no sides. */
function ankiColumns(lines: readonly string[]): { isAnki: boolean; aside: string[] } {
  const above = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("#")),
  );
  const aside = above.flatMap((line) => /^#(?:guid|notetype|deck|tags) column:\s*(\d+)/i.exec(line)?.[1] ?? []);
  return { isAnki: above.some((line) => ANKI.test(line)), aside };
}

/** The two columns of pairs; undefined where a column is a label, or nothing says that two texts belong together. */
export function pairIn(
  { columns, sample, seen }: TableFacts,
  reading: Reading,
  lines: readonly string[],
): PairColumns | undefined {
  const { isAnki, aside } = ankiColumns(lines);
  const isAside = (column: ColumnFacts) => !reading.header && aside.includes(String(columns.indexOf(column) + 1));
  const partition = columns.find(({ kind }) => kind === "partition");
  // The first row may be names after all. A pair that comes again says nothing more.
  const all = sample.slice(reading.header ? 0 : 1);
  const rows = [...new Map(all.map((row) => [JSON.stringify(row), row])).values()];
  const repeated = all.length / Math.max(1, rows.length);
  const cellsOf = (column: ColumnFacts) => rows.map((row) => String(row[columns.indexOf(column)] ?? "").trim());
  const isVaried = ({ distinct, filled, kind }: ColumnFacts, share: number) =>
    !["empty", "constant", "index", "partition"].includes(kind) &&
    share * distinct * repeated > Math.min(filled, 2000) &&
    2 * filled > seen;
  const texts = textColumns(reading).flatMap((name) => columns.find((column) => column.name === name) ?? []);
  const sides = texts.filter((column) => column !== partition && !isAside(column));
  if (sides.length < 2) return undefined;
  // As many tags as tokens in each row are no text of their own.
  if (taggedColumns(sides, [], sample, (column) => columns.indexOf(column))) return undefined;
  const areSentences = sides.slice(0, 2).every((column) => mostly(cellsOf(column), (cell) => SENTENCE_END.test(cell)));
  // A short sentence comes again with each of its translations.
  const isLabelled = !sides.slice(0, 2).every((column) => isVaried(column, areSentences ? 8 : 2));
  if (isLabelled || !sides.slice(0, 2).some((column) => isVaried(column, 2))) return undefined;
  // A column with few values beside a text is what is predicted of it.
  const isLabel = ({ kind, distinct, filled }: ColumnFacts) =>
    kind === "text" && distinct > 1 && 4 * distinct * repeated <= filled;
  const areNamed = areSideNames(
    sides.slice(0, 2).map(({ name }) => name),
    () => [],
  );
  const swapped = isTargetName(sides[0].name) && !isTargetName(sides[1].name);
  const [source, target] = swapped ? [sides[1], sides[0]] : sides;
  if (areNamed || (isAnki && sides.length === 2)) return { source, target, partition };
  const others = columns.filter((column) => column !== source && column !== target && column !== partition);
  if (sides.length > 2 || others.some(isLabel)) return undefined;
  const areTexts = [source, target].every(({ kind, characters }) => kind === "text" && characters <= LONGEST_MEAN);
  const [read, written] = [cellsOf(source), cellsOf(target)];
  const goTogether = correlation(read.map(lengthOf), written.map(lengthOf)) > CORRELATED;
  const areFree = areSentences || [source, target].every(({ words }) => words >= FREE_WORDS);
  const ratio = (cell: string, i: number) => Math.abs(lengthOf(cell) - lengthOf(written[i]));
  const areAlike = areFree && read.filter((cell, i) => ratio(cell, i) <= Math.log(LONGER)).length >= 0.8 * read.length;
  return areTexts && (goTogether || areAlike) ? { source, target, partition } : undefined;
}

function lengthOf(cell: string): number {
  return Math.log(1 + cell.length);
}

function mostly(cells: readonly string[], test: (cell: string) => boolean): boolean {
  return cells.length > 0 && 2 * cells.filter(test).length > cells.length;
}

/** Pearson's; 0 where one of them does not change. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / Math.max(1, x.length);
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  const spread = Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
  return spread > 0 ? product(a, ma, b, mb) / spread : 0;
}
