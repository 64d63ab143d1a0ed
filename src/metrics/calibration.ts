import type { CalibrationBin } from "./report.ts";

/** Fifteen bins of equal width, as Guo et al., "On Calibration of Modern Neural Networks" (2017). */
const BINS = 15;

/**
 * How far confidence and accuracy are apart: Σ n_b/n · |accuracy_b − confidence_b| over bins (b/15, (b+1)/15] of the confidence,
 * the probability of the predicted class. A true class of −1 counts for nothing; 0 when nothing counts.
 */
export function calibration(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  confidence: ArrayLike<number>,
): { error: number; bins: CalibrationBin[] } {
  const counts = new Int32Array(BINS);
  const right = new Int32Array(BINS);
  const confidences = new Float64Array(BINS);
  let total = 0;
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] < 0) continue;
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(confidence[i] * BINS) - 1));
    counts[bin]++;
    confidences[bin] += confidence[i];
    if (predicted[i] === actual[i]) right[bin]++;
    total++;
  }
  let error = 0;
  const bins = Array.from(counts, (count, b): CalibrationBin => {
    error += Math.abs(right[b] - confidences[b]) / Math.max(1, total);
    const n = Math.max(1, count);
    return { from: b / BINS, to: (b + 1) / BINS, count, confidence: confidences[b] / n, accuracy: right[b] / n };
  });
  return { error, bins };
}
