// What a step is made of: accumulated minibatches, losses summed over time, averages of the weights, and the figures of a row.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { controlWord } from "../../src/base/cancellation.ts";
import { type Trainer, TrainingLoop } from "../../src/training/index.ts";
import { averageWeightOf } from "../../src/training/updateSettings.ts";
import { ranThrough } from "../support/cancelled.ts";
import { builds, coreNetwork, relativeDifference, writeValues } from "../support/networks.ts";
import { dimensionsOf, loadVector, optionsOf, vectorIndex } from "../support/vectors.ts";
import { configOf, MemorySink, smallConfig, trainerFor, words } from "../support/workspace.ts";

const texts = { train: words(700), validation: words(150, 2), test: words(100, 3) };

async function made(training: object, options: Parameters<typeof trainerFor>[2] = {}, model: object = {}) {
  return await trainerFor(texts, { training: { steps: 60, logEvery: 1, ...training }, model }, options);
}

function parametersOf({ network }: Trainer): Float32Array {
  return Float32Array.from([...network.layout.places.keys()].flatMap((name) => [...network.parameter(name)]));
}

/** All figures of the last step. */
const figuresOf = ({ last, network }: Trainer) => ({ ...last, ...network.figures });

describe.each(builds)("on the %s core", (build) => {
  describe.each([1, 2, 3])("%d threads", (threads) => {
    it("minibatches accumulated are the one minibatch that they are parts of", async () => {
      // With random windows from zero states, 4 of 3 rows are one of 12 rows; the seed shuffles both alike.
      const options = { build, threads };
      const random = { batching: "random", learningRate: 0.01, clip: { norm: 0.3 } };
      const { trainer: parts } = await made({ ...random, batchSize: 3, accumulate: 4 }, options);
      const { trainer: whole } = await made({ ...random, batchSize: 12 }, options);
      const steps = Math.floor(parts.minibatchesPerEpoch / 4);
      expect(whole.minibatchesPerEpoch).toBe(steps);
      for (let step = 1; step <= steps; step++) {
        for (const trainer of [parts, whole]) trainer.takeStep();
        const where = `step ${step}`;
        expect(Math.abs(parts.last.loss / whole.last.loss - 1), where).toBeLessThan(1e-5);
        expect(Math.abs(parts.last.gradientNorm / whole.last.gradientNorm - 1), where).toBeLessThan(1e-4);
        expect(parts.last.tokens, where).toBe(whole.last.tokens);
        expect(relativeDifference(parametersOf(parts), parametersOf(whole)), where).toBeLessThan(1e-4);
      }
      for (const trainer of [parts, whole]) await trainer.dispose();
    });

    it("minibatches of different length count by their tokens, and no step reaches into the next epoch", async () => {
      // 24 rows' worth of windows of 8 and a last one that is shorter: the mean is over tokens, not over minibatches.
      const training = {
        batchSize: 4,
        sequenceLength: 8,
        accumulate: 5,
        optimizer: "sgd",
        learningRate: 1e-12,
        clip: null,
      };
      const { trainer } = await made(training, { build, threads });
      const { trainer: single } = await made({ ...training, accumulate: 1 }, { build, threads });
      const { minibatchesPerEpoch, stepsPerEpoch } = trainer;
      expect(minibatchesPerEpoch % 5).not.toBe(0);
      expect(stepsPerEpoch).toBe(Math.ceil(minibatchesPerEpoch / 5));
      for (let step = 1; step <= 2 * stepsPerEpoch; step++) {
        trainer.takeStep();
        let nats = 0;
        let tokens = 0;
        const count = step % stepsPerEpoch === 0 ? minibatchesPerEpoch % 5 : 5;
        for (let i = 0; i < count; i++) {
          single.takeStep();
          nats += single.last.loss * single.last.tokens;
          tokens += single.last.tokens;
        }
        expect(trainer.last.tokens).toBe(tokens);
        expect(trainer.last.epoch).toBe(single.last.epoch);
        expect(trainer.last.endsEpoch).toBe(single.last.endsEpoch);
        expect(Math.abs(trainer.last.loss / (nats / tokens) - 1)).toBeLessThan(1e-6);
      }
      for (const each of [trainer, single]) await each.dispose();
    });

    it("a loss summed over time has the gradient of the mean times the steps, and is shown as a mean", async () => {
      const training = { optimizer: "sgd", clip: null, batchSize: 4, sequenceLength: 8 };
      for (const accumulate of [1, 3]) {
        const { trainer: mean } = await made({ ...training, accumulate, learningRate: 0.4 }, { build, threads });
        const summed = { ...training, accumulate, reduce: "sum", learningRate: 0.05 };
        const { trainer: sum } = await made(summed, { build, threads });
        for (let step = 1; step < mean.stepsPerEpoch; step++) {
          for (const trainer of [mean, sum]) trainer.takeStep();
          expect(Math.abs(sum.last.loss / mean.last.loss - 1)).toBeLessThan(1e-5);
          expect(Math.abs(sum.last.gradientNorm / (8 * mean.last.gradientNorm) - 1)).toBeLessThan(1e-4);
        }
        expect(relativeDifference(parametersOf(sum), parametersOf(mean))).toBeLessThan(1e-5);
        for (const trainer of [mean, sum]) await trainer.dispose();
      }
    });
  });

  it("stopped within an accumulation, is the same to the bit", async () => {
    const training = { accumulate: 3, batchSize: 3, averaging: "ema", optimizer: { name: "sgd", momentum: 0.9 } };
    const model = { layers: 2, dropout: 0.3 };
    const { signal } = new AbortController();
    const control = controlWord(signal);
    const { trainer: undisturbed } = await made(training, { build }, model);
    const { trainer: stopped } = await made(training, { build, signal }, model);
    const { run } = stopped.engine;
    for (let step = 1; step <= 2 * undisturbed.stepsPerEpoch; step++) {
      // After so many programs of the step the stop comes.
      for (const late of [0, 2, 4, 5]) {
        let left = late;
        stopped.engine.run = (...args) => {
          if (left-- === 0) control[0] = 1;
          return run.apply(stopped.engine, args);
        };
        const before = stopped.save();
        const taken = ranThrough(() => stopped.takeStep());
        control[0] = 0;
        stopped.engine.run = run;
        if (taken) throw new Error("A step of three minibatches is longer than that");
        const after = stopped.save();
        for (const { tensors } of [before, after]) {
          // The first minibatch of an epoch clears them.
          if (stopped.last.endsEpoch)
            for (const name of tensors.keys()) if (name.includes("state")) tensors.delete(name);
        }
        expect(after, `step ${step}, after ${late}`).toEqual(before);
      }
      stopped.takeStep();
      undisturbed.takeStep();
      expect(figuresOf(stopped)).toEqual(figuresOf(undisturbed));
      if (stopped.last.endsEpoch && stopped.minibatchesPerEpoch % 3 === 1) break;
    }
    expect(stopped.save()).toEqual(undisturbed.save());
  });
});

