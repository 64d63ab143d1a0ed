// Dropout between layers: the interpreter against central differences with the masks held fast, and the core, whole and in
// shards, against the interpreter with the same masks.
import { describe, expect, it } from "vitest";
import { ops } from "../../src/graph/index.ts";
import { buildModel, type CellName, type ModelOptions } from "../../src/model/index.ts";
import {
  builds,
  centralDifferences,
  coreNetwork,
  coreStep,
  interpretStep,
  lossOf,
  worst,
} from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

const BOUND = 1e-5;
const V = 7;
const cells: CellName[] = ["rnn", "lstm", "gru"];

const optionsOf = (cell: CellName, layers = 2, units = 9): ModelOptions => {
  return { cell, layers, units, embedding: 4, dropout: 0.3, bias: true };
};
const scalars = { seed: 12345, step: 7 };

describe("the interpreter's gradients through dropout are central differences", () => {
  it.each(cells)("%s", (cell) => {
    const dimensions = { steps: 4, batch: 3, vocabulary: V };
    const model = buildModel(optionsOf(cell, 3, 4), dimensions, { training: true });
    const values = randomValues(model, V, 110);
    const { gradients } = interpretStep(model, values, scalars);
    const { name, value } = worst(gradients, centralDifferences(model, values, scalars));
    expect(value, name).toBeLessThan(BOUND);
  });
});

describe("the unrolled definition drops what the fused form drops", () => {
  it.each(cells)("%s", (cell) => {
    const dimensions = { steps: 5, batch: 3, vocabulary: V };
    const fused = buildModel(optionsOf(cell), dimensions, { training: true });
    const unrolled = buildModel(optionsOf(cell), dimensions, { training: true, unrolled: true });
    const values = randomValues(fused, V, 111);
    const [a, b] = [fused, unrolled].map((model) => interpretStep(model, values, scalars));
    expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-12);
    expect(worst(a.gradients, b.gradients).value).toBeLessThan(1e-11);
  });
});

describe.each(builds)("the %s core with dropout", (build) => {
  it.each(cells)("%s: loss, gradients and states, in one, two and three shards", async (cell) => {
    for (const [steps, batch] of [
      [6, 7],
      [1, 3],
      [9, 4],
    ]) {
      const options = optionsOf(cell);
      const dimensions = { steps, batch, vocabulary: V };
      const model = buildModel(options, dimensions, { training: true });
      const values = randomValues(model, V, 112);
      const truth = interpretStep(model, values, scalars);
      for (const shards of [1, 2, 3]) {
        const where = `T${steps} B${batch}, ${shards} shard(s)`;
        const result = coreStep(await coreNetwork(options, dimensions, { build, shards }), values, scalars);
        expect(Math.abs(result.loss / truth.loss - 1), where).toBeLessThan(BOUND);
        const { name, value } = worst(result.gradients, truth.gradients);
        expect(value, `${where}: ${name}`).toBeLessThan(BOUND);
        expect(worst(result.states, truth.states).value, where).toBeLessThan(BOUND);
      }
    }
  });

  it("another step or seed drops others, the same drops the same; evaluation drops nothing", async () => {
    const options = optionsOf("gru");
    const dimensions = { steps: 6, batch: 5, vocabulary: V };
    const training = await coreNetwork(options, dimensions, { build });
    const values = randomValues(training.model, V, 113);
    const losses = [
      { seed: 1, step: 1 },
      { seed: 1, step: 2 },
      { seed: 2, step: 1 },
    ].map((at) => coreStep(training, values, at).loss);
    expect(new Set(losses).size).toBe(3);
    expect(coreStep(training, values, { seed: 1, step: 1 }).loss).toBe(losses[0]);
    const evaluated = buildModel(options, dimensions, { evaluation: true });
    const dry = buildModel({ ...options, dropout: 0 }, dimensions, { training: true });
    expect(lossOf(evaluated, values, scalars)).toBeCloseTo(lossOf(dry, values, scalars), 14);
  });

  it("the masks stand between layers only: one layer has none, three have two that differ", () => {
    const dimensions = { steps: 2, batch: 2, vocabulary: V };
    const layersOf = (layers: number) =>
      buildModel(optionsOf("lstm", layers), dimensions, { training: true })
        .graph.nodesOf(ops.dropout)
        .filter(({ outputs }) => outputs.out.name.startsWith("dropout"))
        .map(({ attributes }) => attributes.layer);
    expect(layersOf(1)).toEqual([]);
    expect(new Set(layersOf(3)).size).toBe(2);
  });
});
