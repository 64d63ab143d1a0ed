// Softmax over the steps that a sequence has: a_ubt = e^{s_ubt} / Σ_{j<lengths_b} e^{s_ubj} for t < lengths_b, else exactly 0, from
// scores s (U,B,T) and lengths (B). Backward: ds = a⊙(da − Σ a⊙da).
import { loadLanes, storeLanes } from "../lanes";
import { expPoly6, sumLanes } from "../vectorMath";

/** out (U,B,T), in place too. Scores behind the end of a sequence are not read. */
export function maskedSoftmax(scores: usize, lengths: usize, out: usize, U: i32, B: i32, T: i32): void {
  const row: usize = (T as usize) << 2;
  for (let u = 0; u < U; u++) {
    for (let b = 0; b < B; b++) {
      const n = load<i32>(lengths + (b << 2));
      let peak: f32 = -Infinity;
      // A maximum that lets NaN through.
      for (let t = 0; t < n; t++) peak = max(peak, load<f32>(scores + (t << 2)));
      const shift = f32x4.splat(peak);
      let sums = f32x4.splat(0);
      let t = 0;
      for (; t + 4 <= n; t += 4) {
        const e = expPoly6(f32x4.sub(v128.load(scores + (t << 2)), shift));
        v128.store(out + (t << 2), e);
        sums = f32x4.add(sums, e);
      }
      let sum = sumLanes(sums);
      if (t < n) {
        storeLanes(out + (t << 2), expPoly6(f32x4.sub(loadLanes(scores + (t << 2), n - t), shift)), n - t);
        for (; t < n; t++) sum += load<f32>(out + (t << 2));
      }
      const scale = f32x4.splat(1 / sum);
      for (t = 0; t < n; t += 4) {
        storeLanes(out + (t << 2), f32x4.mul(loadLanes(out + (t << 2), n - t), scale), n - t);
      }
      memory.fill(out + ((n as usize) << 2), 0, row - ((n as usize) << 2));
      scores += row;
      out += row;
    }
  }
}

/** dScores (U,B,T) (+)= a⊙(da − Σ a⊙da), 0 behind the end of a sequence, where da is not read. */
export function maskedSoftmaxBackward(
  weights: usize,
  dWeights: usize,
  lengths: usize,
  dScores: usize,
  U: i32,
  B: i32,
  T: i32,
  accumulate: bool,
): void {
  const row: usize = (T as usize) << 2;
  for (let u = 0; u < U; u++) {
    for (let b = 0; b < B; b++) {
      const n = load<i32>(lengths + (b << 2));
      let sums = f32x4.splat(0);
      let t = 0;
      for (; t + 4 <= n; t += 4) {
        sums = f32x4.add(sums, f32x4.mul(v128.load(weights + (t << 2)), v128.load(dWeights + (t << 2))));
      }
      let sum = sumLanes(sums);
      for (; t < n; t++) sum += load<f32>(weights + (t << 2)) * load<f32>(dWeights + (t << 2));
      const mean = f32x4.splat(sum);
      for (t = 0; t < n; t += 4) {
        const at: usize = t << 2;
        const difference = f32x4.sub(loadLanes(dWeights + at, n - t), mean);
        let d = f32x4.mul(loadLanes(weights + at, n - t), difference);
        if (accumulate) d = f32x4.add(d, loadLanes(dScores + at, n - t));
        storeLanes(dScores + at, d, n - t);
      }
      if (!accumulate) memory.fill(dScores + ((n as usize) << 2), 0, row - ((n as usize) << 2));
      weights += row;
      dWeights += row;
      dScores += row;
    }
  }
}
