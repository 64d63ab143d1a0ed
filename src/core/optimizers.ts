// Flat loops over parameters, gradients and moments, which share one layout of n floats. What optimisers have in common: the
// gradient is used as d = clipValue(g·scale) + decay·p, where scale comes from clipping by norm and decay is the weight decay
// that is part of the gradient (L2); `shrink` multiplies the parameter first (decoupled weight decay). All numbers stand in
// scalar slots. Each loop leaves two sums in `tally`, f64, of its n elements: (change of p)² and p² before. They are added up
// in f32 over a block and in f64 beyond: statistics, on which nothing depends. The step of four lanes is written once and
// inlined twice, for whole vectors and for the rest.
import { storeLanes } from "./lanes";
import { SLOT_AVERAGE_WEIGHT, SLOT_BETA1, SLOT_BETA2, SLOT_CLIP_SCALE, SLOT_CLIP_VALUE, SLOT_COMPLEMENT1, SLOT_COMPLEMENT2, SLOT_CORRECTION2, SLOT_DECAY, SLOT_EPSILON, SLOT_GRADIENT_NORM, SLOT_RATE, SLOT_SHRINK } from "./constants";
import { multiplyAdd } from "./vectorMath";

/** Elements whose squares are added up in f32. */
const BLOCK: i32 = 1024;

/** The squares of two floats in f64. */
// @ts-ignore: decorator
@inline
function squaresAt(p: usize): v128 {
  const x = f64x2.promote_low_f32x4(v128.load64_zero(p));
  return f64x2.mul(x, x);
}

