// Flat loops over parameters, gradients and moments, which share one layout of n floats. What optimisers have in common: the
// gradient is used as d = clipValue(g·scale) + decay·p, where scale comes from clipping by norm and decay is the weight decay
// that is part of the gradient (L2); `shrink` multiplies the parameter first (decoupled weight decay). All numbers stand in
// scalar slots. Each loop leaves four sums in `tally`, f64, of its n elements: g², clipped gradient², (change of p)² and p²
// before. They are added up in f32 over a block and in f64 beyond: statistics, of which nothing depends.
import { storeLanes } from "./elementwise";
import * as op from "./opcodes";
import { multiplyAdd } from "./vectorMath";

/** Elements whose squares are added up in f32. */
const BLOCK: i32 = 1024;

/** ‖g‖₂² in f64, so that no f32 gradient overflows it; four sums in a fixed order. */
export function squaredNorm(g: usize, n: i32): f64 {
  let even = f64x2.splat(0),
    odd = f64x2.splat(0);
  for (let i = 0; i < n; i += 4) {
    const v = lanes(g + (i << 2), n - i);
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function lastLanes(p: usize, n: i32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(p));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}

/** Four lanes, or the last `n` < 4 and zeros, which add nothing to a sum. */
// @ts-ignore: decorator
@inline
function lanes(p: usize, n: i32): v128 {
  return n >= 4 ? v128.load(p) : lastLanes(p, n);
}

// @ts-ignore: decorator
@inline
function splat(scalars: usize, slot: i32): v128 {
  return v128.load32_splat(scalars + slot);
}

/** The bound of each component on both sides, +∞ where values are not clipped. */
// @ts-ignore: decorator
@inline
function valueBound(scalars: usize): v128 {
  const bound = load<f32>(scalars, op.SLOT_CLIP_VALUE);
  return f32x4.splat(bound > 0 ? bound : f32.MAX_VALUE);
}

// @ts-ignore: decorator
@inline
function clipped(g: v128, scale: v128, bound: v128): v128 {
  return f32x4.max(f32x4.min(f32x4.mul(g, scale), bound), f32x4.neg(bound));
}

/** tally[index] += the four lanes. */
function addLanes(tally: usize, index: i32, v: v128): void {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
  const sum = f64x2.add(low, high);
  const at = tally + (index << 3);
  store<f64>(at, load<f64>(at) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

function addTally(tally: usize, raw: v128, cut: v128, moved: v128, size: v128): void {
  addLanes(tally, 0, raw);
  addLanes(tally, 1, cut);
  addLanes(tally, 2, moved);
  addLanes(tally, 3, size);
}

/**
 * Stochastic gradient descent as in PyTorch: p −= rate·d. With the momentum buffer m (n): m = μm + c·d, c being 1 at the first
 * step and then 1 − dampening, and p −= rate·m; with `nesterov` p −= rate·(d + μm).
 */
export function sgd(p: usize, g: usize, m: usize, n: i32, nesterov: bool, scalars: usize, tally: usize): void {
  const scale = splat(scalars, op.SLOT_CLIP_SCALE),
    bound = valueBound(scalars),
    decay = splat(scalars, op.SLOT_DECAY),
    mu = splat(scalars, op.SLOT_BETA1),
    c = splat(scalars, op.SLOT_COMPLEMENT1),
    rate = f32x4.neg(splat(scalars, op.SLOT_RATE));
  memory.fill(tally, 0, 32);
  for (let from = 0; from < n; from += BLOCK) {
    const end = min(from + BLOCK, n);
    let raw = f32x4.splat(0),
      cut = raw,
      moved = raw,
      size = raw;
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const left = n - i;
      const gi = lanes(g + at, left);
      const pi = lanes(p + at, left);
      const ci = clipped(gi, scale, bound);
      let di = multiplyAdd(decay, pi, ci);
      if (m) {
        const mi = multiplyAdd(mu, lanes(m + at, left), f32x4.mul(c, di));
        storeLanes(m + at, mi, left);
        di = nesterov ? multiplyAdd(mu, mi, di) : mi;
      }
      const next = multiplyAdd(rate, di, pi);
      storeLanes(p + at, next, left);
      const change = f32x4.sub(next, pi);
      raw = multiplyAdd(gi, gi, raw);
      cut = multiplyAdd(ci, ci, cut);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, raw, cut, moved, size);
  }
}

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) as in PyTorch: m = β₁m + (1−β₁)d, v = β₂v + (1−β₂)d²,
 * p = shrink·p − rate·m/(√v·correction2 + ε), where rate = α/(1−β₁ᵗ) and correction2 = 1/√(1−β₂ᵗ). The complements 1−β come
 * from f64: in f32, 1 − 0.999 is off by 1e-5.
 */
export function adam(p: usize, g: usize, m: usize, v: usize, n: i32, scalars: usize, tally: usize): void {
  const scale = splat(scalars, op.SLOT_CLIP_SCALE),
    bound = valueBound(scalars),
    decay = splat(scalars, op.SLOT_DECAY),
    shrink = splat(scalars, op.SLOT_SHRINK),
    b1 = splat(scalars, op.SLOT_BETA1),
    c1 = splat(scalars, op.SLOT_COMPLEMENT1),
    b2 = splat(scalars, op.SLOT_BETA2),
    c2 = splat(scalars, op.SLOT_COMPLEMENT2),
    e = splat(scalars, op.SLOT_EPSILON),
    rate = f32x4.neg(splat(scalars, op.SLOT_RATE)),
    k = splat(scalars, op.SLOT_CORRECTION2);
  memory.fill(tally, 0, 32);
  for (let from = 0; from < n; from += BLOCK) {
    const end = min(from + BLOCK, n);
    let raw = f32x4.splat(0),
      cut = raw,
      moved = raw,
      size = raw;
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const left = n - i;
      const gi = lanes(g + at, left);
      const pi = lanes(p + at, left);
      const ci = clipped(gi, scale, bound);
      const di = multiplyAdd(decay, pi, ci);
      const mi = multiplyAdd(b1, lanes(m + at, left), f32x4.mul(c1, di));
      const vi = multiplyAdd(b2, lanes(v + at, left), f32x4.mul(c2, f32x4.mul(di, di)));
      storeLanes(m + at, mi, left);
      storeLanes(v + at, vi, left);
      const denominator = multiplyAdd(f32x4.sqrt(vi), k, e);
      const next = multiplyAdd(rate, f32x4.div(mi, denominator), f32x4.mul(shrink, pi));
      storeLanes(p + at, next, left);
      const change = f32x4.sub(next, pi);
      raw = multiplyAdd(gi, gi, raw);
      cut = multiplyAdd(ci, ci, cut);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, raw, cut, moved, size);
  }
}

