/**
 * Time of a training step per multiply-add, as a multiple of the plain LSTM's, of every cell and option that takes more than
 * 1.15: with 128 or 256 units, whichever is more. `npm run bench -- cells` measures all of them and holds these figures.
 */
export const COSTS = {
  projection: 1.2,
  resetAfter: 1.2,
  layerNorm: 1.3,
  variationalDropout: 1.2,
  recurrentDropout: 1.2,
  zoneout: 1.3,
} as const;

/** What the documentation of a slower cell or option says of it. */
export function slower(what: keyof typeof COSTS): string {
  return `slower: about ${COSTS[what]} × an LSTM's time per multiply-add`;
}