describe("averages", () => {
  const { averages } = JSON.parse(readFileSync(new URL("../vectors/training.json", import.meta.url), "utf8")) as {
    averages: { file: string; learningRate: number; averaging: unknown; sum: number }[];
  };

  it.each(averages.map((c) => [JSON.stringify(c.averaging), c] as const))("as PyTorch's: %s", async (_, vector) => {
    const c = vectorIndex.cases.find(({ file }) => file === `${vector.file}.safetensors`)!;
    const weight = averageWeightOf(configOf(smallConfig({ training: { averaging: vector.averaging } })))!;
    for (const build of builds) {
      for (const shards of [1, 2, 3]) {
        const how = { build, shards, optimizer: { name: "sgd" } as const, options: { averages: true } };
        const core = await coreNetwork(optionsOf(c), dimensionsOf(c), how);
        const { values } = loadVector(c);
        writeValues(core, values);
        const settings = { learningRate: vector.learningRate, clipNorm: 0, clipValue: 0 };
        for (let step = 1; step <= 10; step++) {
          core.executable.run({ inverseTokens: 1 / values.inputs.length, seed: 1, step });
          core.network.gradientNorm(settings);
          core.network.update(step, { ...settings, averageWeight: weight(step) });
        }
        // In the order of PyTorch's state_dict, which is that of the file's gradients by kind.
        let sum = 0;
        let size = 0;
        let place = 1;
        for (const name of ["embedding.weight", ...recurrentNames(c.layers), "output.weight", "output.bias"]) {
          for (const x of core.network.measured.parameter(name)) {
            sum += x * place;
            size += Math.abs(x * place++);
          }
        }
        expect(Math.abs(sum - vector.sum) / size).toBeLessThan(1e-6);
      }
    }
  });

  it("are what is measured, sampled and saved, while the training goes on with the weights", async () => {
    const averaging = { name: "ema", decay: 0.9 };
    const training = { steps: 40, learningRate: 0.05, validateEvery: 10, sampleEvery: 10 };
    const { trainer, config } = await made({ ...training, averaging });
    const { trainer: plain, config: plainConfig } = await made(training);
    const sinks = [new MemorySink(), new MemorySink()];
    await new TrainingLoop(trainer, config, sinks[0]).run();
    await new TrainingLoop(plain, plainConfig, sinks[1]).run();
    const [averaged, raw] = sinks.map(({ last }) => last!.tensors);
    const losses = sinks.map(({ news }) => news.filter(({ event }) => event === "step").map(({ loss }) => loss));
    expect(losses[0]).toEqual(losses[1]);
    for (const name of trainer.network.layout.places.keys()) {
      expect(averaged.get(`unroll.iterate.${name}`)!.data).toEqual(raw.get(name)!.data);
      expect(averaged.get(name)!.data).not.toEqual(raw.get(name)!.data);
    }
    // A network without averaging that has the average for its weights measures and writes the same.
    plain.loadParameters(averaged);
    const pause = async () => {};
    expect(await plain.evaluate("validation", pause)).toEqual(await trainer.evaluate("validation", pause));
    const settings = { prompt: "b", length: 30, temperature: 1, seed: 3 };
    expect(plain.previews(settings)).toEqual(trainer.previews(settings));
  });
});

