// Element by element, rows and columns: every kernel against f64, around every width, in place as well as apart.
import { beforeAll, describe, expect, it } from "vitest";
import {
  sigmoidBackwardKernel,
  sigmoidForwardKernel,
  tanhBackwardKernel,
  tanhForwardKernel,
} from "../../src/graph/ops/pointwise/activations.ts";
import { addScaledKernel, copyKernel, fillKernel, multiplyKernel } from "../../src/graph/ops/pointwise/arithmetic.ts";
import { biasForwardKernel, columnSumKernel } from "../../src/graph/ops/products/bias.ts";
import { gatherKernel, scatterAddKernel } from "../../src/graph/ops/products/embedding.ts";
import { transposeKernel } from "../../src/graph/ops/products/transpose.ts";
import { Bench, type Draw, draws, expectNear, type Region, ROUNDOFF, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33];
/** Some roundings of a value of size 1. */
const FEW = 8 * ROUNDOFF;

const sigmoidOf = (x: number) => 1 / (1 + Math.exp(-x));

/** Inputs and output, n floats each. */
interface Operands {
  inputs: readonly Region[];
  out: Region;
  n: number;
  accumulate: boolean;
}

interface Elementwise {
  name: string;
  inputs: number;
  run(bench: Bench, operands: Operands): void;
  /** Whether it has a form that adds to what is there. */
  accumulates: boolean;
  /** Inputs over which it may write. */
  inPlace: number[];
  of(...values: number[]): number;
}

const forward =
  (kernel: typeof tanhForwardKernel): Elementwise["run"] =>
  (bench, { inputs: [x], out, n }) =>
    bench.run(kernel, { x, out, n });

const backward =
  (kernel: typeof tanhBackwardKernel): Elementwise["run"] =>
  (bench, { inputs: [dy, y], out: dx, n, accumulate }) =>
    bench.run(kernel, { dy, y, dx, n, accumulate });

const multiply: Elementwise["run"] = (bench, { inputs: [x, y], out, n, accumulate }) =>
  bench.run(multiplyKernel, { x, y, out, n, accumulate });

const addScaled =
  (scale: number): Elementwise["run"] =>
  (bench, { inputs: [x, y], out, n }) =>
    bench.run(addScaledKernel, { x, y, scale, out, n });

const kernels: Elementwise[] = [
  { name: "tanh", run: forward(tanhForwardKernel), inputs: 1, accumulates: false, inPlace: [0], of: Math.tanh },
  { name: "sigmoid", run: forward(sigmoidForwardKernel), inputs: 1, accumulates: false, inPlace: [0], of: sigmoidOf },
  {
    name: "tanh backward",
    run: backward(tanhBackwardKernel),
    inputs: 2,
    accumulates: true,
    inPlace: [0, 1],
    of: (dy, y) => dy * (1 - y * y),
  },
  {
    name: "sigmoid backward",
    run: backward(sigmoidBackwardKernel),
    inputs: 2,
    accumulates: true,
    inPlace: [0, 1],
    of: (dy, y) => dy * y * (1 - y),
  },
  { name: "product", run: multiply, inputs: 2, accumulates: true, inPlace: [0, 1], of: (x, y) => x * y },
  ...[1, -1, 0.37].map((scale) => ({
    name: `sum with ${scale}·y`,
    run: addScaled(scale),
    inputs: 2,
    accumulates: false,
    inPlace: [0, 1],
    of: (x: number, y: number) => x + Math.fround(scale) * y,
  })),
];

