// Inverted dropout with a counter-based mask: whether an element is kept depends on seed, step, layer, time and the row of the
// whole minibatch, never on which shard or lane computes it. The f64 interpreter has the same generator (src/graph/masks.ts).
import { SLOT_FIRST_ROW, SLOT_ROWS, SLOT_SEED, SLOT_STEP } from "../constants";

/** A bijective mix of 32 bits ("lowbias32", C. Wellons, Hash Prospector 2018). */
// @inline
export function mix(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

// @inline
function mixLanes(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/**
 * out (T,B,F) (+)= x·mask·scale. An element is dropped when its 31 random bits are below `threshold` = ⌊p·2³¹⌋; `scale` is
 * 1/(1 − p), or 1. Time is counted from t0; with `fixed` all steps have the mask of t0; `dropped` keeps what is dropped instead.
 * The same call with dy for x is the backward pass.
 */
export function dropout(
  x: usize,
  out: usize,
  T: i32,
  B: i32,
  F: i32,
  layer: i32,
  threshold: i32,
  scale: f32,
  accumulate: bool,
  t0: i32,
  fixed: bool,
  dropped: bool,
  scalars: usize,
): void {
  const firstRow = load<u32>(scalars, SLOT_FIRST_ROW);
  const rows = load<u32>(scalars, SLOT_ROWS);
  const flip = i32x4.splat(dropped ? -1 : 0);
  const key = mix(mix(mix(load<u32>(scalars, SLOT_SEED)) ^ load<u32>(scalars, SLOT_STEP)) ^ (layer as u32));
  const lanes = i32x4(0, 1, 2, 3);
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      const rowKey = mix(key ^ (((fixed ? t0 : t0 + t) as u32) * rows + firstRow + b));
      let f = 0;
      for (; f + 4 <= F; f += 4) {
        const bits = i32x4.shr_u(mixLanes(v128.xor(i32x4.splat(rowKey), i32x4.add(i32x4.splat(f), lanes))), 1);
        const kept = v128.xor(i32x4.ge_s(bits, i32x4.splat(threshold)), flip);
        const value = v128.and(f32x4.mul(v128.load(x), f32x4.splat(scale)), kept);
        v128.store(out, accumulate ? f32x4.add(v128.load(out), value) : value);
        x += 16;
        out += 16;
      }
      for (; f < F; f++) {
        const kept = ((mix(rowKey ^ f) >> 1) as i32) >= threshold !== dropped;
        const value: f32 = kept ? load<f32>(x) * scale : 0;
        store<f32>(out, accumulate ? load<f32>(out) + value : value);
        x += 4;
        out += 4;
      }
    }
  }
}
