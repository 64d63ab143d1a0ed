// One time step of a GRU, from x̂_t and ĥ = W_hh h_{t−1} + b_hh (B,3H): the point-wise part of the scan in sequences/gru.ts.
import { gruPointwise, gruPointwiseBackward } from "../sequences/gru";

/** gates (B,3H), candidate (B,H), which keeps ĥ_n, and h (B,H) out. Rows that have ended at step t keep h. */
export function gruStep(
  x: usize,
  products: usize,
  before: usize,
  gates: usize,
  candidate: usize,
  h: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
): void {
  gruPointwise(x, products, before, gates, candidate, h, lengths, t, B, H);
}

/** dx and dProducts (B,3H) out; dBefore (B,H), or null, (+)= dh⊙z, and dh of the rows that have ended. */
export function gruStepBackward(
  gates: usize,
  candidate: usize,
  before: usize,
  dh: usize,
  dx: usize,
  dProducts: usize,
  dBefore: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
  accumulate: bool,
): void {
  const above: usize = accumulate ? dBefore : 0;
  gruPointwiseBackward(gates, candidate, before, dh, dx, dProducts, above, dBefore, lengths, t, B, H);
}
