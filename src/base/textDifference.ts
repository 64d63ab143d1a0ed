/** One stretch of a text, by offsets in UTF-16 units, and what stands in its place afterwards. */
export interface TextDifference {
  start: number;
  end: number;
  newText: string;
}

/** The one change from a text to another, as short as it can be, so that cursors and folds stay. */
export function textDifference(before: string, after: string): TextDifference {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { start, end: before.length - tail, newText: after.slice(start, after.length - tail) };
}
