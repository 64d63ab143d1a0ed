/**
 * The known name that a misspelled one most likely means, or undefined when none is near. Case, "_" and "-" count for
 * nothing, so `batch_size` finds `batchSize`; otherwise about a third of the letters may differ. Where none is
 near, three letters or more may begin one name alone (`exact`, `exactMatch`), or a written 2 stand for “to” (`seq2seq`).
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 100) return undefined;
  const wanted = fold(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const folded = fold(candidate);
    if (folded.length === 0 || Math.abs(folded.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, folded);
    if (distance < bestDistance && distance < folded.length) [best, bestDistance] = [candidate, distance];
  }
  return best ?? abbreviated(wanted, known);
}

/** The only name that a shorter one begins, as a whole or part by part between its hyphens. */
function abbreviated(wanted: string, known: readonly string[]): string | undefined {
  if (wanted.length < 3) return undefined;
  const meant = known.filter((name) => fold(name).startsWith(wanted));
  if (meant.length > 0) return meant.length === 1 ? meant[0] : undefined;
  const parts = wanted.split("2");
  if (parts.length !== 2) return undefined;
  return known.find((name) => {
    const words = name.toLowerCase().split("-to-");
    return words.length === 2 && words.every((word, i) => parts[i] !== "" && word.startsWith(parts[i]));
  });
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[_\-\s]/g, "");
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each counted once. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2] + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length];
}
