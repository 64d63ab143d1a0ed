// A minibatch in two and three parts, one after the other on one thread, is the minibatch in one part.
import { describe, expect, it } from "vitest";
import { shardRows } from "../../src/engine/index.ts";
import { buildModel, type CellName, type ModelOptions } from "../../src/model/index.ts";
import { adam, builds, coreNetwork, coreStep, noClipping, worst, writeValues } from "../support/networks.ts";
import { generator, randomValues } from "../support/random.ts";

const BOUND = 1e-6;
const V = 11;
const cells: CellName[] = ["rnn", "lstm", "gru"];

const optionsOf = (cell: CellName, dropout = 0): ModelOptions => {
  return { cell, layers: 2, units: 13, embedding: 6, dropout, bias: true };
};

describe("the rows of shards", () => {
  it.each([
    [7, 3, [3, 2, 2]],
    [6, 3, [2, 2, 2]],
    [5, 2, [3, 2]],
    [2, 3, [1, 1]],
    [1, 8, [1]],
  ])("%d rows in %d parts", (batch, shards, rows) => {
    expect(shardRows(batch, shards)).toEqual(rows);
  });
});

describe.each(builds)("shards on the %s core", (build) => {
  const cases = cells.flatMap((cell) => [1, 2, 3, 5, 7, 10].map((batch) => [cell, batch] as const));

  it.each(cases)("%s with %d rows: loss, gradients and states", async (cell, batch) => {
    const options = optionsOf(cell);
    const dimensions = { steps: 6, batch, vocabulary: V };
    const values = randomValues(buildModel(options, dimensions, { training: true }), V, 70 + batch);
    const whole = coreStep(await coreNetwork(options, dimensions, { build }), values);
    for (const shards of [2, 3]) {
      const core = await coreNetwork(options, dimensions, { build, shards });
      expect(core.network.plan.shards).toBe(Math.min(shards, batch));
      const parts = coreStep(core, values);
      expect(Math.abs(parts.loss / whole.loss - 1)).toBeLessThan(BOUND);
      const { name, value } = worst(parts.gradients, whole.gradients);
      expect(value, name).toBeLessThan(BOUND);
      expect(worst(parts.states, whole.states).value).toBeLessThan(BOUND);
    }
  });

  it("a network whose packed weights all shards share, since they are large", async () => {
    const options = { ...optionsOf("lstm"), units: 200 };
    const dimensions = { steps: 2, batch: 5, vocabulary: V };
    const values = randomValues(buildModel(options, dimensions, { training: true }), V, 80);
    const whole = coreStep(await coreNetwork(options, dimensions, { build }), values);
    const core = await coreNetwork(options, dimensions, { build, shards: 3 });
    const packs = core.engine.memory.uses.get("packs")!;
    const parts = coreStep(core, values);
    expect(Math.abs(parts.loss / whole.loss - 1)).toBeLessThan(BOUND);
    expect(worst(parts.gradients, whole.gradients).value).toBeLessThan(BOUND);
    // Those of the next network, which are small, are made three times.
    const small = await coreNetwork(optionsOf("lstm"), dimensions, { build, shards: 3 });
    const added = small.engine.memory.uses.get("packs")! - packs;
    await coreNetwork(optionsOf("lstm"), { ...dimensions, batch: 1 }, { build, shards: 3 });
    expect(added).toBe(3 * (small.engine.memory.uses.get("packs")! - packs - added));
    expect(packs).toBeGreaterThan(2 ** 21);
  });

  it("a large vocabulary whose output layer takes another way in the shards of few rows", async () => {
    const dimensions = { steps: 8, batch: 4, vocabulary: 1000 };
    const options = optionsOf("lstm");
    const values = randomValues(buildModel(options, dimensions, { training: true }), 1000, 81);
    const whole = coreStep(await coreNetwork(options, dimensions, { build }), values);
    // 16, 8 and 8 rows: one with the logits in blocks, two with packed weights.
    const parts = coreStep(await coreNetwork(options, dimensions, { build, shards: 3 }), values);
    expect(Math.abs(parts.loss / whole.loss - 1)).toBeLessThan(BOUND);
    expect(worst(parts.gradients, whole.gradients).value).toBeLessThan(BOUND);
  });

  it.each([
    ["as it is", {}, {}],
    ["with smoothed targets", {}, { labelSmoothing: 0.1 }],
    ["with the embedding as its weights", { tied: true, embedding: 13 }, {}],
  ])("a large vocabulary %s: without the logits as with them, in one part and in three", async (_, own, build_) => {
    const vocabulary = 1000;
    const options = { ...optionsOf("lstm"), ...own };
    const dimensions = { steps: 6, batch: 10, vocabulary };
    const values = randomValues(buildModel(options, dimensions, { training: true }), vocabulary, 90);
    const how = { training: true, ...build_ };
    const logits = await coreNetwork(options, dimensions, { build, how: { ...how, readsLogits: true } });
    expect(logits.model.logits).toBeDefined();
    const truth = coreStep(logits, values);
    for (const shards of [1, 3]) {
      const core = await coreNetwork(options, dimensions, { build, how, shards });
      expect(core.model.logits).toBeUndefined();
      const parts = coreStep(core, values);
      expect(Math.abs(parts.loss / truth.loss - 1)).toBeLessThan(BOUND);
      const { name, value } = worst(parts.gradients, truth.gradients);
      expect(value, name).toBeLessThan(3 * BOUND);
    }
  });

  it.each(cells)("%s: training with carried states stays together over ten steps", async (cell) => {
    const options = optionsOf(cell, 0.2);
    const dimensions = { steps: 5, batch: 5, vocabulary: V };
    const model = buildModel(options, dimensions, { training: true });
    const values = randomValues(model, V, 80);
    const settings = { ...noClipping, learningRate: 0.01, clipNorm: 1 };
    const train = async (shards: number) => {
      const core = await coreNetwork(options, dimensions, { build, shards, optimizer: adam });
      writeValues(core, values);
      const random = generator(81);
      const tokens = () => Int32Array.from({ length: 25 }, () => Math.floor(random() * V));
      const losses = [];
      for (let step = 1; step <= 10; step++) {
        core.executable.write({ inputs: tokens(), targets: tokens() });
        core.executable.run({ inverseTokens: 1 / 25, seed: 4, step });
        losses.push(core.executable.loss);
        core.network.gradientNorm(settings);
        core.network.update(step, settings);
        core.executable.commit();
      }
      return { losses, states: core.model.states.map((_, i) => core.executable.readState(i)) };
    };
    const whole = await train(1);
    for (const shards of [2, 3]) {
      const parts = await train(shards);
      // Adam divides by the root of the mean square: a difference of 1e-7 in a small gradient grows.
      parts.losses.forEach((loss, i) => {
        expect(Math.abs(loss / whole.losses[i] - 1)).toBeLessThan(1e-5);
      });
      parts.states.forEach((state, i) => {
        const { value } = worst(new Map([["", state]]), new Map([["", whole.states[i]]]));
        expect(value).toBeLessThan(1e-4);
      });
    }
  });

  it("states are written and read as those of the whole minibatch", async () => {
    const core = await coreNetwork(optionsOf("lstm"), { steps: 2, batch: 5, vocabulary: V }, { build, shards: 3 });
    core.model.states.forEach((_, i) => {
      const state = Float32Array.from({ length: 5 * 13 }, (_, at) => i * 1000 + at);
      core.executable.writeState(i, state);
      expect(core.executable.readState(i)).toEqual(state);
    });
    core.executable.clearStates();
    expect(core.executable.readState(1)).toEqual(new Float32Array(5 * 13));
  });
});
