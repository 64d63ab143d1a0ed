// Softmax cross-entropy with row weights, class weights and label smoothing. With p = softmax(logits (R,V)), row weight m_r,
// class weight w_c, W = Σ_c w_c and smoothing ε, as PyTorch has it:
//   loss = inverse · Σ_r m_r · [ −(1−ε)·w_y·ln p_y − ε/V · Σ_c w_c·ln p_c ],   surprise = inverse · Σ_r m_r · (−ln p_y), nats.
// A row whose weight is 0, or whose target is negative, is not read at all: whatever stands there touches nothing.
import { SLOT_INVERSE_TOKENS } from "../constants";
import { loadLanes, storeLanes } from "../lanes";
import { fill } from "../pointwise/arithmetic";
import { multiplyAdd, sumLanes } from "../vectorMath";
import { surprise as surpriseOf } from "./crossEntropy";

/** The weight of row r, 0 where it is ignored. */
// @inline
function rowWeight(mask: usize, targets: usize, r: i32): f32 {
  if (load<i32>(targets + (r << 2)) < 0) return 0;
  return mask ? load<f32>(mask + (r << 2)) : 1;
}

// @inline
function totalWeight(weights: usize, V: i32): f64 {
  if (!weights) return V as f64;
  let sum: f64 = 0;
  for (let c = 0; c < V; c++) sum += load<f32>(weights + (c << 2)) as f64;
  return sum;
}

/** Σ_c w_c·(x_y − x_c) of one row: what the whole row's surprise adds to W·(−ln p_y). */
function weightedDistances(logits: usize, weights: usize, target: f32, V: i32): f64 {
  const x = f32x4.splat(target);
  const one = f32x4.splat(1);
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= V; i += 4) {
    const w = weights ? v128.load(weights + (i << 2)) : one;
    sums = multiplyAdd(w, f32x4.sub(x, v128.load(logits + (i << 2))), sums);
  }
  let sum = sumLanes(sums) as f64;
  for (; i < V; i++) {
    const w: f32 = weights ? load<f32>(weights + (i << 2)) : 1;
    sum += (w * (target - load<f32>(logits + (i << 2)))) as f64;
  }
  return sum;
}

/**
 * probabilities (R,V), in place too, 0 in ignored rows; loss [1] and surprise [1]. mask (R) and weights (V) may be 0: then
 * all are 1. The sums over rows are kept in f64.
 */
export function weightedCrossEntropyForward(
  logits: usize,
  targets: usize,
  mask: usize,
  weights: usize,
  probabilities: usize,
  loss: usize,
  surprise: usize,
  R: i32,
  V: i32,
  smoothing: f32,
  scalars: usize,
): void {
  const inverse = load<f32>(scalars, SLOT_INVERSE_TOKENS);
  const total = totalWeight(weights, V);
  const spread = (smoothing as f64) / (V as f64);
  let lossSum: f64 = 0;
  let surpriseSum: f64 = 0;
  for (let r = 0; r < R; r++) {
    const m = rowWeight(mask, targets, r);
    if (m === 0) {
      fill(probabilities, 0, V);
    } else {
      const target = targets + (r << 2);
      const y: usize = load<i32>(target) << 2;
      const distances = smoothing > 0 ? weightedDistances(logits, weights, load<f32>(logits + y), V) : 0;
      const w = weights ? (load<f32>(weights + y) as f64) : 1;
      const nats = surpriseOf(logits, target, probabilities, 1, V, 1) as f64;
      let row = (1 - (smoothing as f64)) * w * nats;
      if (smoothing > 0) row += spread * (total * nats + distances);
      lossSum += (m as f64) * row;
      surpriseSum += (m as f64) * nats;
    }
    logits += V << 2;
    probabilities += V << 2;
  }
  store<f32>(loss, (lossSum * (inverse as f64)) as f32);
  store<f32>(surprise, (surpriseSum * (inverse as f64)) as f32);
}

/** dLogits (R,V) = scale·m_r·[ ((1−ε)·w_y + ε·W/V)·p − ε/V·w_c − (1−ε)·w_y·one-hot(y) ], in place too. */
export function weightedCrossEntropyBackward(
  probabilities: usize,
  targets: usize,
  mask: usize,
  weights: usize,
  dLoss: usize,
  dLogits: usize,
  R: i32,
  V: i32,
  smoothing: f32,
  scalars: usize,
): void {
  const scale = load<f32>(scalars, SLOT_INVERSE_TOKENS) * load<f32>(dLoss);
  const spread = smoothing / (V as f32);
  const average = (totalWeight(weights, V) / (V as f64)) as f32;
  for (let r = 0; r < R; r++) {
    const m = rowWeight(mask, targets, r);
    if (m === 0) {
      fill(dLogits, 0, V);
    } else {
      const y: usize = load<i32>(targets + (r << 2)) << 2;
      const hit: f32 = (1 - smoothing) * (weights ? load<f32>(weights + y) : 1);
      const s = scale * m;
      const slope = f32x4.splat(s * (hit + smoothing * average));
      const even = f32x4.splat(-s * spread);
      for (let i = 0; i < V; i += 4) {
        const w = weights ? f32x4.mul(even, loadLanes(weights + (i << 2), V - i)) : even;
        storeLanes(dLogits + (i << 2), multiplyAdd(loadLanes(probabilities + (i << 2), V - i), slope, w), V - i);
      }
      store<f32>(dLogits + y, load<f32>(dLogits + y) - s * hit);
    }
    probabilities += V << 2;
    dLogits += V << 2;
  }
}
