// Flat loops over parameters, gradients and moments, which share one layout of n floats. The gradient is used as
// clipValue(g·scale): scale comes from clipping by norm.
import { loadLanes, storeLanes } from "./elementwise";
import { multiplyAdd } from "./vectorMath";

/** ‖g‖₂² in f64, so that no f32 gradient overflows it; four sums in a fixed order. */
export function squaredNorm(g: usize, n: i32): f64 {
  let even = f64x2.splat(0),
    odd = f64x2.splat(0);
  for (let i = 0; i < n; i += 4) {
    const v = i + 4 <= n ? v128.load(g + (i << 2)) : lastLanes(g + (i << 2), n - i);
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

/** The clipped gradient of four lanes. `bound` is +∞ where values are not clipped. */
// @ts-ignore: decorator
@inline
function clipped(g: v128, scale: v128, bound: v128): v128 {
  return f32x4.max(f32x4.min(f32x4.mul(g, scale), bound), f32x4.neg(bound));
}

/** p −= rate·g. */
export function sgd(p: usize, g: usize, n: i32, rate: f32, scale: f32, bound: f32): void {
  const s = f32x4.splat(scale),
    limit = f32x4.splat(bound),
    r = f32x4.splat(-rate);
  for (let i = 0; i < n; i += 4) {
    const at = i << 2;
    storeLanes(p + at, multiplyAdd(r, clipped(loadLanes(g + at, n - i), s, limit), loadLanes(p + at, n - i)), n - i);
  }
}

/**
 * Adam (Kingma and Ba 2015) as in PyTorch: m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², p −= rate·m/(√v·correction2 + ε), where
 * rate = α/(1−β₁ᵗ) and correction2 = 1/√(1−β₂ᵗ). The complements 1−β come from f64: in f32, 1 − 0.999 is off by 1e-5.
 */
export function adam(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  rate: f32,
  beta1: f32,
  complement1: f32,
  beta2: f32,
  complement2: f32,
  correction2: f32,
  epsilon: f32,
  scale: f32,
  bound: f32,
): void {
  const s = f32x4.splat(scale),
    limit = f32x4.splat(bound);
  const b1 = f32x4.splat(beta1),
    c1 = f32x4.splat(complement1),
    b2 = f32x4.splat(beta2),
    c2 = f32x4.splat(complement2),
    e = f32x4.splat(epsilon),
    r = f32x4.splat(-rate),
    k = f32x4.splat(correction2);
  for (let i = 0; i < n; i += 4) {
    const at = i << 2;
    const left = n - i;
    const gi = clipped(loadLanes(g + at, left), s, limit);
    const mi = multiplyAdd(b1, loadLanes(m + at, left), f32x4.mul(c1, gi));
    const vi = multiplyAdd(b2, loadLanes(v + at, left), f32x4.mul(c2, f32x4.mul(gi, gi)));
    storeLanes(m + at, mi, left);
    storeLanes(v + at, vi, left);
    const denominator = multiplyAdd(f32x4.sqrt(vi), k, e);
    storeLanes(p + at, multiplyAdd(r, f32x4.div(mi, denominator), loadLanes(p + at, left)), left);
  }
}
