import { isNumber } from "../../../data/encode/numberCells.ts";
import { isUsual } from "./header.ts";

/** What Anki writes above its notes. */
export const ANKI = /^#(separator|html|columns|(guid|notetype|deck|tags) column):/i;
const ANKI_COLUMNS = /^#columns:/i;

/**
 * Lines in front of a table that begin with # and are no rows: they have other cells than the rows, or a header follows. The last
 * may hold the names of columns of numbers, as NumPy writes them. Anki says itself what its columns are called, and its notes follow:
 * `areRows`. `cellsOf` cuts a line; `named` are columns that the config names.
 */
export function commentLines(
  lines: readonly string[],
  cellsOf: (line: string) => string[],
  named: readonly string[],
): { lines: number; names?: string[]; areRows?: true } {
  const end = lines.findIndex((line) => !line.startsWith("#"));
  const next = lines.slice(end).find((line) => line.trim() !== "");
  if (end <= 0 || next === undefined) return { lines: 0 };
  const row = cellsOf(next);
  if (lines.slice(0, end).some((line) => ANKI.test(line))) {
    const columns = lines.slice(0, end).find((line) => ANKI_COLUMNS.test(line));
    const names =
      columns === undefined ? undefined : cellsOf(columns.replace(ANKI_COLUMNS, "")).map((cell) => cell.trim());
    return { lines: end, areRows: true, ...(names?.length === row.length && { names }) };
  }
  const last = cellsOf(lines[end - 1]);
  if (last.length !== row.length) return { lines: end };
  if (named.some((name) => last.some((cell) => cell.trim() === name))) return { lines: end - 1 };
  const names = [last[0].replace(/^#\s*/, ""), ...last.slice(1)].map((cell) => cell.trim());
  if (row.every(isNumber) && names.every((name) => name !== "" && !isNumber(name))) return { lines: end - 1, names };
  if (row.some((cell) => named.includes(cell.trim()) || isUsual(cell.trim()))) return { lines: end };
  const firstLike = lines.findIndex((line) => cellsOf(line).length === row.length);
  return { lines: firstLike };
}
