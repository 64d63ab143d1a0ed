/** exp(x_c) / Σ exp(x), of C logits, into `out`, which it returns. */
export function softmax(logits: ArrayLike<number>, out: Float64Array): Float64Array {
  let peak = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < out.length; c++) peak = Math.max(peak, logits[c]);
  let sum = 0;
  for (let c = 0; c < out.length; c++) {
    out[c] = Math.exp(logits[c] - peak);
    sum += out[c];
  }
  for (let c = 0; c < out.length; c++) out[c] /= sum;
  return out;
}
