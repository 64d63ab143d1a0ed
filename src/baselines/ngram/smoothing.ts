import type { GramTable } from "./gramTable.ts";

export type Smoothing = "none" | "witten-bell" | "kneser-ney";

/** What is counted of an n-gram: how often it occurs, or how many different symbols stand before it (its continuation count). */
export type Counted = "occurrences" | "continuations";

/** Kneser–Ney goes by continuation counts in all but the longest n-grams. */
export function countedIn(length: number, { order, smoothing }: { order: number; smoothing: Smoothing }): Counted {
  return smoothing === "kneser-ney" && length < order ? "continuations" : "occurrences";
}

export function countsOf({ counts, lefts }: GramTable, counted: Counted): Int32Array {
  return counted === "continuations" ? lefts : counts;
}

/**
 * How counts of one length become probabilities: P(w | context) = weight(w) + rest · P(w | shorter context). Weights belong to
 * n-grams, rests to contexts; n-grams that are cut have no weight, and what they would have had is in the rest.
 */
export interface Smoothed {
  weights: Float64Array;
  rests: Float64Array;
}

/**
 * - "none": c / Σc; what did not occur after a known context has probability 0
 * - "witten-bell": (c + T·P) / (Σc + T), T different symbols after the context
 * - "kneser-ney": (max(c − D, 0) + D·T·P) / Σc, D = n₁/(n₁+2n₂) of this length. Counts of all but the longest n-grams are
 *   continuation counts.
 *
 * Counts, T and D are those of all n-grams; `kept` says which of them stay after a cut.
 */
export function smooth(
  table: GramTable,
  contexts: number,
  smoothing: Smoothing,
  counted: Counted,
  kept: (gram: number) => boolean,
): Smoothed {
  const counts = countsOf(table, counted);
  const totals = new Float64Array(contexts);
  const types = new Int32Array(contexts);
  const keptTotals = new Float64Array(contexts);
  const keptTypes = new Int32Array(contexts);
  for (let gram = 0; gram < table.length; gram++) {
    const count = counts[gram];
    if (count === 0) continue;
    const context = table.contexts[gram];
    totals[context] += count;
    types[context]++;
    if (!kept(gram)) continue;
    keptTotals[context] += count;
    keptTypes[context]++;
  }
  const discount = smoothing === "kneser-ney" ? discountOf(counts, table.length) : 0;
  const weights = new Float64Array(table.length);
  for (let gram = 0; gram < table.length; gram++) {
    if (counts[gram] === 0 || !kept(gram)) continue;
    const context = table.contexts[gram];
    if (smoothing === "none") weights[gram] = counts[gram] / keptTotals[context];
    else if (smoothing === "witten-bell") weights[gram] = counts[gram] / (totals[context] + types[context]);
    else weights[gram] = (counts[gram] - discount) / totals[context];
  }
  const rests = totals.map((total, context) => {
    const cut = total - keptTotals[context];
    // After a context of which nothing is known, the shorter one says all.
    if (keptTypes[context] === 0) return 1;
    if (smoothing === "none") return 0;
    if (smoothing === "witten-bell") return (types[context] + cut) / (total + types[context]);
    return (discount * keptTypes[context] + cut) / total;
  });
  return { weights, rests };
}

/**
 * n₁/(n₁+2n₂), n₁ and n₂ how many n-grams have a count of 1 and of 2. Where none has a count of 1 that would be 0, and leave
 * nothing for what was never seen; where none has a count of 2 it would be 1, and leave nothing to what was seen once. Then it is ½.
 */
function discountOf(counts: Int32Array, length: number): number {
  let [once, twice] = [0, 0];
  for (let gram = 0; gram < length; gram++) {
    if (counts[gram] === 1) once++;
    else if (counts[gram] === 2) twice++;
  }
  return once === 0 || twice === 0 ? 0.5 : once / (once + 2 * twice);
}
