import { mean } from "./spread.ts";
import { studentProbability } from "./student.ts";

export interface RankCorrelation {
  /** Spearman's ρ, −1 … 1; NaN where one side does not vary. */
  rho: number;
  /**
   * How probable so large a |ρ| is where nothing is related, both sides: of up to eight pairs counted over all orders, of more by
   * Student's t; NaN of fewer than three.
   */
  p: number;
  n: number;
}

/** Pairs of which all orders are gone through: 40,320. */
const FEW = 8;
/** Orders that are as good differ in the last bits. */
const EQUAL = 1e-9;

/** Spearman's rank correlation of pairs; equal values share the mean of their ranks, as SciPy's `spearmanr`. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): RankCorrelation {
  const n = x.length;
  const [left, right] = [ranks(x), ranks(y)];
  const rho = correlation(left, right);
  if (n < 3 || Number.isNaN(rho)) return { rho, p: Number.NaN, n };
  return { rho, p: n <= FEW ? countedProbability(left, right, Math.abs(rho)) : studentOf(rho, n - 2), n };
}

function studentOf(rho: number, freedom: number): number {
  const t = rho * Math.sqrt(freedom / Math.max(0, (1 + rho) * (1 - rho)));
  return 2 * studentProbability(-Math.abs(t), freedom);
}

/** The share of all orders of `y` with at least this |ρ|. */
function countedProbability(x: readonly number[], y: number[], size: number): number {
  let [all, reached] = [0, 0];
  const order = [...y];
  const visit = (n: number) => {
    if (n === 1) {
      all++;
      if (Math.abs(correlation(x, order)) >= size - EQUAL) reached++;
      return;
    }
    for (let i = 0; i < n; i++) {
      visit(n - 1);
      const other = n % 2 === 0 ? i : 0;
      [order[other], order[n - 1]] = [order[n - 1], order[other]];
    }
  };
  visit(order.length);
  return reached / all;
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
