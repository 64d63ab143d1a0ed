import type { Config } from "../../config/index.ts";

/** How the labels of all steps become a transcript. */
export type Collapse = Config["sampling"]["collapse"];

/** Log-probabilities (T,V), in f64, of the first T steps of logits, of which row t begins at `at(t)`. */
export function logShares(logits: Float32Array, T: number, V: number, at = (t: number) => t * V): Float64Array {
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

/** The likeliest label of each step (T), where row t of V numbers begins at `at(t)`; `never` is not among them. */
export function bestPath(
  values: ArrayLike<number>,
  T: number,
  V: number,
  { at = (t: number) => t * V, never }: { at?: (t: number) => number; never?: number } = {},
): Int32Array {
  return Int32Array.from({ length: T }, (_, t) => {
    const from = at(t);
    let best = 0;
    for (let v = 1; v < V; v++) if (v !== never && values[from + v] > values[from + best]) best = v;
    return best;
  });
}

/**
 * The transcript that a path is: "ctc", labels that repeat are one, and then the blanks, 0, are left out; "trim", the blanks are left out
 * first, so that a label never stands twice in a row.
 */
export function collapsed(path: ArrayLike<number>, collapse: Collapse = "ctc"): number[] {
  const labels: number[] = [];
  let before = 0;
  for (let t = 0; t < path.length; t++) {
    const label = path[t];
    if (label !== 0 && label !== before) labels.push(label);
    if (label !== 0 || collapse === "ctc") before = label;
  }
  return labels;
}
