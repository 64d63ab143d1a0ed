/** How much better lines must fit each other, on average, for a place to be named. */
const DECISIVE = 0.75;

/**
 * The line, from 1, from which on two parallel files are likely shifted against each other: where one lacks lines that the other has.
 * Long sentences have long translations, so the lengths fit best when as many lines are passed over there. Undefined where they
 * tell nothing; one more than the shorter file has where its end is missing.
 */
export function slipOf(longer: Int32Array, shorter: Int32Array): number | undefined {
  const shift = longer.length - shorter.length;
  const n = shorter.length;
  const unlike = (i: number, j: number) => Math.abs(Math.log((1 + longer[i]) / (1 + shorter[j])) - usual);
  const total = (lengths: Int32Array) => lengths.reduce((sum, length) => sum + length, 1);
  const usual = Math.log(total(longer) / total(shorter));
  // Below line k nothing is shifted, from there on all is.
  let cost = 0;
  for (let i = 0; i < n; i++) cost += unlike(i + shift, i);
  const all = cost;
  let [best, at] = [cost, 0];
  for (let k = 1; k <= n; k++) {
    cost += unlike(k - 1, k - 1) - unlike(k - 1 + shift, k - 1);
    if (cost < best) [best, at] = [cost, k];
  }
  // Now nothing is shifted.
  return best < DECISIVE * Math.max(all, cost) ? at + 1 : undefined;
}
