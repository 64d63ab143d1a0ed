// Gradients that all shards add up in one place, in turns: which those are, and what they hold, on both builds against the f64
// interpreter, with blocks of rows that differ in number, sequences that end, and shards in which nothing counts.
import { describe, expect, it } from "vitest";
import { jointGradients } from "../../src/graph/index.ts";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { builds, coreNetwork, coreStep, interpretStep, noClipping, worst, writeValues } from "../support/networks.ts";
import { labelOf, randomValues } from "../support/random.ts";

/** From so many symbols on, the output layer and its loss are one operation. */
const V = 1000;
const plain: ModelOptions = { cell: "lstm", units: 8, layers: 1, embedding: 8, dropout: 0, bias: true };
const tied: ModelOptions = { ...plain, tied: true };

const jointOf = (options: ModelOptions, steps: number, leastBytes = 0) => {
  const model = buildModel(options, { steps, batch: 20, vocabulary: V }, { training: true });
  return [...jointGradients([model], leastBytes)].sort();
};

describe("a gradient is joint", () => {
  it("where all that writes it can take turns", () => {
    expect(jointOf(plain, 5)).toEqual(["embedding.weight", "output.weight"]);
    expect(jointOf(tied, 5)).toEqual(["embedding.weight"]);
    // More tokens than symbols: the embedding gets its gradient by a product.
    expect(jointOf(plain, 100)).toEqual(["output.weight"]);
    expect(jointOf(tied, 100)).toEqual([]);
    expect(jointOf({ ...plain, freeze: ["embedding.*"] }, 5)).toEqual(["output.weight"]);
  });

  it("where every graph of the network allows it, and where it is large", () => {
    const few = buildModel(plain, { steps: 5, batch: 3, vocabulary: V }, { training: true });
    const many = buildModel(plain, { steps: 5, batch: 20, vocabulary: V }, { training: true });
    expect([...jointGradients([many, few], 0)]).toEqual(["embedding.weight"]);
    expect(jointOf(plain, 5, 4 * V * 8)).toHaveLength(2);
    expect(jointOf(plain, 5, 4 * V * 8 + 1)).toEqual([]);
    expect(jointGradients([], 0)).toEqual(new Set());
  });
});

describe.each(builds)("joint gradients on the %s core", (build) => {
  it.each([
    { options: plain, steps: 25, batch: 7 },
    { options: tied, steps: 25, batch: 7 },
    { options: tied, steps: 20, batch: 5, ends: true },
    { options: plain, steps: 20, batch: 5, silent: true },
  ])("of case %# are those of f64, twice to the bit", async ({ options, steps, batch, ends, silent }) => {
    const dimensions = { steps, batch, vocabulary: V, lengths: ends };
    const whole = buildModel(options, dimensions, { training: true });
    const lengths = Int32Array.from({ length: batch }, (_, b) => steps - 3 * b);
    const values = { ...randomValues(whole, V, 140), ...(ends && { lengths }) };
    // The first shard has no target at all.
    if (silent) values.targets.forEach((_, i) => (values.targets[i] = i % batch < 3 ? -1 : values.targets[i]));
    const truth = interpretStep(whole, values);
    for (const shards of [2, 3]) {
      const where = `${labelOf(options, dimensions)}, ${shards} shards`;
      const network = await coreNetwork(options, dimensions, { build, shards, joint: true });
      expect([...network.network.layout.places.values()].some(({ joint }) => joint)).toBe(true);
      const result = coreStep(network, values);
      expect(Math.abs(result.loss / truth.loss - 1), where).toBeLessThan(1e-5);
      const { name, value } = worst(result.gradients, truth.gradients);
      expect(value, `${where}: ${name}`).toBeLessThan(1e-5);
      expect(coreStep(network, values), where).toEqual(result);
    }
  });

  it("are added up over minibatches as others are", async () => {
    const dimensions = { steps: 20, batch: 5, vocabulary: V };
    const options = { averages: true, accumulates: true };
    const core = await coreNetwork(tied, dimensions, { build, shards: 2, joint: true, options });
    const { network, executable } = core;
    const values = randomValues(buildModel(tied, dimensions, { training: true }), V, 141);
    const once = coreStep(core, values).gradients.get("embedding.weight")!;
    for (const first of [true, false]) {
      writeValues(core, values);
      executable.run({ inverseTokens: 1 / 100, seed: 1, step: 1 });
      if (first) network.accumulate(true);
    }
    const norm = network.gradientNorm(noClipping, true);
    expect(Float64Array.from(network.gradient("embedding.weight"))).toEqual(once.map((x) => 2 * x));
    const all = [...network.layout.places.keys()].flatMap((name) => [...network.gradient(name)]);
    expect(Math.abs(norm / Math.hypot(...all) - 1)).toBeLessThan(1e-9);
  });
});
