// φ_t = φ(x̂_t + W_hh h_{t−1}), x̂ (T,B,H) the input product with its biases, and h_t = φ_t; or, where the new value is mixed into
// the old one, h_t = h_{t−1} + a (φ_t − h_{t−1}), a being one number (`leak`) times, where there is one, `rate` (T,B,H).

import { ACTIVATION_TANH } from "../constants";
import { stopRequested } from "../control";
import { loadLanes, storeLanes } from "../lanes";
import { stepProduct } from "../products/matmul";
import { multiplyAdd, tanhPoly6 } from "../vectorMath";
import { activate, slopeOf } from "./activation";
import { carryEnded, clearEnded, hasEnded, keepEnded } from "./ended";

/**
 * out hs (T,B,H); where values are mixed, fresh (T,B,H) keeps φ_t, else it is null; packedW is W_hhᵀ packed for (K=H, N=H).
 * `lengths` (B), or null: a sequence keeps its state at t ≥ its length. `reverse` runs from the last step to the first. False
 * when stopped.
 */
export function rnnForward(
  xs: usize,
  packedW: usize,
  h0: usize,
  hs: usize,
  lengths: usize,
  rate: usize,
  fresh: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  activation: i32,
  leak: f32,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  const values = fresh ? fresh : hs;
  let before = h0;
  for (let k = 0; k < T; k++) {
    if (stopRequested()) return false;
    const at: usize = (reverse ? T - 1 - k : k) * step;
    const h = hs + at;
    stepProduct(before, H, packedW, xs + at, H, values + at, H, B, H, H, edge);
    activateAll(values + at, B * H, activation);
    if (fresh) mix(before, fresh + at, rate ? rate + at : 0, leak, h, B * H);
    if (lengths) keepEnded(lengths, reverse ? T - 1 - k : k, before, h, B, H);
    before = h;
  }
  return true;
}

function activateAll(x: usize, n: i32, activation: i32): void {
  let i = 0;
  // The one that is usual is made eight at a time, without a branch, so that V8 can pack pairs of vectors.
  if (UNROLL_WIDE && activation === ACTIVATION_TANH) {
    for (; i + 8 <= n; i += 8) {
      const at = x + (i << 2);
      const first = tanhPoly6(v128.load(at)),
        second = tanhPoly6(v128.load(at, 16));
      v128.store(at, first);
      v128.store(at, second, 16);
    }
  }
  for (; i < n; i += 4) {
    storeLanes(x + (i << 2), activate(activation, loadLanes(x + (i << 2), n - i)), n - i);
  }
}

// @inline
function rateAt(rate: usize, at: usize, leak: f32, n: i32): v128 {
  const a = f32x4.splat(leak);
  return rate ? f32x4.mul(a, loadLanes(rate + at, n)) : a;
}

/** out = h + a·(fresh − h). */
function mix(h: usize, fresh: usize, rate: usize, leak: f32, out: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) {
    const at: usize = i << 2;
    const old = loadLanes(h + at, n - i);
    const difference = f32x4.sub(loadLanes(fresh + at, n - i), old);
    storeLanes(out + at, multiplyAdd(rateAt(rate, at, leak, n - i), difference, old), n - i);
  }
}

/**
 * dhs (T,B,H), the gradient from above, becomes dStates (T,B,H), the whole gradient of h_t, in place too; dx (T,B,H), that of the
 * pre-activation, is a·dStates·φ′; dh0 (B,H), or null, is that of the initial state. values (T,B,H) are φ_t: hs, or where values
 * were mixed `fresh`. packedW is W_hh packed for (K=H, N=H). `lengths` and `reverse` as forward.
 */
export function rnnBackward(
  values: usize,
  dhs: usize,
  packedW: usize,
  dx: usize,
  dStates: usize,
  dh0: usize,
  lengths: usize,
  rate: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  activation: i32,
  leak: f32,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  const mixed = rate !== 0 || leak !== 1;
  for (let k = T - 1; k >= 0; k--) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const at: usize = t * step;
    if (k === T - 1) memory.copy(dStates + at, dhs + at, step);
    const rateHere = rate ? rate + at : 0;
    slopes(values + at, dStates + at, rateHere, leak, mixed, activation, dx + at, B * H);
    if (lengths) clearEnded(lengths, t, dx + at, B, H);
    const back: usize = reverse ? at + step : at - step;
    const dBefore = k > 0 ? dStates + back : dh0;
    if (!dBefore) break;
    const above = k > 0 ? dhs + back : 0;
    if (mixed) keepBack(dStates + at, rateHere, leak, above, dBefore, lengths, t, B, H);
    stepProduct(dx + at, H, packedW, mixed ? dBefore : above, H, dBefore, H, B, H, H, edge);
    if (lengths && !mixed) carryEnded(lengths, t, dStates + at, dBefore, B, H);
  }
  return true;
}

function slopes(
  values: usize,
  d: usize,
  rate: usize,
  leak: f32,
  mixed: bool,
  activation: i32,
  dx: usize,
  n: i32,
): void {
  let i = 0;
  if (UNROLL_WIDE && activation === ACTIVATION_TANH && !mixed) {
    const one = f32x4.splat(1);
    for (; i + 8 <= n; i += 8) {
      const at: usize = i << 2;
      const y0 = v128.load(values + at),
        y1 = v128.load(values + at, 16);
      const d0 = f32x4.mul(v128.load(d + at), f32x4.sub(one, f32x4.mul(y0, y0))),
        d1 = f32x4.mul(v128.load(d + at, 16), f32x4.sub(one, f32x4.mul(y1, y1)));
      v128.store(dx + at, d0);
      v128.store(dx + at, d1, 16);
    }
  }
  for (; i < n; i += 4) {
    const at: usize = i << 2;
    let slope = slopeOf(activation, loadLanes(values + at, n - i));
    if (mixed) slope = f32x4.mul(slope, rateAt(rate, at, leak, n - i));
    storeLanes(dx + at, f32x4.mul(loadLanes(d + at, n - i), slope), n - i);
  }
}

/** out (B,H) = above, or zero where that is null, + (1 − a)·d: what goes to h_{t−1} directly; of a row that has ended, all of d. */
function keepBack(
  d: usize,
  rate: usize,
  leak: f32,
  above: usize,
  out: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let b = 0; b < B; b++) {
    const ended = hasEnded(lengths, t, b);
    for (let j = 0; j < H; j += 4) {
      const at: usize = (b * H + j) << 2;
      const n = H - j;
      const kept = ended ? one : f32x4.sub(one, rateAt(rate, at, leak, n));
      storeLanes(out + at, multiplyAdd(kept, loadLanes(d + at, n), above ? loadLanes(above + at, n) : zero), n);
    }
  }
}
