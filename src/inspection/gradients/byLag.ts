import type { LayerTriangle, Triangle } from "./triangle.ts";

export type Verdict = "vanishes" | "explodes" | "healthy";

/** How gradients of a layer's state change with the number of steps that they go back. */
export interface ByLag {
  layer: string;
  /** By lag from 0: the norm relative to that at lag 0, as the geometric mean over `losses` of those t that go back so far. */
  relative: Float64Array;
  /** How many losses each lag is a mean of. */
  losses: Int32Array;
  verdict: Verdict;
  /** From which lag on that is so; of "healthy" the largest that was looked at. */
  lag: number;
}

/**
 * A hundredth of what the prediction itself gives is lost among the gradients of the other steps, and a hundred times as much drowns
 * them: between the two a gradient is of use to learning.
 */
const VANISHED = 0.01;
const EXPLODED = 100;
/** The verdict looks at lags that so large a share of the losses goes back: one long way alone says little. */
const ENOUGH = 0.25;

/** Of each layer the mean by lag and what is to be said of it: "vanishes" from a lag on for good, "explodes" likewise, else "healthy". */
export function byLag({ steps, layers, inPlace }: Triangle): ByLag[] {
  return layers.map((layer) => lagsOf(steps, layer, inPlace === true));
}

/** A backward direction goes back to later steps; where a symbol is predicted in its own place, the way begins one step beside it. */
function lagsOf(steps: Int32Array, { layer, norms }: LayerTriangle, inPlace: boolean): ByLag {
  const T = norms.length / steps.length;
  const way = layer.endsWith("_reverse") ? 1 : -1;
  const sums = new Float64Array(T);
  const losses = new Int32Array(T);
  steps.forEach((t, n) => {
    const first = t + (inPlace ? way : 0);
    const own = first >= 0 && first < T ? norms[n * T + first] : 0;
    // A prediction that is certain and right has no gradient, and says nothing of how one changes.
    if (!(own > 0)) return;
    for (let lag = 0, s = first; s >= 0 && s < T; lag++, s += way) {
      sums[lag] += Math.log(norms[n * T + s] / own);
      losses[lag]++;
    }
  });
  const lags = losses.indexOf(0) < 0 ? T : losses.indexOf(0);
  const relative = Float64Array.from({ length: lags }, (_, lag) => Math.exp(sums[lag] / losses[lag]));
  const looked = losses.findLastIndex((count) => count > 0 && count >= ENOUGH * losses[0]);
  const from = (is: (value: number) => boolean) => {
    let first = looked + 1;
    while (first > 0 && is(relative[first - 1])) first--;
    return first;
  };
  const vanished = from((value) => value < VANISHED);
  const exploded = from((value) => value > EXPLODED);
  const all = { layer, relative, losses: losses.subarray(0, lags) };
  if (vanished <= looked) return { ...all, verdict: "vanishes", lag: vanished };
  if (exploded <= looked) return { ...all, verdict: "explodes", lag: exploded };
  return { ...all, verdict: "healthy", lag: Math.max(0, looked) };
}
