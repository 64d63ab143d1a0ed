import { SLOT_CLIP_SCALE, SLOT_CLIP_VALUE } from "../constants";
import { multiplyAdd } from "../vectorMath";
import { BLOCK, clipped, laneSum, lanes, splat, valueBound } from "./step";

/** sum + the squares of two floats in f64, where they are exact. */
// @inline
function addSquares(p: usize, sum: v128): v128 {
  const x = f64x2.promote_low_f32x4(v128.load64_zero(p));
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, x, sum);
  return f64x2.add(sum, f64x2.mul(x, x));
}

/** sum (f64) += ‖g‖₂², so that no f32 gradient overflows it; sixteen sums in a fixed order, since fewer would wait for themselves. */
export function squaredNorm(g: usize, sum: usize, n: i32): void {
  const whole = n & ~15;
  const zero = f64x2.splat(0);
  let a = zero,
    b = zero,
    c = zero,
    d = zero,
    e = zero,
    f = zero,
    k = zero,
    l = zero;
  for (let p = g, end = g + (whole << 2); p < end; p += 64) {
    a = addSquares(p, a);
    b = addSquares(p + 8, b);
    c = addSquares(p + 16, c);
    d = addSquares(p + 24, d);
    e = addSquares(p + 32, e);
    f = addSquares(p + 40, f);
    k = addSquares(p + 48, k);
    l = addSquares(p + 56, l);
  }
  const first = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  const second = f64x2.add(f64x2.add(e, f), f64x2.add(k, l));
  const pair = f64x2.add(first, second);
  let squares = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  for (let i = whole; i < n; i++) {
    const x = load<f32>(g + (i << 2)) as f64;
    squares += x * x;
  }
  store<f64>(sum, load<f64>(sum) + squares);
}

/** ‖clipValue(g·scale)‖₂² in f64 where values are clipped; otherwise it is not asked for, and nothing is written. */
export function clippedNorm(g: usize, sum: usize, n: i32, scalars: usize): void {
  if (load<f32>(scalars, SLOT_CLIP_VALUE) === 0) return;
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
