/** The lattice of connectionist temporal classification for one sequence and one target; see core/losses/ctc.ts. */
export interface CtcLattice {
  /** ln p of the target, nats; −∞ where no path is long enough. */
  logProbability: number;
  /** l′, (S): the target with the blank, label 0, around each label. */
  labels: number[];
  /** γ (T,S): the share of the target's probability whose paths are at place s at step t. Each step adds up to 1. */
  weights: Float64Array;
}

/** The lattice of ln y (T,V), the logarithms of the probabilities of each step, in f64. */
export function ctcLattice(logY: Float64Array, V: number, target: ArrayLike<number>): CtcLattice {
  const T = logY.length / V;
  const S = 2 * target.length + 1;
  const labels = Array.from({ length: S }, (_, s) => (s % 2 === 1 ? target[(s - 1) / 2] : 0));
  const maySkip = (s: number) => s % 2 === 1 && s > 1 && s < S && labels[s] !== labels[s - 2];
  const emitted = (t: number, s: number) => logY[t * V + labels[s]];
  const alpha = new Float64Array(T * S).fill(-Infinity);
  const beta = new Float64Array(T * S).fill(-Infinity);
  const weights = new Float64Array(T * S);
  if (T === 0) return { logProbability: S === 1 ? 0 : -Infinity, labels, weights };
  for (let t = 0; t < T; t++) {
    for (let s = 0; s < S; s++) {
      const before = (to: number) => (to < 0 ? -Infinity : alpha[(t - 1) * S + to]);
      const sum =
        t === 0 ? (s < 2 ? 0 : -Infinity) : addLogs(before(s), before(s - 1), maySkip(s) ? before(s - 2) : -Infinity);
      alpha[t * S + s] = sum + emitted(t, s);
    }
  }
  for (let t = T - 1; t >= 0; t--) {
    for (let s = 0; s < S; s++) {
      const after = (to: number) => (to >= S ? -Infinity : beta[(t + 1) * S + to] + emitted(t + 1, to));
      beta[t * S + s] =
        t === T - 1
          ? s >= S - 2
            ? 0
            : -Infinity
          : addLogs(after(s), after(s + 1), maySkip(s + 2) ? after(s + 2) : -Infinity);
    }
  }
  const end = T * S - 1;
  const logProbability = addLogs(alpha[end], S > 1 ? alpha[end - 1] : -Infinity, -Infinity);
  if (logProbability === -Infinity) return { logProbability, labels, weights };
  for (let i = 0; i < T * S; i++) weights[i] = Math.exp(alpha[i] + beta[i] - logProbability);
  return { logProbability, labels, weights };
}

/** ln(e^a + e^b + e^c). */
function addLogs(a: number, b: number, c: number): number {
  const top = Math.max(a, b, c);
  return top === -Infinity ? top : top + Math.log(Math.exp(a - top) + Math.exp(b - top) + Math.exp(c - top));
}
