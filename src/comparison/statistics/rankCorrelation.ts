import { mean } from "./spread.ts";
import { studentProbability } from "./student.ts";

export interface RankCorrelation {
  /** Spearman's ρ, −1 … 1; NaN where one side does not vary. */
  rho: number;
  /** How probable so large a |ρ| is where nothing is related, both sides, by Student's t; NaN of fewer than three pairs. */
  p: number;
  n: number;
}

/** Spearman's rank correlation of pairs; equal values share the mean of their ranks, as SciPy's `spearmanr`. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): RankCorrelation {
  const n = x.length;
  const rho = correlation(ranks(x), ranks(y));
  const freedom = n - 2;
  const t = rho * Math.sqrt(freedom / Math.max(0, (1 + rho) * (1 - rho)));
  const p = n < 3 ? Number.NaN : 2 * studentProbability(-Math.abs(t), freedom);
  return { rho, p, n };
}

/** From 1. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const found = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let i = from; i <= to; i++) found[order[i]] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return found;
}

/** Pearson's. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const [middleX, middleY] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - middleX, y[i] - middleY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  // Rounding may leave the range by a last bit.
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