describe.each(builds)("the %s core, element by element", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 4);
  });

  /** Runs a kernel on random numbers of which `output` is an input, or none, and holds the result against its definition. */
  const check = (draw: Draw, kernel: Elementwise, n: number, output: number | undefined, accumulate: boolean) => {
    bench.clear();
    const inputs = Array.from({ length: kernel.inputs }, () => bench.floats(draw.floats(n), draw.below(4)));
    const out = output === undefined ? bench.floats(draw.floats(n), draw.below(4)) : inputs[output];
    const values = inputs.map(({ floats }) => Float64Array.from(floats));
    const before = Float64Array.from(out.floats);
    kernel.run(bench, { inputs, out, n, accumulate });
    const expected = before.map((old, i) => (accumulate ? old : 0) + kernel.of(...values.map((x) => x[i])));
    const place = output === undefined ? "apart" : `over operand ${output}`;
    expectNear(out.floats, expected, FEW, `${seedLabel}: ${kernel.name}, n ${n}, ${place}, accumulate ${accumulate}`);
  };

  it.each(kernels.map((kernel) => [kernel.name, kernel] as const))("%s", (_, kernel) => {
    const draw = draws(20);
    for (const n of COUNTS) {
      for (let round = 0; round < 4; round++) {
        check(draw, kernel, n, undefined, false);
        for (const output of kernel.inPlace) check(draw, kernel, n, output, false);
        if (kernel.accumulates) check(draw, kernel, n, undefined, true);
      }
    }
  });

  it("a sum of a tensor with itself, over itself", () => {
    for (const n of COUNTS) {
      bench.clear();
      const x = bench.floats(draws(21).floats(n));
      const expected = x.floats.map((value) => value * 2);
      addScaled(1)(bench, { inputs: [x, x], out: x, n, accumulate: false });
      expect(x.floats).toEqual(expected);
    }
  });

  it("fill and copy, to the bit", () => {
    const draw = draws(22);
    for (const n of COUNTS) {
      bench.clear();
      const values = draw.floats(n);
      values[0] = -0;
      values[n >> 1] = Number.NaN;
      const [x, out] = [bench.floats(values, draw.below(4)), bench.region(n, draw.below(4))];
      bench.run(copyKernel, { x, out, n });
      expect(out.integers).toEqual(x.integers);
      bench.run(fillKernel, { out, value: -1.5, n });
      expect(out.floats).toEqual(new Float32Array(n).fill(-1.5));
    }
  });

  const shapes = COUNTS.flatMap((rows) => COUNTS.map((columns) => [rows, columns] as const));

  it("bias", () => {
    const draw = draws(23);
    for (const [R, N] of shapes) {
      bench.clear();
      const [x, b] = [bench.floats(draw.floats(R * N), draw.below(4)), bench.floats(draw.floats(N), draw.below(4))];
      const out = draw.below(2) ? x : bench.region(R * N, draw.below(4));
      const expected = Float64Array.from(x.floats, (value, i) => value + b.floats[i % N]);
      bench.run(biasForwardKernel, { x, b, out, R, N });
      expectNear(out.floats, expected, FEW, `${seedLabel}: ${R}×${N}`);
    }
  });

  it("column sums", () => {
    const draw = draws(24);
    for (const [R, N] of [...shapes, [100, 9] as const, [1000, 3] as const]) {
      for (const accumulate of [false, true]) {
        bench.clear();
        const [x, out] = [bench.floats(draw.floats(R * N), draw.below(4)), bench.floats(draw.floats(N), draw.below(4))];
        const expected = Float64Array.from(out.floats, (old) => (accumulate ? old : 0));
        x.floats.forEach((value, i) => {
          expected[i % N] += value;
        });
        bench.run(columnSumKernel, { x, out, R, N, accumulate });
        expectNear(out.floats, expected, (R + 1) * ROUNDOFF * Math.sqrt(R + 1), `${seedLabel}: ${R}×${N}`);
      }
    }
  });

  it("transpose", () => {
    const draw = draws(25);
    for (const [M, N] of shapes) {
      for (const accumulate of [false, true]) {
        bench.clear();
        const [x, out] = [bench.floats(draw.floats(M * N)), bench.floats(draw.floats(M * N), draw.below(4))];
        const expected = Float64Array.from(out.floats, (old, at) => {
          return (accumulate ? old : 0) + x.floats[(at % M) * N + Math.floor(at / M)];
        });
        bench.run(transposeKernel, { x, out, M, N, accumulate });
        expectNear(out.floats, expected, accumulate ? FEW : 0, `${seedLabel}: ${M}×${N}`);
      }
    }
  });

  it("gather copies rows by token, scatterAdd adds to them in order", () => {
    const draw = draws(26);
    for (const [R, N] of shapes) {
      const V = 1 + draw.below(9);
      bench.clear();
      const table = bench.floats(draw.floats(V * N), draw.below(4));
      const tokens = bench.integers(Array.from({ length: R }, () => draw.below(V)));
      const out = bench.region(R * N, draw.below(4));
      bench.run(gatherKernel, { table, tokens, out, R, N });
      const rowOf = (i: number) => tokens.integers[Math.floor(i / N)] * N + (i % N);
      expect(out.floats).toEqual(out.floats.map((_, i) => table.floats[rowOf(i)]));
      const sums = table.floats.slice();
      // Rounded after each row, as the kernel does: equal to the bit.
      out.floats.forEach((value, i) => {
        sums[rowOf(i)] += value;
      });
      bench.run(scatterAddKernel, { dOut: out, tokens, dTable: table, R, N, part: 0, parts: 1 });
      expect(table.floats, `${seedLabel}: ${R}×${N}`).toEqual(sums);
    }
  });

  it("NaN and infinity go through", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1];
    const through = (run: Elementwise["run"], accumulate: boolean, ...operands: number[][]) => {
      bench.clear();
      const inputs: Region[] = operands.map((data) => bench.floats(data));
      const out = bench.floats(new Float32Array(values.length));
      run(bench, { inputs, out, n: values.length, accumulate });
      return [...out.floats];
    };
    const ones = values.map(() => 1);
    expect(through(addScaled(1), false, values, ones)).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1,
      2,
    ]);
    expect(through(multiply, false, values, ones)).toEqual(values);
    expect(through(backward(tanhBackwardKernel), false, values, [0, 0, 0, 0, 0])).toEqual(values);
    expect(through(backward(sigmoidBackwardKernel), true, [Number.NaN, 1, 1, 1, 1], ones)).toEqual([
      Number.NaN,
      0,
      0,
      0,
      0,
    ]);
  });

  it("multiplies and adds with one rounding in the relaxed build or two, with two in the plain one", () => {
    bench.clear();
    const draw = draws(27);
    const n = 4096;
    const [x, y] = [bench.floats(draw.floats(n)), bench.floats(draw.floats(n))];
    const before = draw.floats(n);
    const out = bench.floats(before);
    bench.run(multiplyKernel, { x, y, out, n, accumulate: true });
    const product = x.floats.map((value, i) => value * y.floats[i]);
    const twice = before.map((value, i) => value + product[i]);
    const equal = (a: Float32Array) => a.every((value, i) => value === out.floats[i]);
    // A product of two f32 is exact in f64, and a sum of two such numbers is as good as rounded once.
    const once = before.map((value, i) => value + x.floats[i] * y.floats[i]);
    expect(equal(once)).not.toBe(equal(twice));
    if (build === "simd") expect(equal(twice)).toBe(true);
  });
});
