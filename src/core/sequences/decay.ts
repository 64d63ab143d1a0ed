// s_t = α s_{t−1} + (1−α) u_t, u (T,B,C): a running mean that forgets. `lengths` (B), or null: a sequence keeps its state at
// t ≥ its length; `reverse` runs from the last step to the first.
import { loadLanes, storeLanes } from "../lanes";
import { multiplyAdd } from "../vectorMath";
import { hasEnded } from "./ended";

/** s (T,B,C) from u (may be the same) and s0 (B,C). */
export function decayForward(
  u: usize,
  s0: usize,
  s: usize,
  lengths: usize,
  T: i32,
  B: i32,
  C: i32,
  reverse: bool,
  alpha: f32,
): void {
  const step: i32 = (B * C) << 2;
  const a = f32x4.splat(alpha);
  const fresh = f32x4.splat(1 - alpha);
  let before = s0;
  for (let k = 0; k < T; k++) {
    const t = reverse ? T - 1 - k : k;
    const to = s + t * step;
    for (let b = 0; b < B; b++) {
      const ended = hasEnded(lengths, t, b);
      for (let j = 0; j < C; j += 4) {
        const at: usize = (b * C + j) << 2;
        const old = loadLanes(before + at, C - j);
        const x = loadLanes(u + t * step + at, C - j);
        storeLanes(to + at, ended ? old : multiplyAdd(a, old, f32x4.mul(fresh, x)), C - j);
      }
    }
    before = to;
  }
}

/** du (T,B,C) = (1−α) d with d_t = ds_t + α d_{t+1}, the whole gradient of s_t; running (B,C) ends as that of s0. */
export function decayBackward(
  ds: usize,
  du: usize,
  running: usize,
  lengths: usize,
  T: i32,
  B: i32,
  C: i32,
  reverse: bool,
  alpha: f32,
): void {
  const step: i32 = (B * C) << 2;
  const a = f32x4.splat(alpha);
  const fresh = f32x4.splat(1 - alpha);
  memory.fill(running, 0, step);
  for (let k = T - 1; k >= 0; k--) {
    const t = reverse ? T - 1 - k : k;
    for (let b = 0; b < B; b++) {
      const ended = hasEnded(lengths, t, b);
      for (let j = 0; j < C; j += 4) {
        const at: usize = (b * C + j) << 2;
        const n = C - j;
        const d = f32x4.add(loadLanes(running + at, n), loadLanes(ds + t * step + at, n));
        storeLanes(running + at, ended ? d : f32x4.mul(a, d), n);
        storeLanes(du + t * step + at, ended ? f32x4.splat(0) : f32x4.mul(fresh, d), n);
      }
    }
  }
}
