// Softmax cross-entropy of logits (R,V) against targets (R). The loss is the sum over rows times `inverse` = 1/(predicted
// tokens of the whole minibatch), so that the losses of shards add up to the exact mean; nats.
import { SLOT_INVERSE_TOKENS } from "../constants";
import { loadLanes, storeLanes } from "../lanes";
import { expPoly7, sumLanes } from "../vectorMath";

/** probabilities (R,V), in place too, and the loss [1]. */
export function crossEntropyForward(
  logits: usize,
  targets: usize,
  probabilities: usize,
  loss: usize,
  R: i32,
  V: i32,
  scalars: usize,
): void {
  store<f32>(loss, surprise(logits, targets, probabilities, R, V, load<f32>(scalars, SLOT_INVERSE_TOKENS)));
}

/** probabilities (R,V), in place too; returns the loss, with `inverse` for 1/tokens. The sum over rows is kept in f64. */
export function surprise(logits: usize, targets: usize, probabilities: usize, R: i32, V: i32, inverse: f32): f32 {
  let total: f64 = 0;
  const bytes: usize = V << 2;
  for (let r = 0; r < R; r++) {
    let top = f32x4.splat(load<f32>(logits));
    let i = 0;
    // A maximum that lets NaN through: a NaN logit must reach the loss.
    for (; i + 4 <= V; i += 4) top = f32x4.max(top, v128.load(logits + (i << 2)));
    for (; i < V; i++) top = f32x4.max(top, f32x4.splat(load<f32>(logits + (i << 2))));
    const peak = max(
      max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
      max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
    );
    const shift = f32x4.splat(peak);
    const target = load<f32>(logits + (load<i32>(targets) << 2)) - peak;
    let sum: f32 = 0;
    let sums = f32x4.splat(0);
    for (i = 0; i + 4 <= V; i += 4) {
      const e = expPoly7(f32x4.sub(v128.load(logits + (i << 2)), shift));
      sums = f32x4.add(sums, e);
      v128.store(probabilities + (i << 2), e);
    }
    if (i < V) {
      const e = expPoly7(f32x4.sub(loadLanes(logits + (i << 2), V - i), shift));
      storeLanes(probabilities + (i << 2), e, V - i);
      for (; i < V; i++) sum += load<f32>(probabilities + (i << 2));
    }
    sum += sumLanes(sums);
    const scale = f32x4.splat(1 / sum);
    for (i = 0; i < V; i += 4) {
      const p = probabilities + (i << 2);
      storeLanes(p, f32x4.mul(loadLanes(p, V - i), scale), V - i);
    }
    total += (Math.log(sum as f64) as f64) - (target as f64);
    logits += bytes;
    probabilities += bytes;
    targets += 4;
  }
  return (total * (inverse as f64)) as f32;
}

/** dLogits (R,V) = (probabilities − one-hot(targets))·inverse·dLoss, in place too. */
export function crossEntropyBackward(
  probabilities: usize,
  targets: usize,
  dLoss: usize,
  dLogits: usize,
  R: i32,
  V: i32,
  scalars: usize,
): void {
  const scale = load<f32>(scalars, SLOT_INVERSE_TOKENS) * load<f32>(dLoss);
  const s = f32x4.splat(scale);
  for (let r = 0; r < R; r++) {
    for (let i = 0; i < V; i += 4) {
      storeLanes(dLogits + (i << 2), f32x4.mul(loadLanes(probabilities + (i << 2), V - i), s), V - i);
    }
    const at = dLogits + (load<i32>(targets) << 2);
    store<f32>(at, load<f32>(at) - scale);
    probabilities += V << 2;
    dLogits += V << 2;
    targets += 4;
  }
}
