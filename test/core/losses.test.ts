// The losses' kernels between guards, at every width: in place gives the bits of out of place, and nothing else is touched.
import { beforeAll, describe, expect, it } from "vitest";
import * as core from "../../src/core/constants.ts";
import { errorBackwardKernel, errorForwardKernel } from "../../src/graph/ops/losses/errors.ts";
import {
  sigmoidCrossEntropyBackwardKernel,
  sigmoidCrossEntropyForwardKernel,
} from "../../src/graph/ops/losses/sigmoidCrossEntropy.ts";
import {
  weightedCrossEntropyBackwardKernel,
  weightedCrossEntropyForwardKernel,
} from "../../src/graph/ops/losses/weightedCrossEntropy.ts";
import { Bench, draws, type Region, SIZES, seedLabel } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

describe.each(builds)("losses on the %s core", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build, 4);
    bench.scalarFloats[core.SLOT_INVERSE_TOKENS / 4] = 0.25;
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
      const classes = { targets: ids, mask, weights, R, V: C, smoothing: 0.1 };
      const sums = { loss: scalar(), surprise: scalar() };
      bench.run(weightedCrossEntropyForwardKernel, { logits: predictions, ...classes, probabilities, ...sums });
      const labels = { targets: y, mask, R, C };
      bench.run(sigmoidCrossEntropyForwardKernel, {
        logits: predictions,
        ...labels,
        positive: weights,
        loss: scalar(),
      });
      const gradients = [
        both(probabilities.floats.slice(), shift, (p, dx) => {
          bench.run(weightedCrossEntropyBackwardKernel, { probabilities: p, ...classes, dLoss, dLogits: dx });
        }),
        both(x, shift, (p, dx) => {
          bench.run(sigmoidCrossEntropyBackwardKernel, { logits: p, ...labels, weights, dLoss, dLogits: dx });
        }),
      ];
      for (const kind of [core.ERROR_SQUARED, core.ERROR_ABSOLUTE, core.ERROR_HUBER]) {
        const given = { targets: y, mask, R, F: C, kind, delta: 0.3 };
        bench.run(errorForwardKernel, { predictions, ...given, loss: scalar() });
        const result = both(x, shift, (p, dx) => {
          bench.run(errorBackwardKernel, { predictions: p, ...given, dLoss, dPredictions: dx });
        });
        gradients.push(result);
      }
      for (const [apart, same] of gradients) expect(same, where).toEqual(apart);
    }
  });
});
