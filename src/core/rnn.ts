// h_t = tanh(x̂_t + W_hh h_{t−1}), x̂ (T,B,H) the input product with its biases.
import { loadLanes, storeLanes } from "./elementwise";
import { tanhForward } from "./elementwise";
import { gemm } from "./gemm";
import { stopRequested } from "./control";

/** out hs (T,B,H); packedW is W_hhᵀ packed for (K=H, N=H). False when stopped. */
export function rnnForward(
  xs: usize,
  packedW: usize,
  h0: usize,
  hs: usize,
  T: i32,
  B: i32,
  H: i32,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  let h = h0;
  for (let t = 0; t < T; t++) {
    if (stopRequested()) return false;
    gemm(h, H, packedW, xs, H, hs, H, B, H, H, edge);
    tanhForward(hs, hs, B * H);
    h = hs;
    hs += step;
    xs += step;
  }
  return true;
}

/**
 * dhs (T,B,H), the gradient from above, becomes dStates (T,B,H), the whole gradient of h_t, in place too;
 * dx (T,B,H) = dStates·(1 − h²), that of the pre-activation. packedW is W_hh packed for (K=H, N=H).
 */
export function rnnBackward(
  hs: usize,
  dhs: usize,
  packedW: usize,
  dx: usize,
  dStates: usize,
  T: i32,
  B: i32,
  H: i32,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  const n = B * H;
  const one = f32x4.splat(1);
  for (let t = T - 1; t >= 0; t--) {
    if (stopRequested()) return false;
    const at = t * step;
    if (t == T - 1) memory.copy(dStates + at, dhs + at, step);
    for (let i = 0; i < n; i += 4) {
      const o = at + (i << 2);
      const h = loadLanes(hs + o, n - i);
      storeLanes(
        dx + o,
        f32x4.mul(loadLanes(dStates + o, n - i), f32x4.sub(one, f32x4.mul(h, h))),
        n - i,
      );
    }
    if (t > 0) gemm(dx + at, H, packedW, dhs + at - step, H, dStates + at - step, H, B, H, H, edge);
  }
  return true;
}
