// Products of what asks (U,B,·) with a source (T,B,·), row by row, from queries q (U,B,A), keys k (T,B,A), weights a (U,B,T), values v
// (T,B,M), y (U,B,M) and lengths (B):
//   dotScores:   s_ubt = Σ_a q_uba k_tba for t < lengths_b   (U,B,T)
//   weightedSum: out_ub = Σ_{t<lengths_b} a_ubt v_tb         (U,B,M)
//   outerSum:    out_tb = Σ_u a_ubt y_ub for t < lengths_b   (T,B,M)
// Steps of the source behind the end of a sequence are not read.
import { loadLanes, storeLanes, ZEROS } from "../lanes";
import { multiplyAdd, sumLanes } from "../vectorMath";

/**
 * out (U,B,T) (+)= the scores; those behind the end of a sequence are 0, or left as they are, and their keys are not read. `sums` is working
 * memory of (4,8).
 */
export function dotScores(
  queries: usize,
  keys: usize,
  lengths: usize,
  out: usize,
  U: i32,
  B: i32,
  T: i32,
  A: i32,
  accumulate: bool,
  sums: usize,
): void {
  const row: usize = (A as usize) << 2;
  const step: usize = (B as usize) * row;
  const scores: usize = (T as usize) << 2;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    const first = keys + (b as usize) * row;
    for (let u = 0; u < U; u++) {
      const place = (u * B + b) as usize;
      const q = queries + place * row;
      const to = out + place * scores;
      if (!accumulate) memory.fill(to + ((length as usize) << 2), 0, ((T - length) as usize) << 2);
      let k = first;
      let t = 0;
      // Four keys at once, so that each part of the query is loaded once for them.
      for (; t + 4 <= length; t += 4) {
        dotFour(q, k, step, to + (t << 2), A, accumulate, sums);
        k += 4 * step;
      }
      for (; t < length; t++) {
        const s = dot(q, k, A);
        store<f32>(to + (t << 2), accumulate ? load<f32>(to + (t << 2)) + s : s);
        k += step;
      }
    }
  }
}

function dot(x: usize, y: usize, A: i32): f32 {
  let sums = f32x4.splat(0);
  let a = 0;
  for (; a + 4 <= A; a += 4) sums = multiplyAdd(v128.load(x + (a << 2)), v128.load(y + (a << 2)), sums);
  let sum = sumLanes(sums);
  for (; a < A; a++) sum += load<f32>(x + (a << 2)) * load<f32>(y + (a << 2));
  return sum;
}

/** Four scores; their sums come in pairs of vectors and lie in `sums` (4,8) for a moment, so that V8 can pack them. */
function dotFour(q: usize, k: usize, step: usize, out: usize, A: i32, accumulate: bool, sums: usize): void {
  const k1 = k + step,
    k2 = k1 + step,
    k3 = k2 + step;
  const paired: usize = ((A & -8) as usize) << 2;
  let s00 = v128.load(ZEROS),
    s01 = v128.load(ZEROS, 16);
  let s10 = s00,
    s11 = s01,
    s20 = s00,
    s21 = s01,
    s30 = s00,
    s31 = s01;
  for (let at: usize = 0; at < paired; at += 32) {
    const x0 = v128.load(q + at),
      x1 = v128.load(q + at, 16);
    s00 = multiplyAdd(x0, v128.load(k + at), s00);
    s01 = multiplyAdd(x1, v128.load(k + at, 16), s01);
    s10 = multiplyAdd(x0, v128.load(k1 + at), s10);
    s11 = multiplyAdd(x1, v128.load(k1 + at, 16), s11);
    s20 = multiplyAdd(x0, v128.load(k2 + at), s20);
    s21 = multiplyAdd(x1, v128.load(k2 + at, 16), s21);
    s30 = multiplyAdd(x0, v128.load(k3 + at), s30);
    s31 = multiplyAdd(x1, v128.load(k3 + at, 16), s31);
  }
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  v128.store(sums, s10, 32);
  v128.store(sums, s11, 48);
  v128.store(sums, s20, 64);
  v128.store(sums, s21, 80);
  v128.store(sums, s30, 96);
  v128.store(sums, s31, 112);
  for (let i = 0; i < 4; i++) {
    let sum = sumLanes(f32x4.add(v128.load(sums), v128.load(sums, 16)));
    for (let at = paired; at < (A as usize) << 2; at += 4) sum += load<f32>(q + at) * load<f32>(k + at);
    store<f32>(out, accumulate ? load<f32>(out) + sum : sum);
    sums += 32;
    k += step;
    out += 4;
  }
}

