// exp, sigmoid and tanh of four lanes, as polynomials. Every bound below is held by test/core/vectorMath.test.ts, which walks
// the whole range of f32 against Math.exp and Math.tanh.

/** a·b + c; one rounding in the relaxed build (both 128-bit FMA ports of a core), two in the plain one. */
// @inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// Four lanes of each constant, in memory: a JavaScript engine makes a vector constant anew at every use, in three
// instructions; a load is one. It took a third off each activation.
// biome-ignore format: one constant a line
const TABLE = memory.data<f32>(
  [
    1.44269504088896341, 1.44269504088896341, 1.44269504088896341, 1.44269504088896341,
    -0.693359375, -0.693359375, -0.693359375, -0.693359375,
    2.12194440e-4, 2.12194440e-4, 2.12194440e-4, 2.12194440e-4,
    -0.693147182, -0.693147182, -0.693147182, -0.693147182,
    12582912.0, 12582912.0, 12582912.0, 12582912.0,
    -0.0, -0.0, -0.0, -0.0,
    1.0, 1.0, 1.0, 1.0,
    2.0, 2.0, 2.0, 2.0,
    0.49999997, 0.49999997, 0.49999997, 0.49999997,
    0.16666545, 0.16666545, 0.16666545, 0.16666545,
    4.1667465e-2, 4.1667465e-2, 4.1667465e-2, 4.1667465e-2,
    8.366452e-3, 8.366452e-3, 8.366452e-3, 8.366452e-3,
    1.3867336e-3, 1.3867336e-3, 1.3867336e-3, 1.3867336e-3,
    -87.3, -87.3, -87.3, -87.3,
    88.0, 88.0, 88.0, 88.0,
    18.2, 18.2, 18.2, 18.2,
    -2.0, -2.0, -2.0, -2.0,
    42.0, 42.0, 42.0, 42.0,
  ],
  16,
);
const LOG2E: usize = TABLE + 0; // 1 / ln 2
const MINUS_LN2_HIGH: usize = TABLE + 16; // −ln 2 in two parts: the first has 9 low bits clear, so n times it is exact for |n| ≤ 256 (Cody and Waite 1980)
const MINUS_LN2_LOW: usize = TABLE + 32;
const MINUS_LN2: usize = TABLE + 48; // in one, 1.9e-9 too much
const ROUND: usize = TABLE + 64; // 1.5·2²³, see below
const SIGN: usize = TABLE + 80; // the sign bit alone
const ONE: usize = TABLE + 96;
const TWO: usize = TABLE + 112;
const C1: usize = TABLE + 128; // of the polynomial below
const C2: usize = TABLE + 144;
const C3: usize = TABLE + 160;
const C4: usize = TABLE + 176;
const C5: usize = TABLE + 192;
const LEAST: usize = TABLE + 208; // e^x stays a normal number from here
const MOST: usize = TABLE + 224; // and finite up to here
const TANH_MOST: usize = TABLE + 240; // tanh 9.1 rounds to 1
const MINUS_TWO: usize = TABLE + 256;
const POWER_MOST: usize = TABLE + 272; // e^42 · e^42 is finite, and e^−42 · e^−42 a normal number

/** Four lanes of a constant of the table. What is loaded as a splat can be packed in pairs, see products/wideKernels.ts. */
// @inline
function constant(at: usize): v128 {
  return UNROLL_WIDE ? v128.load32_splat(at) : v128.load(at);
}

/**
 * e^r − 1 for |r| ≤ ln 2 / 2 as r + r²·(c₁ + c₂r + … + c₅r⁴). The coefficients make the largest relative error as small as can be
 * (Remez), each rounded to f32 before the next was sought; it is 2^-26.
 */
// @inline
function expm1Poly6(r: v128): v128 {
  let q = multiplyAdd(constant(C5), r, constant(C4));
  q = multiplyAdd(q, r, constant(C3));
  q = multiplyAdd(q, r, constant(C2));
  q = multiplyAdd(q, r, constant(C1));
  return multiplyAdd(f32x4.mul(r, r), q, r);
}

// Adding 1.5·2²³ to |x| < 2²² rounds it to the nearest integer, which then stands in the low bits of the sum. That, and pmin and
// pmax with the operand that may be NaN first, are single instructions where nearest, trunc_sat, min and max are several.

/** 2^n from the rounded sum n + ROUND, −126 ≤ n ≤ 127; the bits of 1 are the exponent's bias. */
// @inline
function powerOfTwo(rounded: v128): v128 {
  return i32x4.add(i32x4.shl(rounded, 23), constant(ONE));
}

