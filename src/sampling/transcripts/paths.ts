import type { Config } from "../../config/index.ts";

/** How the labels of all steps become a transcript. */
export type Collapse = Config["sampling"]["collapse"];

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