/** Four rows, or one, of `sumRows`: columns come in pairs of vectors that V8 can pack (see products/wideKernels.ts). */
// @inline
function addRows(
  rows: i32,
  w: usize,
  nextWeight: usize,
  x: usize,
  nextRow: usize,
  start: usize,
  out: usize,
  M: i32,
): void {
  const w0 = v128.load32_splat(w);
  const w1 = rows > 1 ? v128.load32_splat(w + nextWeight) : w0,
    w2 = rows > 1 ? v128.load32_splat(w + 2 * nextWeight) : w0,
    w3 = rows > 1 ? v128.load32_splat(w + 3 * nextWeight) : w0;
  const step: usize = start === ZEROS ? 0 : 32;
  const paired: usize = ((M & -8) as usize) << 2;
  let x0 = x,
    x1 = x + nextRow,
    x2 = x1 + nextRow,
    x3 = x2 + nextRow;
  for (const end = out + paired; out < end; out += 32) {
    let s0 = multiplyAdd(w0, v128.load(x0), v128.load(start)),
      s1 = multiplyAdd(w0, v128.load(x0, 16), v128.load(start, 16));
    if (rows > 1) {
      s0 = multiplyAdd(w1, v128.load(x1), s0);
      s1 = multiplyAdd(w1, v128.load(x1, 16), s1);
      s0 = multiplyAdd(w2, v128.load(x2), s0);
      s1 = multiplyAdd(w2, v128.load(x2, 16), s1);
      s0 = multiplyAdd(w3, v128.load(x3), s0);
      s1 = multiplyAdd(w3, v128.load(x3, 16), s1);
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    x0 += 32;
    x1 += 32;
    x2 += 32;
    x3 += 32;
    start += step;
  }
  for (let m = M & -8; m < M; m += 4) {
    const n = M - m;
    let s = multiplyAdd(w0, loadLanes(x0, n), loadLanes(start, n));
    if (rows > 1) {
      s = multiplyAdd(w1, loadLanes(x1, n), s);
      s = multiplyAdd(w2, loadLanes(x2, n), s);
      s = multiplyAdd(w3, loadLanes(x3, n), s);
    }
    storeLanes(out, s, n);
    out += 16;
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    start += step >> 1;
  }
}

/**
 * out (M) (+)= Σ_{i<n} w_i x_i, n > 0, with the weights `nextWeight` and the rows of x `nextRow` bytes apart: row after row, since rows
 * often lie a power of two apart, where a few columns of many of them would push each other out of the cache.
 */
function sumRows(
  weights: usize,
  nextWeight: usize,
  x: usize,
  nextRow: usize,
  n: i32,
  out: usize,
  M: i32,
  accumulate: bool,
): void {
  let start = accumulate ? out : ZEROS;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    addRows(4, weights, nextWeight, x, nextRow, start, out, M);
    weights += 4 * nextWeight;
    x += 4 * nextRow;
    start = out;
  }
  for (; i < n; i++) {
    addRows(1, weights, nextWeight, x, nextRow, start, out, M);
    weights += nextWeight;
    x += nextRow;
    start = out;
  }
}

export function weightedSum(
  weights: usize,
  values: usize,
  lengths: usize,
  out: usize,
  U: i32,
  B: i32,
  T: i32,
  M: i32,
  accumulate: bool,
): void {
  const row: usize = (M as usize) << 2;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    for (let u = 0; u < U; u++) {
      const place = (u * B + b) as usize;
      const w = weights + ((place * (T as usize)) << 2);
      sumRows(w, 4, values + (b as usize) * row, (B as usize) * row, length, out + place * row, M, accumulate);
    }
  }
}

/** Rows of out behind the end of a sequence are 0, or left as they are. */
export function outerSum(
  weights: usize,
  y: usize,
  lengths: usize,
  out: usize,
  U: i32,
  B: i32,
  T: i32,
  M: i32,
  accumulate: bool,
): void {
  const row: usize = (M as usize) << 2;
  const nextWeight: usize = ((B as usize) * (T as usize)) << 2;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    for (let t = 0; t < T; t++) {
      const to = out + ((t * B + b) as usize) * row;
      if (t >= length) {
        if (!accumulate) memory.fill(to, 0, row);
        continue;
      }
      const w = weights + (((b as usize) * (T as usize) + (t as usize)) << 2);
      sumRows(w, nextWeight, y + (b as usize) * row, (B as usize) * row, U, to, M, accumulate);
    }
  }
}
