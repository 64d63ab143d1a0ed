// Products of what asks (U,B,·) with a source (T,B,·), row by row, from queries q (U,B,A), keys k (T,B,A), weights a (U,B,T), values v
// (T,B,M), y (U,B,M) and lengths (B):
//   dotScores:   s_ubt = Σ_a q_uba k_tba for t < lengths_b   (U,B,T)
//   weightedSum: out_ub = Σ_{t<lengths_b} a_ubt v_tb         (U,B,M)
//   outerSum:    out_tb = Σ_u a_ubt y_ub for t < lengths_b   (T,B,M)
// Steps of the source behind the end of a sequence are not read.
import { loadLanes, storeLanes } from "../lanes";
import { multiplyAdd, sumLanes } from "../vectorMath";

/** out (U,B,T) (+)= the scores; those behind the end of a sequence are 0, or left as they are, and their keys are not read. */
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
        dotFour(q, k, step, to + (t << 2), A, accumulate);
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

function dotFour(q: usize, k: usize, step: usize, out: usize, A: i32, accumulate: bool): void {
  let s0 = f32x4.splat(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  const k1 = k + step,
    k2 = k1 + step,
    k3 = k2 + step;
  let a = 0;
  for (; a + 4 <= A; a += 4) {
    const at: usize = a << 2;
    const x = v128.load(q + at);
    s0 = multiplyAdd(x, v128.load(k + at), s0);
    s1 = multiplyAdd(x, v128.load(k1 + at), s1);
    s2 = multiplyAdd(x, v128.load(k2 + at), s2);
    s3 = multiplyAdd(x, v128.load(k3 + at), s3);
  }
  let r0 = sumLanes(s0),
    r1 = sumLanes(s1),
    r2 = sumLanes(s2),
    r3 = sumLanes(s3);
  for (; a < A; a++) {
    const at: usize = a << 2;
    const x = load<f32>(q + at);
    r0 += x * load<f32>(k + at);
    r1 += x * load<f32>(k1 + at);
    r2 += x * load<f32>(k2 + at);
    r3 += x * load<f32>(k3 + at);
  }
  if (accumulate) {
    r0 += load<f32>(out);
    r1 += load<f32>(out, 4);
    r2 += load<f32>(out, 8);
    r3 += load<f32>(out, 12);
  }
  store<f32>(out, r0);
  store<f32>(out, r1, 4);
  store<f32>(out, r2, 8);
  store<f32>(out, r3, 12);
}

/**
 * out (M) (+)= Σ_{i<n} w_i x_i, with the weights `nextWeight` and the rows of x `nextRow` bytes apart: sixteen columns at a
 * time, whose sums stay in registers.
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
  const zero = f32x4.splat(0);
  let m = 0;
  for (; m + 16 <= M; m += 16) {
    const to = out + (m << 2);
    let s0 = accumulate ? v128.load(to) : zero,
      s1 = accumulate ? v128.load(to, 16) : zero,
      s2 = accumulate ? v128.load(to, 32) : zero,
      s3 = accumulate ? v128.load(to, 48) : zero;
    let from = x + (m << 2);
    let w = weights;
    for (let i = 0; i < n; i++) {
      const weight = v128.load32_splat(w);
      s0 = multiplyAdd(weight, v128.load(from), s0);
      s1 = multiplyAdd(weight, v128.load(from, 16), s1);
      s2 = multiplyAdd(weight, v128.load(from, 32), s2);
      s3 = multiplyAdd(weight, v128.load(from, 48), s3);
      w += nextWeight;
      from += nextRow;
    }
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
  for (; m < M; m += 4) {
    const to = out + (m << 2);
    let s = accumulate ? loadLanes(to, M - m) : zero;
    let from = x + (m << 2);
    let w = weights;
    for (let i = 0; i < n; i++) {
      s = multiplyAdd(v128.load32_splat(w), loadLanes(from, M - m), s);
      w += nextWeight;
      from += nextRow;
    }
    storeLanes(to, s, M - m);
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