/** sum (f64) += ‖g‖₂², so that no f32 gradient overflows it; eight sums in a fixed order, since one would wait for itself. */
export function squaredNorm(g: usize, sum: usize, n: i32): void {
  const whole = n & ~7;
  let a = f64x2.splat(0),
    b = a,
    c = a,
    d = a;
  for (let p = g, end = g + (whole << 2); p < end; p += 32) {
    a = f64x2.add(a, squaresAt(p));
    b = f64x2.add(b, squaresAt(p + 8));
    c = f64x2.add(c, squaresAt(p + 16));
    d = f64x2.add(d, squaresAt(p + 24));
  }
  const pair = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let squares = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  for (let i = whole; i < n; i++) {
    const x = load<f32>(g + (i << 2)) as f64;
    squares += x * x;
  }
  store<f64>(sum, load<f64>(sum) + squares);
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

/** Whether there is a step: one whose gradient is not finite is not taken, whatever the caller does. */
// @ts-ignore: decorator
@inline
function isTaken(scalars: usize): bool {
  return isFinite(load<f64>(scalars, SLOT_GRADIENT_NORM));
}

/** The bound of each component on both sides, the largest number where values are not clipped. */
// @ts-ignore: decorator
@inline
function valueBound(scalars: usize): v128 {
  const bound = load<f32>(scalars, SLOT_CLIP_VALUE);
  return f32x4.splat(bound > 0 ? bound : f32.MAX_VALUE);
}

// @ts-ignore: decorator
@inline
function clipped(g: v128, scale: v128, lower: v128, upper: v128): v128 {
  return f32x4.max(f32x4.min(f32x4.mul(g, scale), upper), lower);
}

/** The sum of four lanes in f64. */
// @ts-ignore: decorator
@inline
function laneSum(v: v128): f64 {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function addTally(tally: usize, moved: v128, size: v128): void {
  store<f64>(tally, load<f64>(tally) + laneSum(moved));
  store<f64>(tally, load<f64>(tally, 8) + laneSum(size), 8);
}

/** ‖clipValue(g·scale)‖₂² in f64 where values are clipped; otherwise it is not asked for, and nothing is written. */
export function clippedNorm(g: usize, sum: usize, n: i32, scalars: usize): void {
  if (load<f32>(scalars, SLOT_CLIP_VALUE) == 0) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper);
  let squaresSum: f64 = 0;
  for (let from = 0; from < n; from += BLOCK) {
    const end = min(from + BLOCK, n);
    let squares = f32x4.splat(0);
    for (let i = from; i < end; i += 4) {
      const ci = clipped(lanes(g + (i << 2), n - i), scale, lower, upper);
      squares = multiplyAdd(ci, ci, squares);
    }
    squaresSum += laneSum(squares);
  }
  store<f64>(sum, squaresSum);
}

// @ts-ignore: decorator
@inline
function sgdLanes(pi: v128, p: usize, g: usize, m: usize, left: i32, nesterov: bool, scale: v128, lower: v128, upper: v128, decay: v128, rate: v128, mu: v128, c: v128): v128 {
  let di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  if (m) {
    const mi = multiplyAdd(mu, lanes(m, left), f32x4.mul(c, di));
    storeLanes(m, mi, left);
    di = nesterov ? multiplyAdd(mu, mi, di) : mi;
  }
  const next = multiplyAdd(rate, di, pi);
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/**
 * Stochastic gradient descent as in PyTorch: p −= rate·d. With the momentum buffer m (n): m = μm + c·d, c being 1 at the first
 * step and then 1 − dampening, and p −= rate·m; with `nesterov` p −= rate·(d + μm).
 */
export function sgd(p: usize, g: usize, m: usize, tally: usize, n: i32, nesterov: bool, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    mu = splat(scalars, SLOT_BETA1),
    c = splat(scalars, SLOT_COMPLEMENT1);
  const whole = n & ~3;
  memory.fill(tally, 0, 16);
  for (let from = 0; from < whole; from += BLOCK) {
    const end = min(from + BLOCK, whole);
    let moved = f32x4.splat(0),
      size = f32x4.splat(0);
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const pi = v128.load(p + at);
      const change = sgdLanes(pi, p + at, g + at, m ? m + at : 0, 4, nesterov, scale, lower, upper, decay, rate, mu, c);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, moved, size);
  }
  if (whole < n) {
    const at = whole << 2;
    const pi = lanes(p + at, n - whole);
    const change = sgdLanes(pi, p + at, g + at, m ? m + at : 0, n - whole, nesterov, scale, lower, upper, decay, rate, mu, c);
    addTally(tally, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}

// @ts-ignore: decorator
@inline
function adamLanes(pi: v128, p: usize, g: usize, m: usize, v: usize, left: i32, scale: v128, lower: v128, upper: v128, decay: v128, rate: v128, shrink: v128, b1: v128, c1: v128, b2: v128, c2: v128, k: v128, e: v128): v128 {
  const di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  const mi = multiplyAdd(b1, lanes(m, left), f32x4.mul(c1, di));
  const vi = multiplyAdd(b2, lanes(v, left), f32x4.mul(c2, f32x4.mul(di, di)));
  storeLanes(m, mi, left);
  storeLanes(v, vi, left);
  const next = multiplyAdd(rate, f32x4.div(mi, multiplyAdd(f32x4.sqrt(vi), k, e)), f32x4.mul(shrink, pi));
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) as in PyTorch: m = β₁m + (1−β₁)d, v = β₂v + (1−β₂)d²,
 * p = shrink·p − rate·m/(√v·correction2 + ε), where rate = α/(1−β₁ᵗ) and correction2 = 1/√(1−β₂ᵗ). The complements 1−β come
 * from f64: in f32, 1 − 0.999 is off by 1e-5.
 */
export function adam(p: usize, g: usize, m: usize, v: usize, tally: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    shrink = splat(scalars, SLOT_SHRINK),
    b1 = splat(scalars, SLOT_BETA1),
    c1 = splat(scalars, SLOT_COMPLEMENT1),
    b2 = splat(scalars, SLOT_BETA2),
    c2 = splat(scalars, SLOT_COMPLEMENT2),
    k = splat(scalars, SLOT_CORRECTION2),
    e = splat(scalars, SLOT_EPSILON);
  const whole = n & ~3;
  memory.fill(tally, 0, 16);
  for (let from = 0; from < whole; from += BLOCK) {
    const end = min(from + BLOCK, whole);
    let moved = f32x4.splat(0),
      size = f32x4.splat(0);
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const pi = v128.load(p + at);
      const change = adamLanes(pi, p + at, g + at, m + at, v + at, 4, scale, lower, upper, decay, rate, shrink, b1, c1, b2, c2, k, e);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, moved, size);
  }
  if (whole < n) {
    const at = whole << 2;
    const pi = lanes(p + at, n - whole);
    const change = adamLanes(pi, p + at, g + at, m + at, v + at, n - whole, scale, lower, upper, decay, rate, shrink, b1, c1, b2, c2, k, e);
    addTally(tally, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}

// @ts-ignore: decorator
@inline
function rmspropLanes(pi: v128, p: usize, g: usize, s: usize, a: usize, b: usize, left: i32, scale: v128, lower: v128, upper: v128, decay: v128, rate: v128, alpha: v128, c: v128, mu: v128, e: v128): v128 {
  const di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  const si = multiplyAdd(alpha, lanes(s, left), f32x4.mul(c, f32x4.mul(di, di)));
  storeLanes(s, si, left);
  let square = si;
  if (a) {
    const ai = multiplyAdd(alpha, lanes(a, left), f32x4.mul(c, di));
    storeLanes(a, ai, left);
    // A variance; rounding may leave it a little below zero.
    square = f32x4.max(f32x4.sub(si, f32x4.mul(ai, ai)), f32x4.splat(0));
  }
  let ui = f32x4.div(di, f32x4.add(f32x4.sqrt(square), e));
  if (b) {
    ui = multiplyAdd(mu, lanes(b, left), ui);
    storeLanes(b, ui, left);
  }
  const next = multiplyAdd(rate, ui, pi);
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/**
 * RMSprop (Hinton 2012) as in PyTorch: s = αs + (1−α)d², u = d/(√s + ε), p −= rate·u. Centered, with the mean gradient a (n):
 * a = αa + (1−α)d and √(s − a²) in the place of √s. With the momentum buffer b (n): b = μb + u, p −= rate·b.
 */
export function rmsprop(p: usize, g: usize, s: usize, a: usize, b: usize, tally: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    alpha = splat(scalars, SLOT_BETA2),
    c = splat(scalars, SLOT_COMPLEMENT2),
    mu = splat(scalars, SLOT_BETA1),
    e = splat(scalars, SLOT_EPSILON);
  const whole = n & ~3;
  memory.fill(tally, 0, 16);
  for (let from = 0; from < whole; from += BLOCK) {
    const end = min(from + BLOCK, whole);
    let moved = f32x4.splat(0),
      size = f32x4.splat(0);
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const pi = v128.load(p + at);
      const change = rmspropLanes(pi, p + at, g + at, s + at, a ? a + at : 0, b ? b + at : 0, 4, scale, lower, upper, decay, rate, alpha, c, mu, e);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, moved, size);
  }
  if (whole < n) {
    const at = whole << 2;
    const pi = lanes(p + at, n - whole);
    const change = rmspropLanes(pi, p + at, g + at, s + at, a ? a + at : 0, b ? b + at : 0, n - whole, scale, lower, upper, decay, rate, alpha, c, mu, e);
    addTally(tally, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}

// @ts-ignore: decorator
@inline
function adagradLanes(pi: v128, p: usize, g: usize, s: usize, left: i32, scale: v128, lower: v128, upper: v128, decay: v128, rate: v128, e: v128): v128 {
  const di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  const si = multiplyAdd(di, di, lanes(s, left));
  storeLanes(s, si, left);
  const next = multiplyAdd(rate, f32x4.div(di, f32x4.add(f32x4.sqrt(si), e)), pi);
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/** Adagrad (Duchi et al. 2011) as in PyTorch: s += d², p −= rate·d/(√s + ε). */
export function adagrad(p: usize, g: usize, s: usize, tally: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    e = splat(scalars, SLOT_EPSILON);
  const whole = n & ~3;
  memory.fill(tally, 0, 16);
  for (let from = 0; from < whole; from += BLOCK) {
    const end = min(from + BLOCK, whole);
    let moved = f32x4.splat(0),
      size = f32x4.splat(0);
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const pi = v128.load(p + at);
      const change = adagradLanes(pi, p + at, g + at, s + at, 4, scale, lower, upper, decay, rate, e);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addTally(tally, moved, size);
  }
  if (whole < n) {
    const at = whole << 2;
    const pi = lanes(p + at, n - whole);
    const change = adagradLanes(pi, p + at, g + at, s + at, n - whole, scale, lower, upper, decay, rate, e);
    addTally(tally, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}

/** a += weight·(p − a), the step of a running average; with weight 1 a becomes p to the bit. */
export function average(p: usize, a: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const weight = load<f32>(scalars, SLOT_AVERAGE_WEIGHT);
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
