import type { States } from "../../shared/heatMap.ts";
import { byIndex } from "./order.ts";

/** Steps that are compared; of more, evenly spread ones. */
const MOST_STEPS = 256;
/** Milliseconds of work between two looks at whether somebody waits. */
const SLICE = 8;

/**
 * Units whose courses rise and fall together stand together: agglomerative clustering, average linkage, by 1 − correlation. The leaves
 * are ordered so that the ends of two clusters that meet are alike. Computes in slices and gives way between them; undefined when `cancelled`.
 */
export async function byCluster(states: States, cancelled: () => boolean): Promise<Uint16Array | undefined> {
  const { units } = states;
  if (units < 3) return byIndex(units);
  const courses = standardized(states);
  const distance = new Float32Array(units * units);
  let pause = performance.now() + SLICE;
  const giveWay = async () => {
    if (performance.now() < pause) return;
    await new Promise((next) => setTimeout(next));
    pause = performance.now() + SLICE;
  };
  const length = courses.length / units;
  for (let a = 0; a < units; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let t = 0; t < length; t++) sum += courses[a * length + t] * courses[b * length + t];
      distance[a * units + b] = distance[b * units + a] = 1 - sum;
    }
    await giveWay();
    if (cancelled()) return undefined;
  }
  const between = distance.slice();
  const members: (number[] | undefined)[] = Array.from({ length: units }, (_, unit) => [unit]);
  const chain: number[] = [];
  for (let merged = 0; merged < units - 1; merged++) {
    const [a, b] = nearestPair(members, between, chain);
    members[a] = joined(members[a]!, members[b]!, (x, y) => distance[x * units + y]);
    const [sizeB, sizeA] = [members[b]!.length, members[a]!.length - members[b]!.length];
    members[b] = undefined;
    for (let c = 0; c < units; c++) {
      if (c === a || !members[c]) continue;
      const mean = (sizeA * between[a * units + c] + sizeB * between[b * units + c]) / (sizeA + sizeB);
      between[a * units + c] = between[c * units + a] = mean;
    }
    await giveWay();
    if (cancelled()) return undefined;
  }
  return Uint16Array.from(members.find((leaves) => leaves !== undefined)!);
}

/** Two clusters of which each is the other's nearest, by the chain of nearest neighbours (Murtagh 1983). */
function nearestPair(members: readonly unknown[], between: Float32Array, chain: number[]): [number, number] {
  const units = members.length;
  if (chain.length === 0) chain.push(members.findIndex((leaves) => leaves !== undefined));
  for (;;) {
    const last = chain[chain.length - 1];
    const before = chain[chain.length - 2];
    let nearest = before ?? -1;
    for (let c = 0; c < units; c++) {
      if (c === last || !members[c]) continue;
      if (nearest < 0 || between[last * units + c] < between[last * units + nearest]) nearest = c;
    }
    if (nearest === before) {
      chain.length -= 2;
      return [before, last];
    }
    chain.push(nearest);
  }
}

function joined(a: number[], b: number[], distance: (x: number, y: number) => number): number[] {
  const [a0, a1, b0, b1] = [a[0], a[a.length - 1], b[0], b[b.length - 1]];
  const ways: [number, () => number[]][] = [
    [distance(a1, b0), () => [...a, ...b]],
    [distance(a1, b1), () => [...a, ...b.toReversed()]],
    [distance(a0, b0), () => [...a.toReversed(), ...b]],
    [distance(a0, b1), () => [...b, ...a]],
  ];
  return ways.reduce((best, way) => (way[0] < best[0] ? way : best))[1]();
}

/** (units, steps): each course with mean 0 and length 1, so that a product of two is their correlation; all 0 where it never changes. */
function standardized({ time, units, values }: States): Float32Array {
  const length = Math.min(MOST_STEPS, time);
  const courses = new Float32Array(units * length);
  for (let unit = 0; unit < units; unit++) {
    const course = courses.subarray(unit * length, (unit + 1) * length);
    for (let i = 0; i < length; i++) course[i] = values[Math.floor((i * time) / length) * units + unit];
    const mean = course.reduce((sum, value) => sum + value, 0) / length;
    let square = 0;
    for (let i = 0; i < length; i++) {
      course[i] -= mean;
      square += course[i] ** 2;
    }
    const scale = square > 1e-12 ? 1 / Math.sqrt(square) : 0;
    for (let i = 0; i < length; i++) course[i] *= scale;
  }
  return courses;
}