/** e^x, error ≤ 1.1 ulp for −87.3 ≤ x ≤ 88; x is clamped to that range (so e^x stays a normal number); NaN stays NaN. */
// @inline
export function expPoly6(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, constant(LEAST)), constant(MOST));
  const rounded = multiplyAdd(x, constant(LOG2E), constant(ROUND));
  const n = f32x4.sub(rounded, constant(ROUND));
  let r = multiplyAdd(n, constant(MINUS_LN2_HIGH), x);
  r = multiplyAdd(n, constant(MINUS_LN2_LOW), r);
  const s = powerOfTwo(rounded);
  return multiplyAdd(s, expm1Poly6(r), s);
}

/** 1 / (1 + e^−x), error ≤ 2.5 ulp for x ≥ −88; below, the value at −88 (6.1e-39, denormal). */
// @inline
export function sigmoidPoly6(x: v128): v128 {
  const one = constant(ONE);
  return f32x4.div(one, f32x4.add(one, expPoly6(v128.xor(x, constant(SIGN)))));
}

/**
 * tanh x = e/(e + 2) with e = e^{2|x|} − 1, and the sign of x: error ≤ 2.5 ulp everywhere, also near 0, because
 * e = 2^n·(e^r − 1) + (2^n − 1) loses nothing when n = 0. Where n is large, e need not be exact, so that ln 2 has one part where n times
 * it is not rounded.
 */
// @inline
export function tanhPoly6(x: v128): v128 {
  const sign = v128.and(x, constant(SIGN));
  const y = f32x4.pmin(v128.andnot(f32x4.add(x, x), constant(SIGN)), constant(TANH_MOST));
  const rounded = multiplyAdd(y, constant(LOG2E), constant(ROUND));
  const n = f32x4.sub(rounded, constant(ROUND));
  let r: v128;
  if (ASC_FEATURE_RELAXED_SIMD) {
    r = multiplyAdd(n, constant(MINUS_LN2), y);
  } else {
    r = multiplyAdd(n, constant(MINUS_LN2_HIGH), y);
    r = multiplyAdd(n, constant(MINUS_LN2_LOW), r);
  }
  const s = powerOfTwo(rounded);
  const e = multiplyAdd(s, expm1Poly6(r), f32x4.sub(s, constant(ONE)));
  return v128.or(f32x4.div(e, f32x4.add(e, constant(TWO))), sign);
}

/** y·(1 − y), the slope of the sigmoid where its value is y; one rounding in the relaxed build. */
// @inline
export function sigmoidSlope(y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(y, y, y);
  return f32x4.mul(y, complement(y));
}

/** 1 − y², the slope of tanh where its value is y. */
// @inline
export function tanhSlope(y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(y, y, constant(ONE));
  return complement(f32x4.mul(y, y));
}

/** 1 − y. Where V8 packs pairs of vectors, `f32x4.splat(1)` takes seven instructions at each use. */
// @inline
export function complement(y: v128): v128 {
  return f32x4.sub(constant(ONE), y);
}

/** e^{2x}, as `tanhOfPowers` takes it, where `isPower` holds. */
// @inline
export function powerOf(x: v128): v128 {
  return expPoly6(f32x4.add(x, x));
}

/** Lanes of ones where |x| ≤ 21, and zeros elsewhere, as of NaN. */
// @inline
export function isPower(x: v128): v128 {
  return f32x4.le(f32x4.abs(f32x4.add(x, x)), v128.load(POWER_MOST));
}

/** tanh(x + y) of e^{2x} and e^{2y}, 1 − 2/(e^{2x}e^{2y} + 1), in a fifth of the operations of tanh: absolute error ≤ 2.4e-7. */
// @inline
export function tanhOfPowers(x: v128, y: v128): v128 {
  const one = constant(ONE);
  return multiplyAdd(constant(MINUS_TWO), f32x4.div(one, multiplyAdd(x, y, one)), one);
}

/** The sum of four lanes, in a fixed order. */
// @inline
export function sumLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** The sum of the first `n` < 4 lanes, one after the other. */
// @inline
export function sumOfRest(x: v128, n: i32): f32 {
  let sum = f32x4.extract_lane(x, 0);
  if (n > 1) sum += f32x4.extract_lane(x, 1);
  if (n > 2) sum += f32x4.extract_lane(x, 2);
  return sum;
}
