// The logarithm of a sum of exponentials against f64: sizes around every width and block, far values, and what must not be swallowed.
import { beforeAll, describe, expect, it } from "vitest";
import { logSumExpKernel } from "../../src/graph/ops/losses/logSumExp.ts";
import { Bench, draws } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 17, 65, 1023, 1024, 1025, 1029, 10_000];

describe.each(builds)("logSumExp on the %s core", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 4);
  });

  const found = (x: Float32Array, R: number, V: number) => {
    bench.clear();
    const out = bench.region(R);
    bench.run(logSumExpKernel, { x: bench.floats(x), out, R, V });
    return out.floats.slice();
  };

  it("agrees with f64", () => {
    const draw = draws(5);
    for (const V of COUNTS) {
      const R = 3;
      const x = draw.floats(R * V).map((value) => 20 * value);
      const sums = found(x, R, V);
      for (let r = 0; r < R; r++) {
        const row = Float64Array.from(x.subarray(r * V, (r + 1) * V));
        const peak = row.reduce((a, b) => Math.max(a, b));
        const exact = peak + Math.log(row.reduce((sum, value) => sum + Math.exp(value - peak), 0));
        expect(Math.abs(sums[r] - exact), `V ${V}`).toBeLessThan(4e-6 * Math.max(1, Math.abs(exact)));
      }
    }
  });

  it("of equal values is their value and the logarithm of their number; of what is not a number, no number", () => {
    expect(found(new Float32Array(6).fill(-300), 2, 3)[1]).toBeCloseTo(-300 + Math.log(3), 4);
    expect(found(Float32Array.of(1, Number.NaN, 2, 3, 4), 1, 5)[0]).toBeNaN();
  });
});
