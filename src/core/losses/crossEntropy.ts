// Softmax cross-entropy of logits (R,V) against targets (R). The loss is the sum over rows times `inverse` = 1/(predicted
// tokens of the whole minibatch), so that the losses of shards add up to the exact mean; nats.
import { SLOT_INVERSE_TOKENS } from "../constants";
import { loadLanes, storeLanes } from "../lanes";
import { expPoly6, sumLanes, sumOfRest } from "../vectorMath";

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

/** The largest of a row of V logits; NaN is passed over, and reaches the loss by the sum. */
// @inline
function largest(logits: usize, V: i32): f32 {
  let top = f32x4.splat(load<f32>(logits)),
    other = top;
  let i = 0;
  for (; i + 8 <= V; i += 8) {
    top = f32x4.pmax(top, v128.load(logits + (i << 2)));
    other = f32x4.pmax(other, v128.load(logits + (i << 2), 16));
  }
  top = f32x4.pmax(top, other);
  for (; i + 4 <= V; i += 4) top = f32x4.pmax(top, v128.load(logits + (i << 2)));
  if (i < V) top = f32x4.pmax(top, loadLanes(logits + (i << 2), V - i));
  return max(
    max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
    max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
  );
}

/** Rows of whose sums one logarithm is taken: each sum is from 1 to V, so that their product is a number of f64 that has all its bits. */
const LOGARITHM_ROWS: i32 = 16;

/** probabilities (R,V), in place too; returns the loss, with `inverse` for 1/tokens. The sum over rows is kept in f64. */
export function surprise(logits: usize, targets: usize, probabilities: usize, R: i32, V: i32, inverse: f32): f32 {
  let total: f64 = 0,
    product: f64 = 1;
  const bytes: usize = V << 2;
  for (let r = 0; r < R; r++) {
    const peak = largest(logits, V);
    const shift = f32x4.splat(peak);
    const target = load<f32>(logits + (load<i32>(targets) << 2)) - peak;
    let sum: f32 = 0;
    let sums = f32x4.splat(0);
    let i = 0;
    // Eight at a time, both read before either is written, so that V8 can pack pairs of vectors.
    for (; UNROLL_WIDE && i + 8 <= V; i += 8) {
      const from = logits + (i << 2),
        to = probabilities + (i << 2);
      const e0 = expPoly6(f32x4.sub(v128.load(from), shift)),
        e1 = expPoly6(f32x4.sub(v128.load(from, 16), shift));
      v128.store(to, e0);
      v128.store(to, e1, 16);
      sums = f32x4.add(f32x4.add(sums, e0), e1);
    }
    for (; i + 4 <= V; i += 4) {
      const e = expPoly6(f32x4.sub(v128.load(logits + (i << 2)), shift));
      sums = f32x4.add(sums, e);
      v128.store(probabilities + (i << 2), e);
    }
    if (i < V) {
      const e = expPoly6(f32x4.sub(loadLanes(logits + (i << 2), V - i), shift));
      storeLanes(probabilities + (i << 2), e, V - i);
      sum = sumOfRest(e, V - i);
    }
    sum += sumLanes(sums);
    scaleRow(probabilities, 1 / sum, probabilities, V);
    product *= sum as f64;
    if (r % LOGARITHM_ROWS === LOGARITHM_ROWS - 1 || r === R - 1) {
      total += Math.log(product) as f64;
      product = 1;
    }
    total -= target as f64;
    logits += bytes;
    probabilities += bytes;
    targets += 4;
  }
  return (total * (inverse as f64)) as f32;
}

/** out (V) = x·scale, in place too. */
// @inline
function scaleRow(x: usize, scale: f32, out: usize, V: i32): void {
  const s = f32x4.splat(scale);
  let i = 0;
  for (; i + 8 <= V; i += 8) {
    const a = f32x4.mul(v128.load(x + (i << 2)), s),
      b = f32x4.mul(v128.load(x + (i << 2), 16), s);
    v128.store(out + (i << 2), a);
    v128.store(out + (i << 2), b, 16);
  }
  for (; i < V; i += 4) storeLanes(out + (i << 2), f32x4.mul(loadLanes(x + (i << 2), V - i), s), V - i);
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
  for (let r = 0; r < R; r++) {
    scaleRow(probabilities, scale, dLogits, V);
    const at = dLogits + (load<i32>(targets) << 2);
    store<f32>(at, load<f32>(at) - scale);
    probabilities += V << 2;
    dLogits += V << 2;
    targets += 4;
  }
}
