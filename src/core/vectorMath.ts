// exp, sigmoid and tanh of four lanes, as polynomials. Every bound below is held by test/core/vectorMath.test.ts, which walks
// the whole range of f32 against Math.exp and Math.tanh.

/** a·b + c; one rounding in the relaxed build (both 128-bit FMA ports of a core), two in the plain one. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

const LOG2E: f32 = 1.44269504088896341;
// ln 2 in two parts: the first has 9 low bits clear, so that n·LN2_HIGH is exact for |n| ≤ 256 (Cody and Waite 1980).
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/**
 * e^r − 1 for |r| ≤ ln 2 / 2 as r + r²·(1/2! + r/3! + … + r⁵/7!): Taylor's truncation is below 2^-26 of the value here.
 */
// @ts-ignore: decorator
@inline
function expm1Poly7(r: v128): v128 {
  let q = multiplyAdd(f32x4.splat(1.98412698e-4), r, f32x4.splat(1.38888889e-3));
  q = multiplyAdd(q, r, f32x4.splat(8.33333333e-3));
  q = multiplyAdd(q, r, f32x4.splat(4.16666667e-2));
  q = multiplyAdd(q, r, f32x4.splat(1.66666667e-1));
  q = multiplyAdd(q, r, f32x4.splat(0.5));
  return multiplyAdd(f32x4.mul(r, r), q, r);
}

// Adding 1.5·2²³ to |x| < 2²² rounds it to the nearest integer, which then stands in the low bits of the sum. That, and pmin and
// pmax with the operand that may be NaN first, are single instructions where nearest, trunc_sat, min and max are several.
const ROUND: f32 = 12582912.0;

/** 2^n from the rounded sum n + ROUND, −126 ≤ n ≤ 127. */
// @ts-ignore: decorator
@inline
function powerOfTwo(rounded: v128): v128 {
  return i32x4.add(i32x4.shl(rounded, 23), i32x4.splat(127 << 23));
}

/** e^x, error ≤ 1.1 ulp for −87.3 ≤ x ≤ 88; x is clamped to that range (so e^x stays a normal number); NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expPoly7(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.3)), f32x4.splat(88.0));
  const rounded = multiplyAdd(x, f32x4.splat(LOG2E), f32x4.splat(ROUND));
  const n = f32x4.sub(rounded, f32x4.splat(ROUND));
  let r = multiplyAdd(n, f32x4.splat(-LN2_HIGH), x);
  r = multiplyAdd(n, f32x4.splat(-LN2_LOW), r);
  const s = powerOfTwo(rounded);
  return multiplyAdd(s, expm1Poly7(r), s);
}

/** 1 / (1 + e^−x), error ≤ 2.5 ulp for x ≥ −88; below, the value at −88 (6.1e-39, denormal). */
// @ts-ignore: decorator
@inline
export function sigmoidPoly7(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, expPoly7(f32x4.neg(x))));
}

/**
 * tanh x = e/(e + 2) with e = e^{2|x|} − 1, and the sign of x: error ≤ 2.5 ulp everywhere, also near 0, because
 * e = 2^n·(e^r − 1) + (2^n − 1) loses nothing when n = 0.
 */
// @ts-ignore: decorator
@inline
export function tanhPoly7(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  // tanh 9.1 rounds to 1.
  const y = f32x4.pmin(f32x4.mul(f32x4.abs(x), f32x4.splat(2)), f32x4.splat(18.2));
  const rounded = multiplyAdd(y, f32x4.splat(LOG2E), f32x4.splat(ROUND));
  const n = f32x4.sub(rounded, f32x4.splat(ROUND));
  let r = multiplyAdd(n, f32x4.splat(-LN2_HIGH), y);
  r = multiplyAdd(n, f32x4.splat(-LN2_LOW), r);
  const s = powerOfTwo(rounded);
  const e = multiplyAdd(s, expm1Poly7(r), f32x4.sub(s, f32x4.splat(1)));
  return v128.or(f32x4.div(e, f32x4.add(e, f32x4.splat(2))), sign);
}

/** The sum of four lanes, in a fixed order. */
// @ts-ignore: decorator
@inline
export function sumLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}
