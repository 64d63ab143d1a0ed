// A network of many symbols: its logits never exist as a whole, and what measures it and draws from it works in its gradients' memory.
import { describe, expect, it } from "vitest";
import { Trainer } from "../../src/training/index.ts";
import { smallTraining } from "../support/trainers.ts";

const SYMBOLS = 1500;
const HIDDEN = 8;
const settings = { model: { units: HIDDEN, layers: 1, dropout: 0 }, training: { batchSize: 32, sequenceLength: 20 } };
const pause = async () => {};

const trainer = (threads: number, training = {}) => {
  const options = smallTraining({ ...settings, training: { ...settings.training, ...training } }, 400, SYMBOLS);
  return Trainer.create({ ...options, threads });
};

const bits = (one: Trainer) =>
  [...one.save().tensors].map(([name, { data }]) => [name, [...new Uint32Array(data.buffer)]]);

describe.each([1, 2])("a training of 1,500 symbols on %d threads", (threads) => {
  it.each([
    ["each minibatch", {}],
    ["three minibatches", { accumulate: 3 }],
    ["each minibatch, with an average", { averaging: { name: "ema", decay: 0.9 } }],
  ])("that learns from %s is the same to the bit with validations and samples between its steps", async (_, own) => {
    const straight = await trainer(threads, own);
    const watched = await trainer(threads, own);
    for (let step = 0; step < 4; step++) {
      straight.takeStep();
      watched.takeStep();
      expect(watched.last.loss).toBe(straight.last.loss);
      const { figures } = await watched.evaluate("validation", pause);
      expect(figures.loss).toBeGreaterThan(0.9 * Math.log(SYMBOLS));
      watched.previews({ prompt: "", length: 5, temperature: 1, seed: step } as never);
    }
    expect(bits(watched)).toEqual(bits(straight));
    await straight.dispose();
    await watched.dispose();
  });

  it("has no place for the logits of a minibatch, and packs the weights of samples where the gradients lie", async () => {
    const { plan, dispose } = await trainer(threads).then((one) => ({ plan: one.plan, dispose: () => one.dispose() }));
    const { batchSize, sequenceLength } = settings.training;
    expect(plan.memory.uses.get("activations")).toBeLessThan(4 * batchSize * sequenceLength * SYMBOLS);
    expect(plan.memory.uses.get("packs")).toBeLessThan(4 * HIDDEN * SYMBOLS);
    await dispose();
  });
});
