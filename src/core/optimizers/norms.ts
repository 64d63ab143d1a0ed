import { SLOT_CLIP_SCALE, SLOT_CLIP_VALUE } from "../constants";
import { multiplyAdd } from "../vectorMath";
import { BLOCK, clipped, laneSum, lanes, splat, valueBound } from "./step";

/** The squares of two floats in f64. */
// @inline
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
