import { type TaskName, tagsSteps, tasks } from "../../../config/index.ts";
import { isNumber } from "../../../data/encode/numberCells.ts";
import { areSideNames } from "./sideNames.ts";

/** Names that columns of labels and of texts have. */
export const LABEL_NAME =
  /^(labels?|class|category|target|sentiment|stars|rating|tags?|gender|genre|language|origin|author|style)$/i;
export const TEXT_NAME = /^(text|tokens|words?|sentence|review|content|message|title|name)$/i;
const OTHER_NAME =
  /^(id|index|token|comment|date|time|timestamp|day|month|year|country|region|value|x|y|score|split|sentence #)$/i;

/** What stands where a value is missing. */
const MISSING = /^(na|n\/a|nan|null|none|[-?.])?$/i;
export const DATE = /^(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([ T]\d{1,2}:\d{2}.*)?$/;

const LONG = 30;
/** A cell that is longer is no name. */
const LONGEST = 100;

export interface HeaderOptions {
  task: TaskName;
  /** Columns that the config names. */
  named: readonly string[];
}

/**
 * Whether a table's first row names its columns. What tells: a name that the config knows, text above numbers or dates, an index
 * column without a name, a name that is usual; and that names do not come again below, as values do.
 */
export function looksLikeHeader(
  row: readonly string[],
  others: readonly (readonly string[])[],
  { named, task }: HeaderOptions,
): boolean {
  const isTagging = tagsSteps(tasks[task]);
  const first = withoutTrailing(row.map((cell) => cell.trim()));
  if (first.some((cell) => named.includes(cell) && !/^\d+$/.test(cell))) return true;
  if (isTagging && first.some((cell) => /^((?:[BIESLU]-\S+|O)(\s+|$))+$/.test(cell))) return false;
  const columns = first.map((_, j) =>
    others.map((cells) => (cells[j] ?? "").trim()).filter((cell) => !isMissing(cell)),
  );
  const given = first.flatMap((cell, j) => (isMissing(cell) ? [] : [{ cell, below: columns[j] }]));
  if (given.length === 0) return false;
  const numbers = given.filter(({ cell }) => isNumber(cell));
  const hasIndex = first[0] === "" && countsUp(columns[0]);
  if (numbers.length > 0 && !hasIndex && !areNames(numbers, given.length === numbers.length)) return false;
  if (given.some(({ cell, below }) => DATE.test(cell) && mostly(below, (other) => DATE.test(other)))) return false;
  const texts = given.filter(({ cell }) => !isNumber(cell));
  // Two columns of one name are no data: they are refused, with the name.
  if (new Set(texts.map(({ cell }) => cell)).size < texts.length) return texts.some(({ cell }) => isUsual(cell));
  const stands = ({ cell, below }: Given) =>
    mostly(below, isNumber) || (!DATE.test(cell) && mostly(below, (other) => DATE.test(other)));
  if (hasIndex || texts.some(stands) || (numbers.length > 0 && texts.length === 0)) return true;
  if (numbers.length > 1) return true;
  if (tasks[task].reads === "pairs") return areSideNames(first, (j) => columns[j]);
  if (texts.some(({ cell, below }) => !isUsual(cell) && below.includes(cell))) return false;
  if (texts.some(({ cell }) => isUsual(cell))) return true;
  if (numbers.length > 0) return numbers.every(isOutlier);
  if (first.some(isMissing) || others.length === 0) return false;
  if (isTagging && [row, ...others].every((cells) => isSpelledOut(cells.join("\t")))) return false;
  // What is long is a name where it is made of parts, or where another column has few values, and this row none of them.
  const hasClasses = columns.some((below) => below.length >= 4 && 2 * new Set(below).size <= below.length);
  return first.every((cell) => cell.length <= LONG || (cell.length <= LONGEST && (hasClasses || IN_PARTS.test(cell))));
}

interface Given {
  cell: string;
  /** What stands in its column, without what is missing. */
  below: readonly string[];
}

/** "how_it_was_delivered". */
const IN_PARTS = /^\p{L}[\p{L}\p{M}\p{N}]*([_.-][\p{L}\p{M}\p{N}]+)+$/u;

function withoutTrailing(cells: readonly string[]): string[] {
  const last = cells.findLastIndex((cell) => cell !== "");
  return cells.slice(0, last + 1);
}

function isMissing(cell: string): boolean {
  return MISSING.test(cell);
}

/** Whether columns are often called so. */
export function isUsual(name: string): boolean {
  return LABEL_NAME.test(name) || TEXT_NAME.test(name) || OTHER_NAME.test(name);
}

function mostly(cells: readonly string[], test: (cell: string) => boolean): boolean {
  return cells.length > 0 && 2 * cells.filter(test).length > cells.length;
}

/** An index: 0, 1, 2 … or 1, 2, 3 … */
export function countsUp(cells: readonly string[]): boolean {
  const start = Number(cells[0]);
  return cells.length > 0 && (start === 0 || start === 1) && cells.every((cell, i) => Number(cell) === start + i);
}

/** Numbers that name columns: years above what are no years, or 0, 1, 2 … where that is all, above what are other numbers. */
function areNames(numbers: readonly Given[], isAll: boolean): boolean {
  const values = numbers.map(({ cell }) => Number(cell));
  const isYear = (value: number) => Number.isInteger(value) && value >= 1900 && value <= 2100;
  const steps = new Set(values.slice(1).map((value, i) => value - values[i]));
  if (values.every(isYear) && steps.size <= 1 && !steps.has(0)) {
    const isTold = !isAll || values.length > 2;
    return isTold && numbers.every(({ below }) => below.length > 0 && !below.some((cell) => isYear(Number(cell))));
  }
  const isCounted = values.length > 2 && (values[0] === 0 || values[0] === 1) && steps.size === 1 && steps.has(1);
  return isAll && isCounted && numbers.some(({ below }) => below.some((cell) => !/^\d+$/.test(cell)));
}

/** Whether a number is far from those below it. */
function isOutlier({ cell, below }: Given): boolean {
  const values = below.map(Number).filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.length > 2 && (Number(cell) < 2 * least - most || Number(cell) > 2 * most - least);
}

/** Whether a line is letters and as many letters that are their tags: ACGT, a tab, 0110. Words hardly have tags of their length. */
export function isSpelledOut(line: string): boolean {
  const cells = line.trim().split("\t");
  const [letters, tags] = cells.map((cell) => Array.from(cell).length);
  return cells.length === 2 && letters === tags && letters > 3 && !/\s/.test(cells.join(""));
}
