// The optimisers' loops over any number of floats: what stands behind the last whole vector is taken too, and no more.
import { beforeAll, describe, expect, it } from "vitest";
import * as op from "../../src/core/opcodes.ts";
import { Bench, draws, expectNear, ROUNDOFF, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33];

describe.each(builds)("the %s core's optimisers", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 1);
    const slots = {
      [op.SLOT_RATE]: 0.1,
      [op.SLOT_BETA1]: 0.9,
      [op.SLOT_COMPLEMENT1]: 0.1,
      [op.SLOT_BETA2]: 0.999,
      [op.SLOT_COMPLEMENT2]: 0.001,
      [op.SLOT_CORRECTION2]: 2,
      [op.SLOT_EPSILON]: 1e-3,
      [op.SLOT_CLIP_SCALE]: 1,
      [op.SLOT_CLIP_VALUE]: 0,
    };
    for (const [slot, value] of Object.entries(slots)) bench.scalarFloats[Number(slot) / 4] = value;
  });

  it.each(COUNTS)("over %d floats", (n) => {
    const draw = draws(150 + n);
    bench.clear();
    const [p, g, m, v] = [0, 1, 2, 3].map(() => bench.floats(draw.floats(n), draw.below(4)));
    v.floats.forEach((value, i) => {
      v.floats[i] = Math.abs(value);
    });
    // Adds to what is there, so that a range may be measured block by block.
    const sum = bench.floats([0, 0]);
    bench.run(op.OP_SQUARED_NORM, [g, sum], [n]);
    bench.run(op.OP_SQUARED_NORM, [g, sum], [n]);
    const [squares] = new Float64Array(new Float32Array(sum.floats).buffer);
    expect(squares / (2 * Math.hypot(...g.floats) ** 2)).toBeCloseTo(1, 13);

    const before = Float64Array.from(p.floats);
    bench.run(op.OP_SGD, [p, g], [n]);
    const afterSgd = before.map((value, i) => value - 0.1 * g.floats[i]);
    expectNear(p.floats, afterSgd, 4 * ROUNDOFF, `${seedLabel}: SGD`);

    const start = Float64Array.from(p.floats);
    const mean = Float64Array.from(m.floats, (value, i) => 0.9 * value + 0.1 * g.floats[i]);
    const square = Float64Array.from(v.floats, (value, i) => 0.999 * value + 0.001 * g.floats[i] ** 2);
    bench.run(op.OP_ADAM, [p, g, m, v], [n]);
    expectNear(m.floats, mean, 4 * ROUNDOFF, `${seedLabel}: Adam's mean`);
    expectNear(v.floats, square, 4 * ROUNDOFF, `${seedLabel}: Adam's mean square`);
    const steps = mean.map((value, i) => (0.1 * value) / (2 * Math.sqrt(square[i]) + 1e-3));
    const expected = start.map((value, i) => value - steps[i]);
    const bounds = steps.map((value) => 8 * ROUNDOFF * (1 + 20 * Math.abs(value)));
    expectNear(p.floats, expected, bounds, `${seedLabel}: Adam`);
  });
});
