/** Which checkpoints a run keeps beside the last and the best: so many of the newest, or some that are spread over it. */
export type Keeping = number | "spread";

/** The most that are spread over a run, and the most bytes that they take together. */
const MOST = 20;
const MOST_BYTES = 200 * 2 ** 20;

/**
 * Whether the checkpoint of a step is to be kept beside those of `kept`, rising. Of those that are spread: where it is as far from
 * the last as the nearest two of them, the start among them, so that those of a run that was thinned out come as seldom again.
 */
export function isWanted(step: number, kept: readonly number[], keeping: Keeping): boolean {
  if (keeping !== "spread") return keeping > 0;
  if (kept.length === 0) return true;
  const gaps = kept.map((at, i) => at - (kept[i - 1] ?? 0));
  return step - kept[kept.length - 1] >= Math.min(...gaps);
}

/** Those of `kept`, rising, that are too many; each takes so many bytes. Of those that are spread every second one, the first among them. */
export function surplus(kept: readonly number[], keeping: Keeping, bytes: number): number[] {
  if (keeping !== "spread") return kept.slice(0, Math.max(0, kept.length - keeping));
  const room = Math.min(MOST, Math.floor(MOST_BYTES / bytes));
  let left = kept;
  while (left.length > room) left = left.filter((_, i) => i % 2 === 1);
  return kept.filter((step) => !left.includes(step));
}