/**
 * RMSprop (Hinton 2012) as in PyTorch: s = αs + (1−α)d², u = d/(√s + ε), p −= rate·u. Centered, with the mean gradient a (n):
 * a = αa + (1−α)d and √(s − a²) in the place of √s. With the momentum buffer b (n): b = μb + u, p −= rate·b.
 */
export function rmsprop(p: usize, g: usize, s: usize, a: usize, b: usize, n: i32, scalars: usize, tally: usize): void {
  const scale = splat(scalars, op.SLOT_CLIP_SCALE),
    bound = valueBound(scalars),
    decay = splat(scalars, op.SLOT_DECAY),
    alpha = splat(scalars, op.SLOT_BETA2),
    c = splat(scalars, op.SLOT_COMPLEMENT2),
    mu = splat(scalars, op.SLOT_BETA1),
    e = splat(scalars, op.SLOT_EPSILON),
    rate = f32x4.neg(splat(scalars, op.SLOT_RATE)),
    zero = f32x4.splat(0);
  memory.fill(tally, 0, 32);
  for (let from = 0; from < n; from += BLOCK) {
    const end = min(from + BLOCK, n);
    let raw = zero,
      cut = zero,
      moved = zero,
      size = zero;
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const left = n - i;
      const gi = lanes(g + at, left);
      const pi = lanes(p + at, left);
      const ci = clipped(gi, scale, bound);
      const di = multiplyAdd(decay, pi, ci);
      const si = multiplyAdd(alpha, lanes(s + at, left), f32x4.mul(c, f32x4.mul(di, di)));
      storeLanes(s + at, si, left);
      let square = si;
      if (a) {
        const ai = multiplyAdd(alpha, lanes(a + at, left), f32x4.mul(c, di));
        storeLanes(a + at, ai, left);
        // A variance; rounding may leave it a little below zero.
        square = f32x4.max(f32x4.sub(si, f32x4.mul(ai, ai)), zero);
      }
      let ui = f32x4.div(di, f32x4.add(f32x4.sqrt(square), e));
      if (b) {
        ui = multiplyAdd(mu, lanes(b + at, left), ui);
        storeLanes(b + at, ui, left);
      }
      const next = multiplyAdd(rate, ui, pi);
      storeLanes(p + at, next, left);
      const change = f32x4.sub(next, pi);
      raw = multiplyAdd(gi, gi, raw);
      cut = multiplyAdd(ci, ci, cut);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, raw, cut, moved, size);
  }
}

/** Adagrad (Duchi et al. 2011) as in PyTorch: s += d², p −= rate·d/(√s + ε). */
export function adagrad(p: usize, g: usize, s: usize, n: i32, scalars: usize, tally: usize): void {
  const scale = splat(scalars, op.SLOT_CLIP_SCALE),
    bound = valueBound(scalars),
    decay = splat(scalars, op.SLOT_DECAY),
    e = splat(scalars, op.SLOT_EPSILON),
    rate = f32x4.neg(splat(scalars, op.SLOT_RATE));
  memory.fill(tally, 0, 32);
  for (let from = 0; from < n; from += BLOCK) {
    const end = min(from + BLOCK, n);
    let raw = f32x4.splat(0),
      cut = raw,
      moved = raw,
      size = raw;
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const left = n - i;
      const gi = lanes(g + at, left);
      const pi = lanes(p + at, left);
      const ci = clipped(gi, scale, bound);
      const di = multiplyAdd(decay, pi, ci);
      const si = multiplyAdd(di, di, lanes(s + at, left));
      storeLanes(s + at, si, left);
      const next = multiplyAdd(rate, f32x4.div(di, f32x4.add(f32x4.sqrt(si), e)), pi);
      storeLanes(p + at, next, left);
      const change = f32x4.sub(next, pi);
      raw = multiplyAdd(gi, gi, raw);
      cut = multiplyAdd(ci, ci, cut);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, raw, cut, moved, size);
  }
}

/** a += weight·(p − a), the step of a running average; with weight 1 a becomes p to the bit. */
export function average(p: usize, a: usize, n: i32, weight: f32): void {
  if (weight == 1) {
    memory.copy(a, p, n << 2);
    return;
  }
  const w = f32x4.splat(weight);
  for (let i = 0; i < n; i += 4) {
    const at = i << 2;
    const ai = lanes(a + at, n - i);
    storeLanes(a + at, multiplyAdd(w, f32x4.sub(lanes(p + at, n - i), ai), ai), n - i);
  }
}
