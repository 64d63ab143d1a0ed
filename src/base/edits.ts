/** What makes one sequence of another: what is kept, replaced, left out and put in. */
export interface Edit {
  kind: "same" | "substitution" | "deletion" | "insertion";
  /** Indices: of the truth, undefined where something is put in; of the output, undefined where something is left out. */
  truth?: number;
  output?: number;
}

/**
 * The fewest substitutions, deletions and insertions that make `output` of `truth` (Levenshtein 1966). Where several ways are as short,
 * it is the one that jiwer reports (RapidFuzz): from the end, a deletion before an insertion before a substitution.
 */
export function editsBetween<T>(truth: ArrayLike<T>, output: ArrayLike<T>): Edit[] {
  let first = 0;
  const shorter = Math.min(truth.length, output.length);
  while (first < shorter && truth[first] === output[first]) first++;
  let last = 0;
  while (last < shorter - first && truth[truth.length - 1 - last] === output[output.length - 1 - last]) last++;
  const [n, m] = [truth.length - first - last, output.length - first - last];
  const width = m + 1;
  /** Edits between the first i of the truth and the first j of the output. */
  const distance = new Int32Array((n + 1) * width);
  for (let j = 0; j <= m; j++) distance[j] = j;
  for (let i = 1; i <= n; i++) {
    distance[i * width] = i;
    for (let j = 1; j <= m; j++) {
      const isSame = truth[first + i - 1] === output[first + j - 1];
      const [other, deleted, inserted] = [(i - 1) * width + j - 1, (i - 1) * width + j, i * width + j - 1];
      distance[i * width + j] = isSame
        ? distance[other]
        : 1 + Math.min(distance[other], distance[deleted], distance[inserted]);
    }
  }
  const edits: Edit[] = [];
  const same = (i: number, j: number): Edit => ({ kind: "same", truth: i, output: j });
  for (let k = last; k > 0; k--) edits.push(same(truth.length - 1 - (last - k), output.length - 1 - (last - k)));
  let [i, j] = [n, m];
  while (i > 0 && j > 0) {
    const at = (a: number, b: number) => distance[a * width + b];
    if (at(i, j) === at(i - 1, j) + 1) edits.push({ kind: "deletion", truth: first + --i });
    else if (j > 1 && at(i, j - 1) === at(i - 1, j - 1) - 1) edits.push({ kind: "insertion", output: first + --j });
    else {
      i--;
      j--;
      const isSame = truth[first + i] === output[first + j];
      edits.push({ kind: isSame ? "same" : "substitution", truth: first + i, output: first + j });
    }
  }
  while (i > 0) edits.push({ kind: "deletion", truth: first + --i });
  while (j > 0) edits.push({ kind: "insertion", output: first + --j });
  for (let k = first - 1; k >= 0; k--) edits.push(same(k, k));
  return edits.reverse();
}
