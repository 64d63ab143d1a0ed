import type { Tokens } from "../../data/text/tokens.ts";

/** How many there are at most, and tokens of each: after so many a state is what reading makes of it. */
const MOST = 16;
const LENGTH = 100;
/** Tokens among which the end of a line is looked for. */
const LONGEST_LINE = 10_000;

/**
 * Stretches of the training text, from all over it, each of which stands right before the end of a line: what was read where a line
 * begins. They have the same length, 100 tokens or half of a text that is shorter. None where lines end nowhere near.
 */
export function pastsOf(train: Tokens, lineEnd: number | undefined): number[][] {
  const length = Math.min(LENGTH, Math.floor(train.length / 2));
  if (lineEnd === undefined || length === 0) return [];
  const pasts: number[][] = [];
  let before = length - 1;
  for (let i = 1; i <= MOST; i++) {
    const place = length - 1 + Math.floor((i * (train.length - length)) / MOST);
    let end = place;
    while (end > before && place - end < LONGEST_LINE && train[end] !== lineEnd) end--;
    if (end <= before || train[end] !== lineEnd) continue;
    pasts.push(Array.from(train.subarray(end - length, end)));
    before = end;
  }
  return pasts;
}
