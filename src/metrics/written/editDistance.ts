/** The fewest insertions, deletions and substitutions that make one sequence of the other (Levenshtein 1966). */
export function editDistance<T>(from: ArrayLike<T>, to: ArrayLike<T>): number {
  // What both begin and end with costs nothing.
  let first = 0;
  while (first < from.length && first < to.length && from[first] === to[first]) first++;
  let [n, m] = [from.length - first, to.length - first];
  while (n > 0 && m > 0 && from[first + n - 1] === to[first + m - 1]) {
    n--;
    m--;
  }
  /** Of the first i of `from` to the first j of `to`. */
  const row = Int32Array.from({ length: m + 1 }, (_, j) => j);
  for (let i = 1; i <= n; i++) {
    let diagonal = row[0];
    row[0] = i;
    for (let j = 1; j <= m; j++) {
      const above = row[j];
      const same = from[first + i - 1] === to[first + j - 1];
      row[j] = same ? diagonal : 1 + Math.min(diagonal, above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[m];
}
