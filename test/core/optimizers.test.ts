// The optimisers' loops against f64 over any number of floats: what stands behind the last whole vector is taken too, and no
// more. One step each from random moments, with everything that a step may have, and with as little as it may.
import { beforeAll, describe, expect, it } from "vitest";
import * as core from "../../src/core/constants.ts";
import {
  adagradKernel,
  adamKernel,
  averageKernel,
  clippedNormKernel,
  rmspropKernel,
  sgdKernel,
  squaredNormKernel,
} from "../../src/engine/optimizerKernels.ts";
import { Bench, type Draw, draws, expectNear, type Region, ROUNDOFF, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

/** Around every width, and around the blocks of which sums are taken. */
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33, 1023, 1024, 1025, 2051];

interface Scalars {
  rate: number;
  scale: number;
  bound: number;
  decay: number;
  shrink: number;
  b1: number;
  c1: number;
  b2: number;
  c2: number;
  k: number;
  epsilon: number;
}

const plain: Scalars = {
  ...{ rate: 0.1, scale: 1, bound: 0, decay: 0, shrink: 1 },
  ...{ b1: 0.9, c1: 0.1, b2: 0.999, c2: 0.001, k: 2, epsilon: 1e-3 },
};
const full: Scalars = {
  ...{ rate: 0.03, scale: 0.7, bound: 0.4, decay: 0.2, shrink: 0.95 },
  ...{ b1: 0.5, c1: 0.3, b2: 0.9, c2: 0.1, k: 3, epsilon: 1e-2 },
};

/** What one element is before a step and after: the parameter, then the moments. */
type Step = (p: number, d: number, moments: number[], s: Scalars) => number[];

/** n floats of parameters and gradients, the moments in the order of the kernel, and what a step leaves. */
interface Operands {
  p: Region;
  g: Region;
  moments: readonly (Region | undefined)[];
  sums: Region;
  n: number;
}

interface Optimizer {
  run(bench: Bench, operands: Operands): void;
  /** Operands of the instruction for moments; false for one that is absent. */
  moments: boolean[];
  step: Step;
}

const sgdWith =
  (nesterov: boolean): Step =>
  (p, d, [m], s) => {
    const next = s.b1 * m + s.c1 * d;
    return [p - s.rate * (nesterov ? d + s.b1 * next : next), next];
  };

const rmspropWith =
  (centered: boolean, momentum: boolean): Step =>
  (p, d, moments, s) => {
    const square = s.b2 * moments[0] + s.c2 * d * d;
    const mean = centered ? s.b2 * moments[1] + s.c2 * d : 0;
    const u = d / (Math.sqrt(Math.max(0, square - mean * mean)) + s.epsilon);
    const b = momentum ? s.b1 * moments[centered ? 2 : 1] + u : u;
    return [p - s.rate * b, square, ...(centered ? [mean] : []), ...(momentum ? [b] : [])];
  };

const sgd =
  (nesterov: boolean): Optimizer["run"] =>
  (bench, { moments: [m], ...operands }) =>
    bench.run(sgdKernel, { ...operands, m, nesterov });

const rmsprop: Optimizer["run"] = (bench, { moments: [s, a, b], ...operands }) =>
  bench.run(rmspropKernel, { ...operands, s: s!, a, b });

