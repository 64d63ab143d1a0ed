/** Rows of a table by length that a person compares. */
const MOST_RANGES = 10;
/** First digits of widths that a person counts in. */
const FIRST = [1, 2, 5];

/**
 * The ranges into which lengths are sorted for a table, from … to: all of one width, 1, 2, 5, 10, 20 … as few as needed, none of them
 * without a length in it.
 */
export function lengthRanges(lengths: readonly number[]): { from: number; to: number }[] {
  if (lengths.length === 0) return [];
  const distinct = [...new Set(lengths)].sort((a, b) => a - b);
  const rangesOf = (width: number) => new Set(distinct.map((length) => Math.ceil(length / width)));
  let width = 1;
  for (let next = 0; rangesOf(width).size > MOST_RANGES; next++) width = FIRST[next % 3] * 10 ** Math.floor(next / 3);
  return [...rangesOf(width)].map((range) => ({ from: (range - 1) * width + 1, to: range * width }));
}
