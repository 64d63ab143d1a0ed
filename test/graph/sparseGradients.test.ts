// Gradients that have only the rows that a minibatch reads: which those are, and what they hold and lead to, on both builds against the
// f64 interpreter and against gradients with all rows.
import { describe, expect, it } from "vitest";
import { sparseGradients } from "../../src/graph/index.ts";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { builds, coreNetwork, coreStep, interpretStep, noClipping, worst, writeValues } from "../support/networks.ts";
import { labelOf, randomValues } from "../support/random.ts";

const V = 400;
const plain: ModelOptions = { cell: "gru", units: 8, layers: 1, embedding: 7, dropout: 0, bias: true };

const rowsOf = (options: ModelOptions, steps: number, leastBytes = 0) => {
  const model = buildModel(options, { steps, batch: 10, vocabulary: V }, { training: true });
  return Object.fromEntries(sparseGradients([model], leastBytes));
};

describe("a gradient is sparse", () => {
  it("where a minibatch reads few rows, nothing else writes it, and it is large", () => {
    expect(rowsOf(plain, 10)).toEqual({ "embedding.weight": 100 });
    expect(rowsOf(plain, 11)).toEqual({});
    expect(rowsOf({ ...plain, tied: true, embedding: 8 }, 10)).toEqual({});
    expect(rowsOf({ ...plain, freeze: ["embedding.*"] }, 10)).toEqual({});
    expect(rowsOf(plain, 10, 4 * V * 7)).toEqual({ "embedding.weight": 100 });
    expect(rowsOf(plain, 10, 4 * V * 7 + 1)).toEqual({});
  });

  it("where every graph of the network allows it, with room for the most rows", () => {
    const of = (steps: number) => buildModel(plain, { steps, batch: 10, vocabulary: V }, { training: true });
    expect([...sparseGradients([of(5), of(8)], 0)]).toEqual([["embedding.weight", 80]]);
    expect(sparseGradients([of(5), of(20)], 0).size).toBe(0);
    expect(sparseGradients([], 0).size).toBe(0);
  });
});

describe.each(builds)("sparse gradients on the %s core", (build) => {
  it.each([
    { steps: 9, batch: 7 },
    { steps: 9, batch: 7, ends: true },
    // Tokens that occur again and again, in all shards.
    { steps: 9, batch: 7, few: 5 },
  ])(
    "of case %# are those of f64, and lead to the same parameters as whole ones",
    async ({ steps, batch, ends, few }) => {
      const dimensions = { steps, batch, vocabulary: V, lengths: ends };
      const model = buildModel(plain, dimensions, { training: true });
      const lengths = Int32Array.from({ length: batch }, (_, b) => steps - b);
      const values = { ...randomValues(model, V, 150), ...(ends && { lengths }) };
      if (few) values.inputs.forEach((token, i) => (values.inputs[i] = token % few));
      const truth = interpretStep(model, values);
      for (const shards of [1, 2, 3]) {
        const where = `${labelOf(plain, dimensions)}, ${shards} shards`;
        const [sparse, whole] = await Promise.all(
          [true, false].map((sparse) => coreNetwork(plain, dimensions, { build, shards, sparse })),
        );
        expect(sparse.network.layout.places.get("embedding.weight")!.sparse, where).toBeDefined();
        const result = coreStep(sparse, values);
        const { name, value } = worst(result.gradients, truth.gradients);
        expect(value, `${where}: ${name}`).toBeLessThan(1e-5);
        // What the step before left is not added to.
        expect(coreStep(sparse, values), where).toEqual(result);
        const settings = { ...noClipping, learningRate: 0.1, clipNorm: 0.5, clipValue: 0.01 };
        const [own, other] = [sparse, whole].map((core) => {
          writeValues(core, values);
          core.executable.run({ seed: 1, step: 1, inverseTokens: 1 / values.inputs.length });
          const norm = core.network.gradientNorm(settings);
          core.network.update(1, settings);
          const figures = core.network.figuresByParameter().get("embedding.weight")!;
          return { norm, figures, table: Float32Array.from(core.network.parameter("embedding.weight")) };
        });
        expect(Math.abs(own.norm / other.norm - 1), where).toBeLessThan(1e-6);
        for (const figure of ["gradientNorm", "clippedNorm", "updateRatio"] as const) {
          expect(Math.abs(own.figures[figure] / other.figures[figure] - 1), `${where}: ${figure}`).toBeLessThan(1e-5);
        }
        const before = values.parameters.get("embedding.weight")!;
        expect(own.table.some((x, i) => Math.abs(x - before[i]) > 1e-3)).toBe(true);
        own.table.forEach((x, i) => expect(Math.abs(x - other.table[i])).toBeLessThan(1e-5));
      }
    },
  );
});