const resumable = [
  { optimizer: { name: "sgd", momentum: 0.9, nesterov: true }, averaging: "mean", accumulate: 3, batchSize: 2 },
  { optimizer: { name: "rmsprop", centered: true, momentum: 0.5 }, averaging: { name: "ema", after: 11 } },
  { optimizer: { name: "adagrad", rateDecay: 0.1, initialAccumulator: 0.1 }, reduce: "sum", accumulate: 2 },
  { optimizer: "adamw", weightDecay: 0.1, clip: { value: 0.01 }, schedule: { name: "cosine", warmup: 7 } },
  { optimizer: { name: "sgd", momentum: 0.5, dampening: 0.2 }, weightDecay: 0.1, batching: "random", accumulate: 4 },
];

it.each(resumable)("a run of $optimizer goes on to the same bits wherever it was stopped", async (training) => {
  const model = { layers: 2, dropout: 0.3 };
  const { trainer: whole, config } = await made({ ...training, logEvery: 7 }, {}, model);
  const sink = new MemorySink();
  await new TrainingLoop(whole, config, sink).run();
  let kept: MemorySink["last"];
  const news: object[] = [];
  for (const stop of [1, 5, 13, 40, 61]) {
    const end = new AbortController();
    const part = new MemorySink();
    const { trainer } = await made({ ...training, logEvery: 7 }, { signal: end.signal }, model);
    const loop = new TrainingLoop(trainer, config, {
      step: (row) => {
        part.step(row);
        if (row.step >= stop) end.abort();
      },
      validation: (step, evaluation) => part.validation(step, evaluation),
      preview: (step, shown) => part.preview?.(step, shown),
      checkpoint: (snapshot, best) => part.checkpoint(snapshot, best),
    });
    if (kept) {
      trainer.restore(kept);
      loop.restore(kept.metadata);
    }
    await loop.run();
    kept = part.last;
    news.push(...part.news);
  }
  expect(news).toEqual(sink.news);
  expect(kept).toEqual(sink.last);
});

