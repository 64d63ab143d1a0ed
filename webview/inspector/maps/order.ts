import type { States } from "../../shared/heatMap.ts";

// Orders of the units of a matrix (time, units), for the rows of its heat map.

export function byIndex(units: number): Uint16Array {
  return Uint16Array.from({ length: units }, (_, unit) => unit);
}

/** By correlation with one unit over time, the most similar first; the unit itself leads. `correlations` is of each unit. */
export function bySimilarity(states: States, unit: number): { order: Uint16Array; correlations: Float32Array } {
  const correlations = correlationsWith(states, unit);
  const order = byIndex(states.units).sort((a, b) => correlations[b] - correlations[a] || a - b);
  const at = order.indexOf(unit);
  // A unit that never changes correlates with nothing, and still leads.
  order.copyWithin(1, 0, at);
  order[0] = unit;
  return { order, correlations };
}

/** By how much two matrices of the same units differ, mean |a − b| over the steps that both have, the largest first. */
export function byDifference(a: States, b: States): { order: Uint16Array; differences: Float32Array } {
  const { units } = a;
  const time = Math.min(a.time, b.time);
  const differences = new Float32Array(units);
  for (let at = 0; at < time * units; at++) differences[at % units] += Math.abs(a.values[at] - b.values[at]) / time;
  return { order: byIndex(units).sort((x, y) => differences[y] - differences[x] || x - y), differences };
}

/** Pearson's correlation of each unit with one, over time; 0 where one of the two never changes. */
export function correlationsWith({ time, units, values }: States, unit: number): Float32Array {
  const [sums, squares, products] = [new Float64Array(units), new Float64Array(units), new Float64Array(units)];
  for (let t = 0; t < time; t++) {
    const row = t * units;
    const own = values[row + unit];
    for (let u = 0; u < units; u++) {
      const value = values[row + u];
      sums[u] += value;
      squares[u] += value * value;
      products[u] += value * own;
    }
  }
  const deviation = (u: number) => Math.sqrt(Math.max(0, squares[u] / time - (sums[u] / time) ** 2));
  const ofUnit = deviation(unit);
  return Float32Array.from({ length: units }, (_, u) => {
    const spread = deviation(u) * ofUnit;
    return spread > 1e-12 ? (products[u] / time - (sums[u] / time) * (sums[unit] / time)) / spread : 0;
  });
}
