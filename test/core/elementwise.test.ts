// Element by element, rows and columns: every kernel against f64, around every width, in place as well as apart.
import { beforeAll, describe, expect, it } from "vitest";
import * as op from "../../src/core/opcodes.ts";
import { Bench, bitsOf, type Draw, draws, expectNear, type Region, ROUNDOFF, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33];
/** Some roundings of a value of size 1. */
const FEW = 8 * ROUNDOFF;

const sigmoidOf = (x: number) => 1 / (1 + Math.exp(-x));

interface Kernel {
  name: string;
  opcode: number;
  inputs: number;
  /** What stands behind the count. */
  numbers?: number[];
  /** Whether it has a form that adds to what is there. */
  accumulates: boolean;
  /** Inputs over which it may write. */
  inPlace: number[];
  of(...values: number[]): number;
}

const kernels: Kernel[] = [
  { name: "tanh", opcode: op.OP_TANH, inputs: 1, accumulates: false, inPlace: [0], of: Math.tanh },
  { name: "sigmoid", opcode: op.OP_SIGMOID, inputs: 1, accumulates: false, inPlace: [0], of: sigmoidOf },
  {
    name: "tanh backward",
    opcode: op.OP_TANH_BACKWARD,
    inputs: 2,
    accumulates: true,
    inPlace: [0, 1],
    of: (dy, y) => dy * (1 - y * y),
  },
  {
    name: "sigmoid backward",
    opcode: op.OP_SIGMOID_BACKWARD,
    inputs: 2,
    accumulates: true,
    inPlace: [0, 1],
    of: (dy, y) => dy * y * (1 - y),
  },
  { name: "product", opcode: op.OP_MUL, inputs: 2, accumulates: true, inPlace: [0, 1], of: (x, y) => x * y },
  ...[1, -1, 0.37].map((scale) => ({
    name: `sum with ${scale}·y`,
    opcode: op.OP_ADD,
    inputs: 2,
    numbers: [bitsOf(scale)],
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
  const check = (draw: Draw, kernel: Kernel, n: number, output: number | undefined, accumulate: boolean) => {
    bench.clear();
    const inputs = Array.from({ length: kernel.inputs }, () => bench.floats(draw.floats(n), draw.below(4)));
    const out = output === undefined ? bench.floats(draw.floats(n), draw.below(4)) : inputs[output];
    const values = inputs.map(({ floats }) => Float64Array.from(floats));
    const before = Float64Array.from(out.floats);
    const numbers = kernel.numbers ?? (kernel.accumulates ? [accumulate ? 1 : 0] : []);
    bench.run(kernel.opcode, [...inputs, out], [n, ...numbers]);
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
      bench.run(op.OP_ADD, [x, x, x], [n, bitsOf(1)]);
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
      bench.run(op.OP_COPY, [x, out], [n]);
      expect(out.integers).toEqual(x.integers);
      bench.run(op.OP_FILL, [out], [bitsOf(-1.5), n]);
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
      bench.run(op.OP_BIAS, [x, b, out], [R, N]);
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
        bench.run(op.OP_COLUMN_SUM, [x, out], [R, N, accumulate ? 1 : 0]);
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
        bench.run(op.OP_TRANSPOSE, [x, out], [M, N, accumulate ? 1 : 0]);
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
      bench.run(op.OP_GATHER, [table, tokens, out], [R, N]);
      const rowOf = (i: number) => tokens.integers[Math.floor(i / N)] * N + (i % N);
      expect(out.floats).toEqual(out.floats.map((_, i) => table.floats[rowOf(i)]));
      const sums = table.floats.slice();
      // Rounded after each row, as the kernel does: equal to the bit.
      out.floats.forEach((value, i) => {
        sums[rowOf(i)] += value;
      });
      bench.run(op.OP_SCATTER_ADD, [out, tokens, table], [R, N]);
      expect(table.floats, `${seedLabel}: ${R}×${N}`).toEqual(sums);
    }
  });

  it("NaN and infinity go through", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1];
    const through = (opcode: number, numbers: number[], ...operands: number[][]) => {
      bench.clear();
      const regions: Region[] = operands.map((data) => bench.floats(data));
      const out = bench.floats(new Float32Array(values.length));
      bench.run(opcode, [...regions, out], [values.length, ...numbers]);
      return [...out.floats];
    };
    const ones = values.map(() => 1);
    expect(through(op.OP_ADD, [bitsOf(1)], values, ones)).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1,
      2,
    ]);
    expect(through(op.OP_MUL, [0], values, ones)).toEqual(values);
    expect(through(op.OP_TANH_BACKWARD, [0], values, [0, 0, 0, 0, 0])).toEqual(values);
    expect(through(op.OP_SIGMOID_BACKWARD, [1], [Number.NaN, 1, 1, 1, 1], ones)).toEqual([Number.NaN, 0, 0, 0, 0]);
  });

  it("multiplies and adds with one rounding in the relaxed build or two, with two in the plain one", () => {
    bench.clear();
    const draw = draws(27);
    const n = 4096;
    const [x, y] = [bench.floats(draw.floats(n)), bench.floats(draw.floats(n))];
    const before = draw.floats(n);
    const out = bench.floats(before);
    bench.run(op.OP_MUL, [x, y, out], [n, 1]);
    const product = x.floats.map((value, i) => value * y.floats[i]);
    const twice = before.map((value, i) => value + product[i]);
    const equal = (a: Float32Array) => a.every((value, i) => value === out.floats[i]);
    // A product of two f32 is exact in f64, and a sum of two such numbers is as good as rounded once.
    const once = before.map((value, i) => value + x.floats[i] * y.floats[i]);
    expect(equal(once)).not.toBe(equal(twice));
    if (build === "simd") expect(equal(twice)).toBe(true);
  });
});
