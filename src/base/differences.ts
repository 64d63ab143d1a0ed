/** How a symbol of an output stands to the truth: the same, another, one that should not be there, or one that is missing. */
export type Difference = "same" | "other" | "added" | "missing";

/** A step of an alignment: indices of the symbols that stand for each other. */
export interface AlignedSymbol {
  difference: Difference;
  /** Undefined where the symbol is missing in the output. */
  output?: number;
  /** Undefined where the truth has no such symbol. */
  truth?: number;
}

/** Cells of the table of distances, two bytes each. Beyond them what lies between the common ends is compared place by place. */
const MOST_CELLS = 4_000_000;

/**
 * Aligns an output with the truth by the fewest changes (Levenshtein, 1966), so that one symbol that is missing marks itself and
 * none of those that follow.
 */
export function alignSymbols(output: readonly string[], truth: readonly string[]): AlignedSymbol[] {
  const shorter = Math.min(output.length, truth.length);
  let start = 0;
  while (start < shorter && output[start] === truth[start]) start++;
  let end = 0;
  while (end < shorter - start && output.at(-1 - end) === truth.at(-1 - end)) end++;
  const same = (output: number, truth: number): AlignedSymbol => ({ difference: "same", output, truth });
  const [n, m] = [output.length - start - end, truth.length - start - end];
  const align = (n + 1) * (m + 1) > MOST_CELLS ? byPlace : byDistance;
  return [
    ...Array.from({ length: start }, (_, i) => same(i, i)),
    ...align(output.slice(start, start + n), truth.slice(start, start + m)).map((step) => ({
      difference: step.difference,
      ...(step.output !== undefined && { output: step.output + start }),
      ...(step.truth !== undefined && { truth: step.truth + start }),
    })),
    ...Array.from({ length: end }, (_, i) => same(start + n + i, start + m + i)),
  ];
}

function byDistance(output: readonly string[], truth: readonly string[]): AlignedSymbol[] {
  const [n, m] = [output.length, truth.length];
  const width = m + 1;
  // (n+1, m+1): changes between the first i symbols of the output and the first j of the truth; fewer than 2¹⁶ by MOST_CELLS, but for one empty side.
  const distance = new Uint32Array((n + 1) * width);
  for (let j = 0; j <= m; j++) distance[j] = j;
  for (let i = 1; i <= n; i++) {
    distance[i * width] = i;
    for (let j = 1; j <= m; j++) {
      const changed = distance[(i - 1) * width + j - 1] + (output[i - 1] === truth[j - 1] ? 0 : 1);
      const added = distance[(i - 1) * width + j] + 1;
      const missing = distance[i * width + j - 1] + 1;
      distance[i * width + j] = Math.min(changed, added, missing);
    }
  }
  const steps: AlignedSymbol[] = [];
  for (let [i, j] = [n, m]; i > 0 || j > 0; ) {
    const here = distance[i * width + j];
    const isSame = i > 0 && j > 0 && output[i - 1] === truth[j - 1];
    if (i > 0 && j > 0 && distance[(i - 1) * width + j - 1] + (isSame ? 0 : 1) === here) {
      steps.push({ difference: isSame ? "same" : "other", output: --i, truth: --j });
    } else if (i > 0 && distance[(i - 1) * width + j] + 1 === here) steps.push({ difference: "added", output: --i });
    else steps.push({ difference: "missing", truth: --j });
  }
  return steps.reverse();
}

/** Each symbol against the one at its place: for what is too long to be compared otherwise. */
function byPlace(output: readonly string[], truth: readonly string[]): AlignedSymbol[] {
  return Array.from({ length: Math.max(output.length, truth.length) }, (_, i) => {
    if (i >= output.length) return { difference: "missing", truth: i };
    if (i >= truth.length) return { difference: "added", output: i };
    return { difference: output[i] === truth[i] ? "same" : "other", output: i, truth: i };
  });
}
