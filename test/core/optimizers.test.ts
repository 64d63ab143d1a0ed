// The optimisers' loops against f64 over any number of floats: what stands behind the last whole vector is taken too, and no
// more. One step each from random moments, with everything that a step may have, and with as little as it may.
import { beforeAll, describe, expect, it } from "vitest";
import * as op from "../../src/core/opcodes.ts";
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

interface Kernel {
  opcode: number;
  /** Operands of the instruction for moments; false for one that is absent. */
  moments: boolean[];
  /** Numbers behind the count. */
  more?: number[];
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

const KERNELS: Record<string, Kernel> = {
  SGD: { opcode: op.OP_SGD, moments: [false], more: [0], step: (p, d, _, s) => [p - s.rate * d] },
  "SGD with momentum": { opcode: op.OP_SGD, moments: [true], more: [0], step: sgdWith(false) },
  "SGD with Nesterov's": { opcode: op.OP_SGD, moments: [true], more: [1], step: sgdWith(true) },
  Adam: {
    opcode: op.OP_ADAM,
    moments: [true, true],
    step: (p, d, [m, v], s) => {
      const mean = s.b1 * m + s.c1 * d;
      const square = s.b2 * v + s.c2 * d * d;
      return [s.shrink * p - (s.rate * mean) / (Math.sqrt(square) * s.k + s.epsilon), mean, square];
    },
  },
  RMSprop: { opcode: op.OP_RMSPROP, moments: [true, false, false], step: rmspropWith(false, false) },
  "RMSprop, centered": { opcode: op.OP_RMSPROP, moments: [true, true, false], step: rmspropWith(true, false) },
  "RMSprop with momentum": { opcode: op.OP_RMSPROP, moments: [true, false, true], step: rmspropWith(false, true) },
  "RMSprop with both": { opcode: op.OP_RMSPROP, moments: [true, true, true], step: rmspropWith(true, true) },
  Adagrad: {
    opcode: op.OP_ADAGRAD,
    moments: [true],
    step: (p, d, [s], { rate, epsilon }) => {
      const square = s + d * d;
      return [p - (rate * d) / (Math.sqrt(square) + epsilon), square];
    },
  },
};

function write(bench: Bench, s: Scalars): void {
  const slots = {
    ...{ [op.SLOT_RATE]: s.rate, [op.SLOT_CLIP_SCALE]: s.scale, [op.SLOT_CLIP_VALUE]: s.bound },
    ...{ [op.SLOT_DECAY]: s.decay, [op.SLOT_SHRINK]: s.shrink, [op.SLOT_EPSILON]: s.epsilon },
    ...{ [op.SLOT_BETA1]: s.b1, [op.SLOT_COMPLEMENT1]: s.c1, [op.SLOT_BETA2]: s.b2, [op.SLOT_COMPLEMENT2]: s.c2 },
    [op.SLOT_CORRECTION2]: s.k,
  };
  for (const [slot, value] of Object.entries(slots)) bench.scalarFloats[Number(slot) / 4] = value;
  bench.scalarDoubles[op.SLOT_GRADIENT_NORM / 8] = 1;
}

const doubles = ({ floats }: Region) => new Float64Array(new Float32Array(floats).buffer);

/** A running mean of squares is not negative, and its mean not larger than its root: 0.5 … 1 and −0.5 … 0.5. */
function momentRegions(bench: Bench, draw: Draw, { moments }: Kernel, n: number): (Region | null)[] {
  return moments.map((there, i) => {
    if (!there) return null;
    const values = draw.floats(n).map((x) => (i === 0 && moments.length === 1 ? Math.abs(x) : x / 2));
    return bench.floats(i === 0 || moments.length === 2 ? values.map((x) => Math.abs(x) + 0.5) : values, draw.below(4));
  });
}

describe.each(builds)("the %s core's optimisers", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 1);
  });

  describe.each(Object.entries(KERNELS))("%s", (name, kernel) => {
    it.each(COUNTS)("over %d floats", (n) => {
      for (const [i, s] of [plain, full].entries()) {
        const draw = draws(150 + n + 7 * i);
        bench.clear();
        write(bench, s);
        const [p, g] = [0, 1].map(() => bench.floats(draw.floats(n), draw.below(4)));
        const moments = momentRegions(bench, draw, kernel, n);
        const tally = bench.region(4);
        const kept = moments.filter((region) => region !== null);
        const before = [p, ...kept].map(({ floats }) => Float64Array.from(floats));
        const clipped = Float64Array.from(g.floats, (x) => {
          const bound = s.bound || Number.POSITIVE_INFINITY;
          return Math.max(-bound, Math.min(bound, x * s.scale));
        });
        bench.run(kernel.opcode, [p, g, ...moments, tally], [n, ...(kernel.more ?? [])]);

        const expected = before.map((values) => new Float64Array(values.length));
        for (let e = 0; e < n; e++) {
          const d = clipped[e] + s.decay * before[0][e];
          const past = before.slice(1).map((values) => values[e]);
          kernel.step(before[0][e], d, past, s).forEach((value, k) => {
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
        const sums = [moved, before[0]].map(squares);
        doubles(tally).forEach((sum, k) => {
          expect(Math.abs(sum / sums[k] - 1), `${where}, sum ${k}`).toBeLessThan(1e-5);
        });
      }
    });
  });

  it.each(COUNTS)("‖g‖² over %d floats adds to what is there", (n) => {
    const draw = draws(190 + n);
    bench.clear();
    const g = bench.floats(draw.floats(n), draw.below(4));
    const sum = bench.floats([0, 0]);
    bench.run(op.OP_SQUARED_NORM, [g, sum], [n]);
    bench.run(op.OP_SQUARED_NORM, [g, sum], [n]);
    expect(doubles(sum)[0] / (2 * Math.hypot(...g.floats) ** 2)).toBeCloseTo(1, 13);
  });

  it.each(COUNTS)("‖g‖² after clipping by value over %d floats", (n) => {
    const draw = draws(193 + n);
    bench.clear();
    const g = bench.floats(draw.floats(n), draw.below(4));
    const sum = bench.floats([7, 7]);
    write(bench, plain);
    bench.run(op.OP_CLIPPED_NORM, [g, sum], [n]);
    expect([...sum.floats]).toEqual([7, 7]);
    write(bench, full);
    bench.run(op.OP_CLIPPED_NORM, [g, sum], [n]);
    const cut = Float64Array.from(g.floats, (x) => Math.max(-full.bound, Math.min(full.bound, x * full.scale)));
    expect(Math.abs(doubles(sum)[0] / Math.hypot(...cut) ** 2 - 1)).toBeLessThan(1e-6);
  });

  it.each(COUNTS)("a running average of %d floats", (n) => {
    write(bench, plain);
    for (const weight of [0.1, 0.001, 1]) {
      const draw = draws(195 + n);
      bench.clear();
      const [p, a] = [0, 1].map(() => bench.floats(draw.floats(n), draw.below(4)));
      bench.scalarFloats[op.SLOT_AVERAGE_WEIGHT / 4] = weight;
      const expected = Float64Array.from(a.floats, (x, i) => x + weight * (p.floats[i] - x));
      bench.run(op.OP_AVERAGE, [p, a], [n]);
      if (weight === 1) expect([...a.floats]).toEqual([...p.floats]);
      else expectNear(a.floats, expected, 4 * ROUNDOFF, `${seedLabel}, weight ${weight}`);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("a gradient norm of %d touches nothing", (norm) => {
    const draw = draws(199);
    for (const kernel of [...Object.values(KERNELS), undefined]) {
      bench.clear();
      write(bench, full);
      bench.scalarDoubles[op.SLOT_GRADIENT_NORM / 8] = norm;
      const [p, g] = [0, 1].map(() => bench.floats(draw.floats(33)));
      const moments = kernel ? momentRegions(bench, draw, kernel, 33) : [];
      const everything = () => [p, ...moments].map((region) => region && Float32Array.from(region.floats));
      const before = everything();
      if (kernel) bench.run(kernel.opcode, [p, g, ...moments, bench.region(4)], [33, ...(kernel.more ?? [])]);
      else bench.run(op.OP_AVERAGE, [g, p], [33]);
      expect(everything()).toEqual(before);
    }
  });
});
