/** Answers of about the same confidence: how many, how sure on average, and what share is right. */
interface Bin {
  count: number;
  confidence: number;
  accuracy: number;
}

/** The expected calibration error: Σ n_b/n · |accuracy_b − confidence_b| (Guo et al. 2017); 0 without answers. */
export function calibrationError(bins: readonly Bin[]): number {
  return weighted(bins, ({ accuracy, confidence }) => Math.abs(accuracy - confidence));
}

/** Mean confidence less accuracy: above 0, the answers are surer than they are right. */
export function overconfidence(bins: readonly Bin[]): number {
  return weighted(bins, ({ accuracy, confidence }) => confidence - accuracy);
}

function weighted(bins: readonly Bin[], value: (bin: Bin) => number): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return total === 0 ? 0 : bins.reduce((sum, bin) => sum + (bin.count / total) * value(bin), 0);
}
