// One time step of an LSTM, from x̂_t and W_hh h_{t−1} (B,4H): the point-wise part of the scan in sequences/lstm.ts.
import { loadLanes, storeLanes } from "../lanes";
import { addScaled } from "../pointwise/arithmetic";
import { hasEnded } from "../sequences/ended";
import { lstmPointwise, lstmPointwiseBackward } from "../sequences/lstm";

/** gates (B,4H), c and h (B,H) out. Rows that have ended at step t keep c and h. */
export function lstmStep(
  x: usize,
  products: usize,
  hBefore: usize,
  cBefore: usize,
  gates: usize,
  c: usize,
  h: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
): void {
  addScaled(x, products, 1, gates, 4 * B * H);
  lstmPointwise(gates, hBefore, cBefore, c, h, lengths, t, B, H);
}

/**
 * dh and dc (B,H), each null for zero; dProducts (B,4H) out, which is dx too; dcBefore (B,H) out, running memory at the same time;
 * dhBefore (B,H), or null, (+)= dh of the rows that have ended, which no product hands on.
 */
export function lstmStepBackward(
  gates: usize,
  cBefore: usize,
  c: usize,
  dh: usize,
  dc: usize,
  dProducts: usize,
  dcBefore: usize,
  dhBefore: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
  accumulate: bool,
): void {
  const row: usize = H << 2;
  if (dc) memory.copy(dcBefore, dc, (B as usize) * row);
  else memory.fill(dcBefore, 0, (B as usize) * row);
  lstmPointwiseBackward(gates, cBefore, c, dh, dcBefore, dProducts, lengths, t, B, H);
  for (let b = 0; b < B && dhBefore !== 0; b++) {
    const ended = hasEnded(lengths, t, b);
    for (let j = 0; j < H; j += 4) {
      const at: usize = j << 2;
      const n = H - j;
      let d = ended ? loadLanes(dh + at, n) : f32x4.splat(0);
      if (accumulate) d = f32x4.add(d, loadLanes(dhBefore + at, n));
      storeLanes(dhBefore + at, d, n);
    }
    dh += row;
    dhBefore += row;
  }
}
