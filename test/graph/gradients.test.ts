// Gradients first: the f64 interpreter against central differences, the unrolled definition against the fused form, and both
// builds of the core against the interpreter. A tensor agrees when ‖a−b‖₂ ≤ 1e-5·‖b‖₂.
import { describe, expect, it } from "vitest";
import { buildModel, type CellName, type ModelOptions } from "../../src/model/index.ts";
import {
  builds,
  centralDifferences,
  coreNetwork,
  coreStep,
  interpretStep,
  SLOPES,
  worst,
} from "../support/networks.ts";
import { labelOf, randomValues } from "../support/random.ts";

const BOUND = 1e-5;
const V = 7;

interface Case {
  options: ModelOptions;
  dimensions: { steps: number; batch: number; vocabulary: number };
}

/** Every cell, depth, input and bias, with B in 1, 3, 7 and T in 1, 7 and units around the widths of vectors and tiles. */
function allCases(): Case[] {
  const cases: Case[] = [];
  const units = [3, 4, 5, 6, 8, 9, 13, 16, 17];
  const cells: CellName[] = ["rnn", "lstm", "gru"];
  for (const cell of cells) {
    for (const layers of [1, 2]) {
      for (const embedding of [0, 5]) {
        for (const batch of [1, 3, 7]) {
          for (const steps of [1, 7]) {
            const n = cases.length;
            const bias = n % 5 !== 4;
            const options = { cell, layers, units: units[n % units.length], embedding, bias, dropout: 0 };
            cases.push({ options, dimensions: { steps, batch, vocabulary: V } });
          }
        }
      }
    }
  }
  return cases;
}

describe("f64 interpreter against central differences", () => {
  it.each(allCases().map((c) => [labelOf(c.options, c.dimensions), c] as const))("%s", (_, { options, dimensions }) => {
    const small = { ...options, units: Math.min(options.units, 5) };
    const model = buildModel(small, dimensions, { training: true });
    const forward = buildModel(small, dimensions, { evaluation: true });
    const values = randomValues(model, V, 11);
    const { gradients } = interpretStep(model, values);
    expect(gradients.size).toBe(values.parameters.size);
    const { name, value } = worst(gradients, centralDifferences(forward, values), SLOPES);
    expect(value, name).toBeLessThan(BOUND);
  });
});

describe("the fused form equals the unrolled definition, in f64", () => {
  it.each(allCases().map((c) => [labelOf(c.options, c.dimensions), c] as const))("%s", (_, { options, dimensions }) => {
    const fused = buildModel(options, dimensions, { training: true });
    const unrolled = buildModel(options, dimensions, { training: true, unrolled: true });
    const values = randomValues(fused, V, 12);
    const a = interpretStep(fused, values);
    const b = interpretStep(unrolled, values);
    expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-12);
    expect(worst(a.gradients, b.gradients).value).toBeLessThan(1e-11);
    expect(worst(a.states, b.states).value).toBeLessThan(1e-12);
  });
});

describe.each(builds)("the %s core against the interpreter", (build) => {
  it.each(allCases().map((c) => [labelOf(c.options, c.dimensions), c] as const))("%s", async (_, c) => {
    const { options, dimensions } = c;
    const model = buildModel(options, dimensions, { training: true });
    const values = randomValues(model, V, 13);
    const truth = interpretStep(model, values);
    const shards = [1, 2, 3].filter((count) => count <= dimensions.batch);
    for (const [how, count] of [...shards.map((n) => ["fused", n] as const), ["unrolled", 1] as const]) {
      const core = await coreNetwork(options, dimensions, {
        build,
        shards: count,
        how: { training: true, unrolled: how === "unrolled" },
      });
      const result = coreStep(core, values);
      const where = `${how}, ${count} shard(s)`;
      expect(Math.abs(result.loss - truth.loss) / truth.loss, where).toBeLessThan(1e-6);
      const { name, value } = worst(result.gradients, truth.gradients);
      expect(value, `${where}: ${name}`).toBeLessThan(BOUND);
      expect(worst(result.states, truth.states).value, where).toBeLessThan(BOUND);
    }
  });
});
