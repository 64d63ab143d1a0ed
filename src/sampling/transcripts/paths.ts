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
