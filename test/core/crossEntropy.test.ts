// Softmax cross-entropy against f64: sizes around every width, far logits, and what must not be swallowed.
import { beforeAll, describe, expect, it } from "vitest";
import * as core from "../../src/core/constants.ts";
import { crossEntropyBackwardKernel, crossEntropyForwardKernel } from "../../src/graph/ops/losses/crossEntropy.ts";
import { Bench, draws, expectNear, ROUNDOFF, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33, 65];

interface Case {
  R: number;
  V: number;
  logits: Float32Array;
  targets: number[];
  inverse: number;
}

/** Loss and probabilities in f64. */
function reference({ R, V, logits, targets, inverse }: Case) {
  const probabilities = new Float64Array(R * V);
  let loss = 0;
  for (let r = 0; r < R; r++) {
    const row = Float64Array.from(logits.subarray(r * V, (r + 1) * V));
    const peak = Math.max(...row);
    const sum = row.reduce((total, x) => total + Math.exp(x - peak), 0);
    row.forEach((x, i) => {
      probabilities[r * V + i] = Math.exp(x - peak) / sum;
    });
    loss += (peak + Math.log(sum) - row[targets[r]]) * inverse;
  }
  return { loss, probabilities };
}

describe.each(builds)("softmax cross-entropy on the %s core", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 4);
  });

  const forward = ({ R, V, logits, targets, inverse }: Case, inPlace: boolean) => {
    bench.clear();
    bench.scalarFloats[core.SLOT_INVERSE_TOKENS / 4] = inverse;
    const x = bench.floats(logits);
    const ids = bench.integers(targets);
    const probabilities = inPlace ? x : bench.region(R * V);
    const loss = bench.region(1);
    bench.run(crossEntropyForwardKernel, { logits: x, targets: ids, probabilities, loss, R, V });
    return { loss, probabilities, ids };
  };

  const random = (salt: number, spread: number) => {
    const draw = draws(salt);
    return (R: number, V: number): Case => ({
      ...{ R, V },
      logits: draw.floats(R * V).map((x) => x * spread),
      targets: Array.from({ length: R }, () => draw.below(V)),
      inverse: 1 / R,
    });
  };

  it.each([1, 10, 200])("loss, probabilities and gradient, logits up to %d", (spread) => {
    const make = random(40, spread);
    for (const R of [1, 2, 5]) {
      for (const V of COUNTS) {
        for (const inPlace of [false, true]) {
          const c = make(R, V);
          const where = `${seedLabel}: R${R} V${V} spread ${spread}${inPlace ? " in place" : ""}`;
          const truth = reference(c);
          const { loss, probabilities, ids } = forward(c, inPlace);
          // A logit of size s is known to s·2^-24 after the peak is subtracted; e^x has that as a relative error.
          const bound = (16 + V / 4 + 4 * spread) * ROUNDOFF;
          const p = Float64Array.from(truth.probabilities, (x) => x * bound + 1.3e-38);
          expectNear(probabilities.floats, truth.probabilities, p, where);
          expectNear(loss.floats, [truth.loss], bound * (1 + Math.abs(truth.loss)), where);
          const dLoss = bench.floats([0.75]);
          const dLogits = inPlace ? probabilities : bench.region(R * V);
          bench.run(crossEntropyBackwardKernel, { probabilities, targets: ids, dLoss, dLogits, R, V });
          const expected = truth.probabilities.map((x, i) => {
            const hit = c.targets[Math.floor(i / V)] === i % V ? 1 : 0;
            return (x - hit) * c.inverse * 0.75;
          });
          expectNear(dLogits.floats, expected, 2 * bound, where);
        }
      }
    }
  });

  it("logits near the ends of f32 do not overflow", () => {
    for (const size of [100, 1e10, 3e38]) {
      const logits = Float32Array.of(-size, size, 0, -size, size, size, -size);
      const { loss, probabilities } = forward({ R: 1, V: 7, logits, targets: [1], inverse: 1 }, false);
      expect(loss.floats[0]).toBeCloseTo(Math.log(3), 6);
      expect(probabilities.floats[1]).toBeCloseTo(1 / 3, 6);
      expect(probabilities.floats.every((p) => p >= 0 && p <= 1)).toBe(true);
    }
    const logits = Float32Array.of(0, 1000);
    expect(forward({ R: 1, V: 2, logits, targets: [0], inverse: 1 }, false).loss.floats[0]).toBe(1000);
  });

  it("probabilities of a row add up to 1", () => {
    const make = random(41, 5);
    for (const V of COUNTS) {
      const { probabilities } = forward(make(1, V), false);
      const sum = probabilities.floats.reduce((total, p) => total + p, 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
    }
  });

  it("a NaN anywhere in the logits reaches the loss", () => {
    const make = random(42, 1);
    for (const V of COUNTS) {
      for (let at = 0; at < V; at++) {
        const c = make(2, V);
        c.logits[V + at] = Number.NaN;
        expect(forward(c, false).loss.floats[0], `V${V} at ${at}`).toBeNaN();
      }
    }
  });

  it("an infinite logit is not swallowed: +∞ makes the loss NaN, −∞ at a target makes it infinite", () => {
    const make = random(43, 1);
    for (const V of [2, 4, 5, 9]) {
      for (let at = 0; at < V; at++) {
        const c = { ...make(1, V), targets: [0] };
        c.logits[at] = Number.POSITIVE_INFINITY;
        expect(forward(c, false).loss.floats[0]).toBeNaN();
        c.logits[at] = Number.NEGATIVE_INFINITY;
        const { loss } = forward(c, false);
        if (at === 0) expect(loss.floats[0]).toBe(Number.POSITIVE_INFINITY);
        else expect(loss.floats[0]).toBeCloseTo(reference(c).loss, 5);
      }
    }
  });

  it("keeps the sum over many rows in f64", () => {
    const R = 40_000;
    const logits = new Float32Array(R * 2).map((_, i) => (i % 2 ? 0.7 : -0.7));
    const c = { R, V: 2, logits, targets: new Array(R).fill(0), inverse: 1 };
    const { loss } = reference(c);
    expect(Math.abs(forward(c, false).loss.floats[0] / loss - 1)).toBeLessThan(2e-7);
  });
});