const OPTIMIZERS: Record<string, Optimizer> = {
  SGD: { run: sgd(false), moments: [false], step: (p, d, _, s) => [p - s.rate * d] },
  "SGD with momentum": { run: sgd(false), moments: [true], step: sgdWith(false) },
  "SGD with Nesterov's": { run: sgd(true), moments: [true], step: sgdWith(true) },
  Adam: {
    run: (bench, { moments: [m, v], ...operands }) => bench.run(adamKernel, { ...operands, m: m!, v: v! }),
    moments: [true, true],
    step: (p, d, [m, v], s) => {
      const mean = s.b1 * m + s.c1 * d;
      const square = s.b2 * v + s.c2 * d * d;
      return [s.shrink * p - (s.rate * mean) / (Math.sqrt(square) * s.k + s.epsilon), mean, square];
    },
  },
  RMSprop: { run: rmsprop, moments: [true, false, false], step: rmspropWith(false, false) },
  "RMSprop, centered": { run: rmsprop, moments: [true, true, false], step: rmspropWith(true, false) },
  "RMSprop with momentum": { run: rmsprop, moments: [true, false, true], step: rmspropWith(false, true) },
  "RMSprop with both": { run: rmsprop, moments: [true, true, true], step: rmspropWith(true, true) },
  Adagrad: {
    run: (bench, { moments: [s], ...operands }) => bench.run(adagradKernel, { ...operands, s: s! }),
    moments: [true],
    step: (p, d, [s], { rate, epsilon }) => {
      const square = s + d * d;
      return [p - (rate * d) / (Math.sqrt(square) + epsilon), square];
    },
  },
};

function write(bench: Bench, s: Scalars): void {
  const slots = {
    ...{ [core.SLOT_RATE]: s.rate, [core.SLOT_CLIP_SCALE]: s.scale, [core.SLOT_CLIP_VALUE]: s.bound },
    ...{ [core.SLOT_DECAY]: s.decay, [core.SLOT_SHRINK]: s.shrink, [core.SLOT_EPSILON]: s.epsilon },
    ...{
      [core.SLOT_BETA1]: s.b1,
      [core.SLOT_COMPLEMENT1]: s.c1,
      [core.SLOT_BETA2]: s.b2,
      [core.SLOT_COMPLEMENT2]: s.c2,
    },
    [core.SLOT_CORRECTION2]: s.k,
  };
  for (const [slot, value] of Object.entries(slots)) bench.scalarFloats[Number(slot) / 4] = value;
  bench.scalarDoubles[core.SLOT_GRADIENT_NORM / 8] = 1;
}

const doubles = ({ floats }: Region) => new Float64Array(new Float32Array(floats).buffer);

/** A running mean of squares is not negative, and its mean not larger than its root: 0.5 … 1 and −0.5 … 0.5. */
function momentRegions(bench: Bench, draw: Draw, { moments }: Optimizer, n: number): (Region | undefined)[] {
  return moments.map((there, i) => {
    if (!there) return undefined;
    const values = draw.floats(n).map((x) => (i === 0 && moments.length === 1 ? Math.abs(x) : x / 2));
    return bench.floats(i === 0 || moments.length === 2 ? values.map((x) => Math.abs(x) + 0.5) : values, draw.below(4));
  });
}

