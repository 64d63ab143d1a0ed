/** Steps that are shown of an example: a person reads no more. */
const MOST_STEPS = 200;

/** The sequences that are short enough to be shown, the shortest among them in any case, and the steps that they need at most. */
export function shownSequences(lengths: Int32Array): { steps: number; sequences: number[] } {
  const shortest = lengths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const longest = lengths.reduce((a, b) => Math.max(a, b), 1);
  const steps = Math.max(shortest, Math.min(longest, MOST_STEPS));
  return { steps, sequences: [...lengths.keys()].filter((i) => lengths[i] <= steps) };
}
