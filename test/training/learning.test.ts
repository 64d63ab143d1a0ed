// It learns: as good as the source itself, on text that it never saw.
import { expect, it } from "vitest";
import { TrainingLoop } from "../../src/training/index.ts";
import { bracketGrammar, Grammar } from "../support/grammar.ts";
import { MemorySink, trainerFor } from "../support/workspace.ts";

it("a two-layer LSTM comes within 5 % of the entropy that a grammar has on held-out text", async () => {
  const grammar = bracketGrammar();
  const train = grammar.generate(60_000, 11).text;
  const held = grammar.generate(20_000, 12);
  // The first symbol is only read.
  const entropy = held.nats.subarray(1).reduce((sum, x) => sum + x, 0) / (held.nats.length - 1);
  expect(Math.abs(entropy - grammar.entropyRate) / grammar.entropyRate).toBeLessThan(0.02);

  const { trainer, config } = await trainerFor(
    { train, validation: held.text },
    {
      model: { cell: "lstm", units: 32, layers: 2, embedding: 8, dropout: 0 },
      training: { steps: 900, batchSize: 16, sequenceLength: 32, learningRate: 0.005, validateEvery: 300 },
    },
  );
  const begun = performance.now();
  const { best } = await new TrainingLoop(trainer, config, new MemorySink()).run();
  const loss = best!.loss;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    `entropy rate ${grammar.entropyRate.toFixed(4)} nats, on the held-out text ${entropy.toFixed(4)}; LSTM 2×32 after ${best!.step} steps ${loss.toFixed(4)}, ${(100 * (loss / entropy - 1)).toFixed(2)} % more (${seconds} s)`,
  );
  expect(loss).toBeLessThan(1.05 * entropy);
  // Nobody is better than the source: that would mean it saw what it predicts.
  expect(loss).toBeGreaterThan(0.99 * entropy);
});

it("a grammar's entropy rate is that of a hand computation", () => {
  // Two states, P = [[.5,.5],[1,0]]: π = (2/3, 1/3), entropy 2/3 ln 2.
  const two = new Grammar([
    [
      { symbol: "a", probability: 0.5, next: 0 },
      { symbol: "b", probability: 0.5, next: 1 },
    ],
    [{ symbol: "a", probability: 1, next: 0 }],
  ]);
  expect(two.entropyRate).toBeCloseTo((2 / 3) * Math.log(2), 12);
});
