// The sums of a causal convolution, s_t = Σ_k x_{t−k·d, block K−1−k} + pending_t: x (T,B,K·H), s (T,B,H), pending and next (B,R·H),
// R = (K−1)·d. `lengths` (B), or null: after its end a sequence shows its last sum, and has pending what it had then.
import { loadLanes, storeLanes } from "../lanes";

/** What a sequence has of T steps. */
// @inline
function stepsOf(lengths: usize, T: i32, b: i32): i32 {
  return lengths ? min(T, load<i32>(lengths + ((b as usize) << 2))) : T;
}

/** to (H) = what is pending for step s, which is null for none, and what the `own` steps of row b add to it. */
function sumUp(x: usize, pending: usize, to: usize, s: i32, own: i32, b: i32, B: i32, H: i32, K: i32, d: i32): void {
  const row: usize = (H as usize) << 2;
  const R = (K - 1) * d;
  const before = s < R ? pending + ((b * R + s) as usize) * row : 0;
  // The taps that have read a step of this window.
  const first = s < own ? 0 : (s - own) / d + 1;
  const last = min(K - 1, s / d);
  for (let i = 0; i < H; i += 4) {
    const at: usize = (i as usize) << 2;
    let sum = before ? loadLanes(before + at, H - i) : f32x4.splat(0);
    for (let k = first; k <= last; k++) {
      const from = x + ((((s - k * d) * B + b) * K + K - 1 - k) as usize) * row;
      sum = f32x4.add(sum, loadLanes(from + at, H - i));
    }
    storeLanes(to + at, sum, H - i);
  }
}

export function causalSumForward(
  x: usize,
  pending: usize,
  lengths: usize,
  sums: usize,
  next: usize,
  T: i32,
  B: i32,
  H: i32,
  K: i32,
  d: i32,
): void {
  const row: usize = (H as usize) << 2;
  const R = (K - 1) * d;
  for (let b = 0; b < B; b++) {
    const own = stepsOf(lengths, T, b);
    for (let t = 0; t < T; t++) {
      const to = sums + ((t * B + b) as usize) * row;
      if (t < own) sumUp(x, pending, to, t, own, b, B, H, K, d);
      else if (own > 0) memory.copy(to, sums + (((own - 1) * B + b) as usize) * row, row);
      else memory.fill(to, 0, row);
    }
    for (let j = 0; j < R; j++) sumUp(x, pending, next + ((b * R + j) as usize) * row, own + j, own, b, B, H, K, d);
  }
}

/** dx (T,B,K·H): each block gets the gradient ds (T,B,H) of the sum that it was added to, where that is of this window. */
export function causalSumBackward(ds: usize, lengths: usize, dx: usize, T: i32, B: i32, H: i32, K: i32, d: i32): void {
  const row: usize = (H as usize) << 2;
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      const own = stepsOf(lengths, T, b);
      for (let j = 0; j < K; j++) {
        const s = t + (K - 1 - j) * d;
        const to = dx + (((t * B + b) * K + j) as usize) * row;
        if (s >= own) {
          memory.fill(to, 0, row);
          continue;
        }
        memory.copy(to, ds + ((s * B + b) as usize) * row, row);
        // What is shown after the end is the last sum again.
        for (let u = s === own - 1 ? own : T; u < T; u++) {
          const from = ds + ((u * B + b) as usize) * row;
          for (let i = 0; i < H; i += 4) {
            const at: usize = (i as usize) << 2;
            storeLanes(to + at, f32x4.add(loadLanes(to + at, H - i), loadLanes(from + at, H - i)), H - i);
          }
        }
      }
    }
  }
}
