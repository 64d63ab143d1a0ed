// The memory of a training as it is planned, before there is an engine, and as an engine then takes it: the same to the byte.
import { describe, expect, it } from "vitest";
import { checkpointBytes, planTraining } from "../../src/training/trainingPlan.ts";
import { smallTrainer, smallTraining } from "../support/trainers.ts";

const plain = { training: { optimizer: "sgd" }, threads: 1, averages: 1, moments: 0, accumulated: 0 };
interface Case {
  name: string;
  training: object;
  model?: object;
  symbols?: number;
  rows?: number;
  threads: number;
  averages: number;
  moments: number;
  accumulated: number;
}

const cases: Case[] = [
  { name: "SGD on one thread", ...plain },
  { name: "Adam on two threads", ...plain, training: {}, threads: 2, moments: 2 },
  {
    name: "an average, three moments and several minibatches an update",
    training: { optimizer: { name: "rmsprop", centered: true, momentum: 0.9 }, averaging: "ema", accumulate: 2 },
    ...{ threads: 3, averages: 2, moments: 3, accumulated: 1 },
  },
  {
    name: "a large embedding, whose gradient has the rows of a minibatch,",
    ...plain,
    ...{
      rows: 16,
      threads: 3,
      moments: 2,
      training: {},
      model: { freeze: ["output.bias"], embedding: 256 },
      symbols: 1024,
    },
  },
];
const usual = { freeze: ["embedding.weight"], embedding: 4 };

describe("the memory of a training", () => {
  it.each(cases)("of $name is planned without an engine, to the byte", async (c) => {
    const { model = usual, symbols } = c;
    const options = { ...smallTraining({ model, training: c.training }, 70, symbols), threads: c.threads };
    const plan = planTraining(options);
    const { memory, network } = plan;
    const { bytes, uses } = memory;

    const trainer = await smallTrainer({}, options);
    expect(trainer.engine.memory.bytes).toBe(bytes);
    for (let i = 0; i < 7; i++) trainer.takeStep();
    await trainer.evaluate("validation", async () => {});
    trainer.previews({ prompt: "", length: 5, temperature: 1, seed: 1 });
    expect(trainer.engine.memory.bytes).toBe(bytes);
    expect([...trainer.engine.memory.uses]).toEqual([...uses]);
    // There is so much memory, and all but the first page is for something.
    expect(trainer.engine.floats(bytes - 4, 1)).toHaveLength(1);
    expect([...uses.values()].reduce((a, b) => a + b, 65536)).toBe(bytes);

    const { bytes: all, trainedBytes, gradientBytes } = network.layout;
    expect(trainedBytes).toBeLessThan(all);
    // Each shard reads so many rows at most, and says of each symbol which of them is its own.
    const sparse = symbols ? 4 * 256 * c.rows! + 64 * Math.ceil((4 * (1024 + 1)) / 64) : 0;
    expect(gradientBytes.first).toBe(trainedBytes - (symbols ? 4 * 1024 * 256 : 0) + sparse);
    expect(gradientBytes.others).toBe(gradientBytes.first);
    const gradients = gradientBytes.first + trainedBytes * c.accumulated + gradientBytes.others * (c.threads - 1);
    expect(uses.get("parameters")).toBe(all * c.averages);
    expect(uses.get("gradients")).toBe(gradients);
    expect(uses.get("moments") ?? 0).toBe(trainedBytes * c.moments);
    expect(memory.shards).toHaveLength(c.threads);
    const shared = ["gradients", "states", "activations", "feeds"] as const;
    const ofShards = shared.reduce((sum, use) => sum + uses.get(use)!, -trainedBytes * c.accumulated);
    expect(memory.shards.reduce((a, b) => a + b)).toBe(ofShards);

    const saved = [...trainer.save(true).tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    expect(checkpointBytes(plan)).toBe(saved);
    await trainer.dispose();
  });

  it("that is too large for WebAssembly is said without taking any", () => {
    const options = smallTraining({ model: { units: 16_384 } });
    expect(() => planTraining(options)).toThrow(/need \d+\.\d GB of memory; WebAssembly has 4 GB at most/);
  });
});
