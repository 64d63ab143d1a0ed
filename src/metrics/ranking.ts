import type { Metrics } from "./report.ts";

/**
 * The rank of a target among the scores of all symbols, from 1. A tie counts against it: who gives all the same score knows
 * nothing. Scores from `from` up to `to`; the target counts from `from`.
 */
export function rankOf(scores: ArrayLike<number>, target: number, from = 0, to = scores.length): number {
  const own = scores[from + target];
  let rank = 0;
  for (let i = from; i < to; i++) if (scores[i] >= own) rank++;
  return rank;
}

/** `hitAt1`, `hitAt5` and `hitAt10`: how often the target is among the first k; `mrr`: the mean of 1/rank. */
export function rankingMetrics(ranks: ArrayLike<number>): Metrics {
  const n = Math.max(1, ranks.length);
  const share = (k: number) => Array.prototype.filter.call(ranks, (rank: number) => rank <= k).length / n;
  const mrr = Array.prototype.reduce.call(ranks, (sum, rank) => (sum as number) + 1 / (rank as number), 0) as number;
  return { hitAt1: share(1), hitAt5: share(5), hitAt10: share(10), mrr: mrr / n };
}