describe.each(builds)("the %s core's optimisers", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 1);
  });

  describe.each(Object.entries(OPTIMIZERS))("%s", (name, optimizer) => {
    it.each(COUNTS)("over %d floats", (n) => {
      for (const [i, s] of [plain, full].entries()) {
        const draw = draws(150 + n + 7 * i);
        bench.clear();
        write(bench, s);
        const [p, g] = [0, 1].map(() => bench.floats(draw.floats(n), draw.below(4)));
        const moments = momentRegions(bench, draw, optimizer, n);
        const sums = bench.region(4);
        const kept = moments.filter((region) => region !== undefined);
        const before = [p, ...kept].map(({ floats }) => Float64Array.from(floats));
        const clipped = Float64Array.from(g.floats, (x) => {
          const bound = s.bound || Number.POSITIVE_INFINITY;
          return Math.max(-bound, Math.min(bound, x * s.scale));
        });
        optimizer.run(bench, { p, g, moments, sums, n });

        const expected = before.map((values) => new Float64Array(values.length));
        for (let e = 0; e < n; e++) {
          const d = clipped[e] + s.decay * before[0][e];
          const past = before.slice(1).map((values) => values[e]);
          optimizer.step(before[0][e], d, past, s).forEach((value, k) => {
            expected[k][e] = value;
          });
        }
        const where = `${seedLabel}: ${name}, ${i ? "full" : "plain"}`;
        expected.forEach((values, k) => {
          const { floats } = k === 0 ? p : kept[k - 1];
          // Steps of RMSprop are gradients over a root that may be small.
          const bounds = values.map((value, e) => 16 * ROUNDOFF * (1 + Math.abs(value) + Math.abs(before[k][e])));
          expectNear(floats, values, bounds, `${where}, ${k === 0 ? "parameters" : `moment ${k}`}`);
        });
        const squares = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0);
        const moved = Float64Array.from(p.floats, (x, e) => x - before[0][e]);
        const truth = [moved, before[0]].map(squares);
        doubles(sums).forEach((sum, k) => {
          expect(Math.abs(sum / truth[k] - 1), `${where}, sum ${k}`).toBeLessThan(1e-5);
        });
      }
    });
  });

  it.each(COUNTS)("‖g‖² over %d floats adds to what is there", (n) => {
    const draw = draws(190 + n);
    bench.clear();
    const g = bench.floats(draw.floats(n), draw.below(4));
    const sum = bench.floats([0, 0]);
    bench.run(squaredNormKernel, { g, sum, n });
    bench.run(squaredNormKernel, { g, sum, n });
    expect(doubles(sum)[0] / (2 * Math.hypot(...g.floats) ** 2)).toBeCloseTo(1, 13);
  });

  it.each(COUNTS)("‖g‖² after clipping by value over %d floats", (n) => {
    const draw = draws(193 + n);
    bench.clear();
    const g = bench.floats(draw.floats(n), draw.below(4));
    const sum = bench.floats([7, 7]);
    write(bench, plain);
    bench.run(clippedNormKernel, { g, sum, n });
    expect([...sum.floats]).toEqual([7, 7]);
    write(bench, full);
    bench.run(clippedNormKernel, { g, sum, n });
    const cut = Float64Array.from(g.floats, (x) => Math.max(-full.bound, Math.min(full.bound, x * full.scale)));
    expect(Math.abs(doubles(sum)[0] / Math.hypot(...cut) ** 2 - 1)).toBeLessThan(1e-6);
  });

  it.each(COUNTS)("a running average of %d floats", (n) => {
    write(bench, plain);
    for (const weight of [0.1, 0.001, 1]) {
      const draw = draws(195 + n);
      bench.clear();
      const [p, a] = [0, 1].map(() => bench.floats(draw.floats(n), draw.below(4)));
      bench.scalarFloats[core.SLOT_AVERAGE_WEIGHT / 4] = weight;
      const expected = Float64Array.from(a.floats, (x, i) => x + weight * (p.floats[i] - x));
      bench.run(averageKernel, { p, a, n });
      if (weight === 1) expect([...a.floats]).toEqual([...p.floats]);
      else expectNear(a.floats, expected, 4 * ROUNDOFF, `${seedLabel}, weight ${weight}`);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("a gradient norm of %d touches nothing", (norm) => {
    const draw = draws(199);
    for (const optimizer of [...Object.values(OPTIMIZERS), undefined]) {
      bench.clear();
      write(bench, full);
      bench.scalarDoubles[core.SLOT_GRADIENT_NORM / 8] = norm;
      const [p, g] = [0, 1].map(() => bench.floats(draw.floats(33)));
      const moments = optimizer ? momentRegions(bench, draw, optimizer, 33) : [];
      const everything = () => [p, ...moments].map((region) => region && Float32Array.from(region.floats));
      const before = everything();
      if (optimizer) optimizer.run(bench, { p, g, moments, sums: bench.region(4), n: 33 });
      else bench.run(averageKernel, { p: g, a: p, n: 33 });
      expect(everything()).toEqual(before);
    }
  });
});
