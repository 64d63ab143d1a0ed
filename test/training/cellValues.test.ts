// What cells say of their parameters' first values, after the initialiser.
import { expect, it } from "vitest";
import { trainerFor, words } from "../support/workspace.ts";

const texts = { train: words(600) };

it("forgetBias makes b_ih + b_hh of the forget gate, and of nothing else", async () => {
  for (const [coupledGates, block] of [
    [false, 1],
    [true, 0],
  ] as const) {
    const model = { cell: "lstm", units: 6, layers: 2, coupledGates };
    const { trainer: plain } = await trainerFor(texts, { model });
    const { trainer } = await trainerFor(texts, { model: { ...model, forgetBias: 1.5 } });
    for (const name of trainer.network.layout.places.keys()) {
      const [values, before] = [trainer, plain].map(({ network }) => Array.from(network.parameter(name)));
      if (/bias_[ih]h/.test(name)) {
        const gate = name.includes("bias_ih") ? 1.5 : 0;
        expect(values.splice(6 * block, 6), name).toEqual(Array(6).fill(gate));
        before.splice(6 * block, 6);
      }
      expect(values, name).toEqual(before);
    }
  }
});

it("what a clockwork group does not read is zero at first, and stays zero", async () => {
  const training = { weightDecay: 0.1, optimizer: "adamw", learningRate: 0.05 };
  const { trainer } = await trainerFor(texts, { model: { cell: "clockwork", units: 6, periods: [1, 2, 4] }, training });
  const unread = () => {
    const weights = trainer.network.parameter("rnn.weight_hh_l0");
    return Array.from(weights).filter((_, i) => Math.floor((i % 6) / 2) < Math.floor(i / 12));
  };
  expect(unread()).toEqual(Array(12).fill(0));
  for (let i = 0; i < 5; i++) trainer.takeStep();
  expect(unread().every((x) => x === 0)).toBe(true);
});
