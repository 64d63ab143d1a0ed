/** Log-probabilities (T,V), in f64, of the first T steps of logits, of which row t begins at `at(t)`. */
export function logShares(logits: ArrayLike<number>, T: number, V: number, at = (t: number) => t * V): Float64Array {
  const logY = new Float64Array(T * V);
  for (let t = 0; t < T; t++) {
    const from = at(t);
    let peak = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < V; v++) peak = Math.max(peak, logits[from + v]);
    let sum = 0;
    for (let v = 0; v < V; v++) sum += Math.exp(logits[from + v] - peak);
    const level = peak + Math.log(sum);
    for (let v = 0; v < V; v++) logY[t * V + v] = logits[from + v] - level;
  }
  return logY;
}
