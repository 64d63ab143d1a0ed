import { isNumber } from "../../../data/encode/numberCells.ts";

const CANDIDATES = ["\t", ",", ";", "|"];

/**
 * What divides the cells of a table, by its first rows as each candidate cuts them: a tab where it can be one, otherwise what makes
 * the most columns of rows that have equally many. Commas within numbers divide no cells where something else does.
 */
export function guessedDelimiter(cut: (delimiter: string) => string[][]): string {
  const found = CANDIDATES.map((delimiter) => {
    const rows = cut(delimiter);
    return { delimiter, rows, ...usualWidth(rows) };
  }).filter(({ width }) => width > 1);
  const share = Math.max(...found.map((one) => one.share));
  const best = found.filter((one) => one.share === share);
  if (best[0]?.delimiter === "\t") return "\t";
  const others = best.filter(({ delimiter }) => delimiter !== ",");
  const candidates = others.some(({ rows }) => rows.every(hasDecimals)) ? others : best;
  return candidates.toSorted((a, b) => b.width - a.width)[0]?.delimiter ?? ",";
}

/** How many cells most rows have, and what share of them. */
function usualWidth(rows: readonly string[][]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width = 0, times = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return { width, share: times / rows.length };
}

/** Whether all commas of a row stand within numbers. */
function hasDecimals(row: readonly string[]): boolean {
  return row.every((cell) => !cell.includes(",") || isNumber(cell));
}