it("what is frozen stays as it is, in the weights, their average and the figures", async () => {
  const freeze = ["embedding.weight", "output.bias"];
  const training = { steps: 9, averaging: "mean", weightDecay: 0.5, parameterStatistics: true, learningRate: 0.05 };
  for (const threads of [1, 3]) {
    const { trainer, config } = await made(training, { threads }, { freeze, units: 64 });
    const { network } = trainer;
    const before = new Map(freeze.map((name) => [name, Float32Array.from(network.parameter(name))]));
    const sink = new MemorySink();
    await new TrainingLoop(trainer, config, sink).run();
    for (const [name, values] of before) {
      expect(network.parameter(name)).toEqual(values);
      expect(network.measured.parameter(name)).toEqual(values);
      expect(sink.last!.tensors.get(name)!.data).toEqual(values);
    }
    const [{ parameters }] = sink.news as { parameters: object }[];
    const trained = [...network.layout.places.keys()].filter((name) => !freeze.includes(name));
    expect(Object.keys(parameters).sort()).toEqual(trained.sort());
    await trainer.dispose();
  }
});

it("a moment or a weight that is missing in a checkpoint is said", async () => {
  const training = { optimizer: { name: "sgd", momentum: 0.9 }, averaging: "ema" };
  const { trainer } = await made(training);
  trainer.takeStep();
  for (const name of ["unroll.sgd.momentum.output.bias", "unroll.iterate.output.bias"]) {
    const { tensors, metadata } = trainer.save();
    expect(tensors.delete(name), name).toBe(true);
    expect(() => trainer.restore({ tensors, metadata })).toThrow(name);
  }
});

it("rows tell what clipping did and how far the weights moved, as means and by parameter", async () => {
  // A bound that some steps keep within and others do not.
  const free = new MemorySink();
  const unclipped = await made({ steps: 40, clip: null });
  await new TrainingLoop(unclipped.trainer, unclipped.config, free).run();
  const norms = free.news.filter(({ event }) => event === "step").map(({ gradientNorm }) => gradientNorm as number);
  const norm = norms.sort((a, b) => a - b)[20];
  const settings = { steps: 120, parameterStatistics: true, clip: { norm } };
  const { trainer, config } = await made({ ...settings, logEvery: 1 });
  const every = new MemorySink();
  await new TrainingLoop(trainer, config, every).run();
  const rows = every.news.filter(({ event }) => event === "step") as Record<string, number>[];
  for (const row of rows) {
    expect(row.clippedNorm).toBeCloseTo(Math.min(row.gradientNorm, norm), 5);
    expect(row.clippedShare).toBe(row.gradientNorm > norm - 1e-6 ? 1 : 0);
    expect(row.updateRatio).toBeGreaterThan(0);
    const own = Object.values(row.parameters as unknown as Record<string, Record<string, number>>);
    expect(own).toHaveLength(trainer.network.layout.places.size);
    expect(Math.hypot(...own.map(({ gradientNorm }) => gradientNorm)) / row.gradientNorm).toBeCloseTo(1, 5);
    expect(Math.hypot(...own.map(({ clippedNorm }) => clippedNorm)) / row.clippedNorm).toBeCloseTo(1, 5);
  }
  const shares = new Set(rows.map(({ clippedShare }) => clippedShare));
  expect(shares).toEqual(new Set([0, 1]));
  const tenth = new MemorySink();
  const other = await made({ ...settings, logEvery: 10 });
  await new TrainingLoop(other.trainer, other.config, tenth).run();
  const late = tenth.news.filter(({ event, step }) => event === "step" && step === 110)[0] as Record<string, number>;
  for (const key of ["gradientNorm", "clippedNorm", "clippedShare", "updateRatio"]) {
    const mean = rows.slice(100, 110).reduce((sum, row) => sum + row[key], 0) / 10;
    expect(late[key], key).toBeCloseTo(mean, 12);
  }
});

function recurrentNames(layers: number): string[] {
  const kinds = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"];
  return Array.from({ length: layers }, (_, k) => kinds.map((kind) => `rnn.${kind}_l${k}`)).flat();
}
