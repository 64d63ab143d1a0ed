import { countsUp, DATE, TEXT_NAME } from "./header.ts";

/** Names of columns that count or date the rows themselves. */
const NAMES_ROWS = /^(id|index|no|nr|t|step|date|time|timestamp|day|week|month|year)$/i;
const LONGEST_NAME = 40;
const MOST_WORDS = 5;

/**
 * Whether each row begins with a name of its own, for which the header has no cell, as R's write.table writes them: numbers that
 * count up, or short names that are all different. Where rows are a cell too long because of a comma in a text or of decimal commas,
 * the first cells are texts, dates or numbers of the first column.
 */
export function haveRowNames(names: readonly string[], rows: readonly string[][], isQuoted: boolean): boolean {
  if (rows.length === 0 || rows.some((row) => row.length !== names.length + 1 || row.at(-1) === "")) return false;
  const cells = rows.map(([cell]) => cell.trim());
  if (holdProse(rows)) return false;
  if (countsUp(cells)) return !(NAMES_ROWS.test(names[0]) && haveDecimalCommas(rows));
  const areShort = cells.every(
    (cell) => cell !== "" && cell.length <= LONGEST_NAME && cell.split(/\s+/).length <= MOST_WORDS,
  );
  if (!areShort || new Set(cells).size < cells.length) return false;
  // Numbers and dates that R writes as names are quoted.
  if (isQuoted) return true;
  const isTold = TEXT_NAME.test(names[0]) || NAMES_ROWS.test(names[0]);
  return !isTold && !cells.some((cell) => DATE.test(cell) || Number.isFinite(Number(cell)));
}

/** Whether a space follows the first comma, and not the others: it stands in a text. */
function holdProse(rows: readonly string[][]): boolean {
  return rows.some((row) => /^\s/.test(row[1]) && (row.length < 3 || row.slice(2).some((cell) => !/^\s/.test(cell))));
}

function haveDecimalCommas(rows: readonly string[][]): boolean {
  const areDigits = rows.every((row) => row.slice(-2).every((cell) => /^-?\d+$/.test(cell.trim())));
  return areDigits && !countsUp(rows.map((row) => row[1]));
}
