// Sigmoid (binary) cross-entropy of logits x (R,C) against targets y (R,C) in 0 … 1, with row weights m (R), weights of the
// positive side p (C) and class weights w (C), each absent = 1:
//   loss = inverse · Σ_r m_r · (1/C) Σ_c w_c · [ −p_c·y·ln σ(x) − (1−y)·ln(1 − σ(x)) ], nats.
// A row whose weight is 0 is not read: whatever stands there touches nothing.

import { SLOT_INVERSE_TOKENS } from "../constants";
import { loadLanes, storeLanes } from "../lanes";
import { fill } from "../pointwise/arithmetic";
import { expPoly6, multiplyAdd, sigmoidPoly6 } from "../vectorMath";

/** loss [1]. With v = 1 + (p−1)·y the bracket is (1−y)·x + v·(ln(1 + e^−|x|) + max(−x, 0)): nothing overflows. */
export function sigmoidCrossEntropyForward(
  logits: usize,
  targets: usize,
  mask: usize,
  positive: usize,
  weights: usize,
  loss: usize,
  R: i32,
  C: i32,
  scalars: usize,
): void {
  const inverse = load<f32>(scalars, SLOT_INVERSE_TOKENS);
  let total: f64 = 0;
  for (let r = 0; r < R; r++) {
    const m: f32 = mask ? load<f32>(mask + (r << 2)) : 1;
    if (m !== 0) {
      let sum: f64 = 0;
      for (let c = 0; c < C; c++) {
        const at: usize = c << 2;
        const x = load<f32>(logits + at) as f64;
        const y = load<f32>(targets + at) as f64;
        const v = positive ? 1 + ((load<f32>(positive + at) as f64) - 1) * y : 1;
        const w = weights ? (load<f32>(weights + at) as f64) : 1;
        const e = f32x4.extract_lane(expPoly6(f32x4.splat(-Math.abs(x) as f32)), 0) as f64;
        sum += w * ((1 - y) * x + v * (Math.log(1 + e) + max<f64>(-x, 0)));
      }
      total += (m as f64) * sum;
    }
    logits += C << 2;
    targets += C << 2;
  }
  store<f32>(loss, ((total * (inverse as f64)) / (C as f64)) as f32);
}

/** dLogits (R,C) = scale·m_r/C · w·[(1−y) − v·(1 − σ(x))], in place too. */
export function sigmoidCrossEntropyBackward(
  logits: usize,
  targets: usize,
  mask: usize,
  positive: usize,
  weights: usize,
  dLoss: usize,
  dLogits: usize,
  R: i32,
  C: i32,
  scalars: usize,
): void {
  const scale = load<f32>(scalars, SLOT_INVERSE_TOKENS) * load<f32>(dLoss);
  const one = f32x4.splat(1);
  for (let r = 0; r < R; r++) {
    const m: f32 = mask ? load<f32>(mask + (r << 2)) : 1;
    if (m === 0) {
      fill(dLogits, 0, C);
    } else {
      const s = f32x4.splat((scale * m) / (C as f32));
      for (let c = 0; c < C; c += 4) {
        const at: usize = c << 2,
          n = C - c;
        const y = loadLanes(targets + at, n);
        let v = one;
        if (positive) v = multiplyAdd(f32x4.sub(loadLanes(positive + at, n), one), y, one);
        const w = weights ? f32x4.mul(s, loadLanes(weights + at, n)) : s;
        // 1 − σ(x) as σ(−x) keeps its digits where σ(x) is near 1.
        const left = sigmoidPoly6(f32x4.neg(loadLanes(logits + at, n)));
        storeLanes(dLogits + at, f32x4.mul(w, f32x4.sub(f32x4.sub(one, y), f32x4.mul(v, left))), n);
      }
    }
    logits += C << 2;
    targets += C << 2;
    dLogits += C << 2;
  }
}
