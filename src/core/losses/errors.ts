// Errors of numbers: predictions (R,F) against targets (R,F) with row weights m (R), absent = 1. With d = prediction − target,
//   loss = inverse · Σ_r m_r · (1/F) Σ_f ℓ(d),
//   ℓ = d² (squared), |d| (absolute), d²/2 up to |d| = δ and δ·(|d| − δ/2) beyond (Huber 1964).
// A row whose weight is 0 is not read: whatever stands there touches nothing.

import { ERROR_ABSOLUTE, ERROR_HUBER, ERROR_SQUARED, SLOT_INVERSE_TOKENS } from "../constants";
import { fill } from "../pointwise/arithmetic";

/** loss [1]; the sum is kept in f64. */
export function errorForward(
  predictions: usize,
  targets: usize,
  mask: usize,
  loss: usize,
  R: i32,
  F: i32,
  kind: i32,
  delta: f32,
  scalars: usize,
): void {
  const inverse = load<f32>(scalars, SLOT_INVERSE_TOKENS);
  let total: f64 = 0;
  for (let r = 0; r < R; r++) {
    const m: f32 = mask ? load<f32>(mask + (r << 2)) : 1;
    if (m !== 0) {
      let sum: f64 = 0;
      for (let f = 0; f < F; f++) {
        const at: usize = f << 2;
        const d = (load<f32>(predictions + at) as f64) - (load<f32>(targets + at) as f64);
        const size = Math.abs(d);
        if (kind === ERROR_SQUARED) sum += d * d;
        else if (kind === ERROR_ABSOLUTE) sum += size;
        else if (size <= (delta as f64)) sum += 0.5 * d * d;
        else sum += (delta as f64) * (size - 0.5 * (delta as f64));
      }
      total += (m as f64) * sum;
    }
    predictions += F << 2;
    targets += F << 2;
  }
  store<f32>(loss, ((total * (inverse as f64)) / (F as f64)) as f32);
}

/** dPredictions (R,F) = scale·m_r/F · ℓ′(d), in place too: 2d, the sign of d (0 at 0), or d cut to ±δ. */
export function errorBackward(
  predictions: usize,
  targets: usize,
  mask: usize,
  dLoss: usize,
  dPredictions: usize,
  R: i32,
  F: i32,
  kind: i32,
  delta: f32,
  scalars: usize,
): void {
  const scale = load<f32>(scalars, SLOT_INVERSE_TOKENS) * load<f32>(dLoss);
  for (let r = 0; r < R; r++) {
    const m: f32 = mask ? load<f32>(mask + (r << 2)) : 1;
    if (m === 0) {
      fill(dPredictions, 0, F);
    } else {
      const s: f32 = (scale * m) / (F as f32);
      for (let f = 0; f < F; f++) {
        const at: usize = f << 2;
        const d = load<f32>(predictions + at) - load<f32>(targets + at);
        let slope: f32 = 2 * d;
        // What is neither above nor below 0 is 0, or NaN, which has to get through.
        if (kind === ERROR_ABSOLUTE) slope = d > 0 ? 1 : d < 0 ? -1 : d;
        else if (kind === ERROR_HUBER) slope = min(max(d, -delta), delta);
        store<f32>(dPredictions + at, s * slope);
      }
    }
    predictions += F << 2;
    targets += F << 2;
    dPredictions += F << 2;
  }
}
