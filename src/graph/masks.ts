/** The dropout masks' generator, bit for bit that of src/core/pointwise/dropout.ts. */
export function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A layer's key for a step. */
export function maskKey(seed: number, step: number, layer: number): number {
  return mix(mix(mix(seed) ^ step) ^ layer);
}

/** 31 random bits of element `feature` at time `t` of row `row` in a minibatch of `rows` rows. */
export function maskBits(key: number, t: number, row: number, rows: number, feature: number): number {
  return mix(mix(key ^ (t * rows + row)) ^ feature) >>> 1;
}
