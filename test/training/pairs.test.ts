// The task that writes a sequence for another: it learns, its figures are those of its outputs, and it is the same however it is run.
import { expect, it } from "vitest";
import { WrittenMetrics } from "../../src/metrics/index.ts";
import { TargetNetwork, targetSettings } from "../../src/sampling/index.ts";
import type { Tensor } from "../../src/tensors/index.ts";
import { Trainer, type TrainerOptions } from "../../src/training/index.ts";
import { pairConfig, pairDataset, pairEncoding, reversals } from "../support/pairs.ts";

const encoding = pairEncoding("abcde", "abcde", 6);
const validation = reversals(120, { seed: 2 });
const dataset = pairDataset(encoding, { train: reversals(1500), validation, test: reversals(40, { seed: 3 }) });
const pause = async () => {};

function configWith(training: object, sampling: object = {}, model: object = {}) {
  return pairConfig({
    model: { cell: "gru", units: 32, embedding: 16, bidirectional: true, attention: "general", ...model },
    training: { batchSize: 32, learningRate: 0.01, ...training },
    sampling,
  });
}

async function trained(steps: number, options: Omit<TrainerOptions, "dataset">): Promise<Trainer> {
  const trainer = await Trainer.create({ dataset, ...options });
  for (let i = 0; i < steps; i++) trainer.takeStep();
  return trainer;
}

it("learns to reverse words, and looks at them from the end to the beginning", { timeout: 60_000 }, async () => {
  const config = configWith({ steps: 500 });
  const trainer = await trained(500, { config });
  const { figures, report } = await trainer.evaluate("validation", pause);
  expect(figures.exactMatch).toBeGreaterThan(0.9);
  expect(report!.lengths!.map(({ from, to }) => [from, to])).toEqual([2, 3, 4, 5, 6].map((n) => [n, n]));
  const [{ preview, states }] = trainer.previews({ ...config.sampling, seed: 1 }, true);
  if (preview.kind !== "translation") throw new Error(preview.kind);
  const { source, output, truth, texts, attention, stopped } = preview;
  expect(truth).toEqual(source.toReversed());
  expect([texts.source, texts.output]).toEqual([source.join(""), output.join("")]);
  expect(attention).toHaveLength(output.length + (stopped ? 1 : 0));
  const looked = attention!.slice(0, source.length).map((row) => row.indexOf(Math.max(...row)));
  expect(looked).toEqual(source.map((_, i) => source.length - 1 - i));
  expect(states?.symbols).toEqual(source);
  expect(states?.layers.map(({ length }) => length)).toEqual([32 * source.length, 32 * source.length]);
});

it("is measured by the symbols of the targets, and by what it writes", async () => {
  const config = configWith({}, { beam: 4, lengthPenalty: 1 });
  const trainer = await trained(60, { config, threads: 2 });
  const network = await TargetNetwork.load(config, encoding, trainer.save().tensors);
  for (const [part, beam] of [
    ["validation", null],
    ["test", 4],
  ] as const) {
    const { figures, report, targets } = await trainer.evaluate(part, pause);
    const pairs = part === "validation" ? validation : reversals(40, { seed: 3 });
    const ids = pairs.map(([source, target]) => ({
      source: encoding.source.vocabulary!.encode(source).ids,
      target: encoding.target.vocabulary!.encode(target).ids,
    }));
    const scored = network.score(ids, 1);
    const nats = scored.flatMap(({ logProbabilities }) => logProbabilities);
    expect(targets).toBe(nats.length);
    expect(figures.loss).toBeCloseTo(-nats.reduce((sum, x) => sum + x, 0) / nats.length, 4);
    expect(figures.perplexity).toBeCloseTo(Math.exp(figures.loss), 9);
    const right = scored.flatMap(({ likeliest }, i) =>
      likeliest.map(([{ symbol }], u) => symbol === ([...pairs[i][1]][u] ?? "<eos>")),
    );
    expect(figures.tokenAccuracy).toBeCloseTo(right.filter(Boolean).length / right.length, 9);
    const written = new WrittenMetrics("character");
    const outputs = network.write(
      ids.map(({ source }) => source),
      { ...targetSettings(config, encoding), beam },
    );
    for (const [i, [{ text, stopped, tokens }]] of outputs.entries()) {
      const [source, reference] = pairs[i];
      const truth = [...reference];
      written.add({ source, sourceLength: source.length, output: tokens, truth, text, reference, stopped });
    }
    const { metrics, report: known } = written.measured;
    expect(figures).toMatchObject(metrics);
    expect(report!.lengths).toEqual(known.lengths);
  }
});

const hard = { accumulate: 2, averaging: { name: "ema", decay: 0.9 } };
const hardModel = { dropout: 0.2, layers: 2, decoder: { layers: 1 }, zoneout: 0.1, attention: "additive" };

function bits(trainer: Trainer): [string, Tensor["data"]][] {
  return [...trainer.save().tensors].map(([name, { data }]) => [name, data.slice()]);
}

it("goes on to the bit after a resume, and measuring and showing change nothing", async () => {
  const config = configWith(hard, {}, hardModel);
  const whole = await trained(9, { config });
  const first = await trained(4, { config });
  await first.evaluate("validation", pause);
  first.previews({ ...config.sampling, seed: 5 });
  const { tensors, metadata } = first.save();
  const resumed = await Trainer.create({ config, dataset });
  resumed.restore({ tensors, metadata });
  for (let i = 0; i < 5; i++) {
    resumed.takeStep();
    first.takeStep();
  }
  expect(bits(resumed)).toEqual(bits(whole));
  expect(bits(first)).toEqual(bits(whole));
});

it("learns the same on any number of threads within rounding, and on as many to the bit", async () => {
  const config = configWith(hard, {}, hardModel);
  const losses: number[][] = [];
  for (const threads of [1, 2, 3, 3]) {
    const trainer = await Trainer.create({ config, dataset, threads });
    const own: number[] = [];
    for (let i = 0; i < 6; i++) {
      trainer.takeStep();
      own.push(trainer.last.loss);
    }
    const { figures } = await trainer.evaluate("validation", pause);
    losses.push([...own, figures.loss, figures.errorRate!]);
    await trainer.dispose();
  }
  const [one, two, three, again] = losses;
  expect(again).toEqual(three);
  for (const other of [two, three]) other.slice(0, -1).forEach((loss, i) => expect(loss).toBeCloseTo(one[i], 4));
});
