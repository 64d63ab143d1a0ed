// The formulas of the smoothed n-gram models, word for word, over strings: slow, and nothing of it is shared with what it checks.
import type { Smoothing } from "../../src/baselines/index.ts";

const key = (gram: readonly number[]) => gram.join(" ");

/** P(symbol | context) by the definition; the context may be longer than the model looks. */
export function exactProbability(
  stream: readonly number[],
  vocabulary: number,
  { order, smoothing, minCount }: { order: number; smoothing: Smoothing; minCount: number },
) {
  const symbols = Array.from({ length: vocabulary }, (_, id) => id);
  const raw = new Map<string, number>();
  const before = new Map<string, Set<number>>();
  for (let k = 1; k <= order; k++) {
    for (let i = 0; i + k <= stream.length; i++) {
      const gram = key(stream.slice(i, i + k));
      raw.set(gram, (raw.get(gram) ?? 0) + 1);
      if (i > 0) before.set(gram, (before.get(gram) ?? new Set()).add(stream[i - 1]));
    }
  }
  const count = (gram: number[]) => {
    const lower = smoothing === "kneser-ney" && gram.length < order;
    return (lower ? before.get(key(gram))?.size : raw.get(key(gram))) ?? 0;
  };
  const isKept = (gram: number[]) => gram.length === 1 || (raw.get(key(gram)) ?? 0) >= minCount;
  const discount = (k: number) => {
    const counts = [...raw.keys()]
      .map((gram) => gram.split(" ").map(Number))
      .filter((gram) => gram.length === k)
      .map(count);
    const [once, twice] = [1, 2].map((n) => counts.filter((c) => c === n).length);
    return once === 0 || twice === 0 ? 0.5 : once / (once + 2 * twice);
  };
  const discounts = Array.from({ length: order + 1 }, (_, k) => (k === 0 ? 0 : discount(k)));

  const probability = (symbol: number, context: number[]): number => {
    const lower = context.length === 0 ? () => 1 / vocabulary : () => probability(symbol, context.slice(1));
    const after = symbols.map((w) => [...context, w]).filter((gram) => count(gram) > 0);
    const kept = after.filter(isKept);
    if (kept.length === 0) return lower();
    const sum = (grams: number[][]) => grams.reduce((total, gram) => total + count(gram), 0);
    const gram = [...context, symbol];
    const own = isKept(gram) ? count(gram) : 0;
    const total = sum(after);
    const cut = total - sum(kept);
    if (smoothing === "none") return own / sum(kept);
    if (smoothing === "witten-bell") return (own + (after.length + cut) * lower()) / (total + after.length);
    const d = discounts[gram.length];
    return (Math.max(own - d, 0) + (d * kept.length + cut) * lower()) / total;
  };
  return (symbol: number, context: readonly number[]) =>
    probability(symbol, order > 1 ? context.slice(-(order - 1)) : []);
}
