// h_t = tanh(x̂_t + W_hh h_{t−1}), x̂ (T,B,H) the input product with its biases.
import { loadLanes, storeLanes } from "./elementwise";
import { tanhForward } from "./elementwise";
import { carryEnded, clearEnded, keepEnded } from "./ended";
import { gemm } from "./gemm";
import { stopRequested } from "./control";

/**
 * out hs (T,B,H); packedW is W_hhᵀ packed for (K=H, N=H). `lengths` (B), or null: a sequence keeps its state at t ≥ its length.
 * `reverse` runs from the last step to the first. False when stopped.
 */
export function rnnForward(
  xs: usize,
  packedW: usize,
  h0: usize,
  hs: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  let before = h0;
  for (let k = 0; k < T; k++) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const h = hs + t * step;
    gemm(before, H, packedW, xs + t * step, H, h, H, B, H, H, edge);
    tanhForward(h, h, B * H);
    if (lengths) keepEnded(lengths, t, before, h, B, H);
    before = h;
  }
  return true;
}

/**
 * dhs (T,B,H), the gradient from above, becomes dStates (T,B,H), the whole gradient of h_t, in place too;
 * dx (T,B,H) = dStates·(1 − h²), that of the pre-activation; dh0 (B,H), or null, that of the initial state. packedW is W_hh
 * packed for (K=H, N=H). `lengths` and `reverse` as forward.
 */
export function rnnBackward(
  hs: usize,
  dhs: usize,
  packedW: usize,
  dx: usize,
  dStates: usize,
  dh0: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  const n = B * H;
  const one = f32x4.splat(1);
  for (let k = T - 1; k >= 0; k--) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const at: usize = t * step;
    if (k == T - 1) memory.copy(dStates + at, dhs + at, step);
    for (let i = 0; i < n; i += 4) {
      const o = at + (i << 2);
      const h = loadLanes(hs + o, n - i);
      storeLanes(
        dx + o,
        f32x4.mul(loadLanes(dStates + o, n - i), f32x4.sub(one, f32x4.mul(h, h))),
        n - i,
      );
    }
    if (lengths) clearEnded(lengths, t, dx + at, B, H);
    const back: usize = reverse ? at + step : at - step;
    const dBefore = k > 0 ? dStates + back : dh0;
    if (!dBefore) break;
    gemm(dx + at, H, packedW, k > 0 ? dhs + back : 0, H, dBefore, H, B, H, H, edge);
    if (lengths) carryEnded(lengths, t, dStates + at, dBefore, B, H);
  }
  return true;
}
