// The losses' kernels between guards, at every width: in place gives the bits of out of place, and nothing else is touched.
import { beforeAll, describe, expect, it } from "vitest";
import * as op from "../../src/core/opcodes.ts";
import { Bench, bitsOf, draws, type Region, SIZES, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

describe.each(builds)("losses on the %s core", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 4);
    bench.scalarFloats[op.SLOT_INVERSE_TOKENS / 4] = 0.25;
  });

  /** Runs `backward` with its output apart and over its first operand, both from the same numbers. */
  const both = (values: Float32Array, shift: number, backward: (x: Region, dx: Region) => void) => {
    const [x, same] = [bench.floats(values, shift), bench.floats(values, shift)];
    const apart = bench.region(values.length, shift);
    backward(x, apart);
    backward(same, same);
    return [apart.integers, same.integers].map((words) => Array.from(words));
  };

  it.each(SIZES)("%d columns", (C) => {
    const draw = draws(60 + C);
    for (const R of [1, 2, 5]) {
      bench.clear();
      const shift = draw.below(4);
      const [x, y] = [draw.floats(R * C), bench.floats(draw.floats(R * C).map(Math.abs), shift)];
      const ids = bench.integers(Array.from({ length: R }, () => draw.below(C)));
      const mask = bench.floats(Array.from({ length: R }, () => draw.below(2)));
      const weights = bench.floats(draw.floats(C).map(Math.abs), shift);
      const dLoss = bench.floats([0.5]);
      const scalar = () => bench.region(1);
      const predictions = bench.floats(x, shift);
      const where = `${seedLabel}: R${R} C${C}`;

      const probabilities = bench.region(R * C, shift);
      const operands = [predictions, ids, mask, weights, probabilities, scalar(), scalar()];
      bench.run(op.OP_WEIGHTED_CROSS_ENTROPY, operands, [R, C, bitsOf(0.1)]);
      bench.run(op.OP_SIGMOID_CROSS_ENTROPY, [predictions, y, mask, weights, null, scalar()], [R, C]);
      const gradients = [
        both(probabilities.floats.slice(), shift, (p, dx) => {
          const inputs = [p, ids, mask, weights, dLoss, dx];
          bench.run(op.OP_WEIGHTED_CROSS_ENTROPY_BACKWARD, inputs, [R, C, bitsOf(0.1)]);
        }),
        both(x, shift, (p, dx) => {
          bench.run(op.OP_SIGMOID_CROSS_ENTROPY_BACKWARD, [p, y, mask, null, weights, dLoss, dx], [R, C]);
        }),
      ];
      for (const kind of [op.ERROR_SQUARED, op.ERROR_ABSOLUTE, op.ERROR_HUBER]) {
        const numbers = [R, C, kind, bitsOf(0.3)];
        bench.run(op.OP_ERROR, [predictions, y, mask, scalar()], numbers);
        const result = both(x, shift, (p, dx) => {
          bench.run(op.OP_ERROR_BACKWARD, [p, y, mask, dLoss, dx], numbers);
        });
        gradients.push(result);
      }
      for (const [apart, same] of gradients) expect(same, where).toEqual(apart);
    }
  });
});
