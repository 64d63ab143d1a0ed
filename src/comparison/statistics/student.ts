/**
 * P(T ≤ t) of Student's t with so many degrees of freedom, by the regularised incomplete beta function.
 * @param freedom above 0, not necessarily whole
 */
export function studentProbability(t: number, freedom: number): number {
  const beyond = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? 1 - beyond : beyond;
}

/** The t below which Student's t lies with probability `p`, 0 < p < 1, with so many degrees of freedom. */
export function studentQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  let [low, high] = [0, 1];
  while (studentProbability(high, freedom) < p) [low, high] = [high, 2 * high];
  // Each turn halves the interval, until it holds no number between its ends.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (studentProbability(middle, freedom) < p) low = middle;
    else high = middle;
  }
}

/** I_x(a, b), by the continued fraction of DLMF 8.17.22 (Lentz's method) on the side where it converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  let [c, d, fraction] = [1, 0, 1];
  for (let m = 0; m < MOST_TERMS; m++) {
    for (const numerator of numerators(m, x, a, b)) {
      d = 1 / nonZero(1 + numerator * d);
      c = nonZero(1 + numerator / c);
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return front / fraction;
}

const MOST_TERMS = 500;

/** Terms 2m and 2m + 1; the first of all is the one that stands before the fraction. */
function numerators(m: number, x: number, a: number, b: number): number[] {
  const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  if (m === 0) return [odd];
  return [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), odd];
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 10 on, reached by Γ(x) = Γ(x + 1) / x. */
function logGamma(x: number): number {
  let [shifted, product] = [x, 1];
  while (shifted < 10) product *= shifted++;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360))))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
