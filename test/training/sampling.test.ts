import { describe, expect, it } from "vitest";
import { Vocabulary } from "../../src/data/index.ts";
import { Interpreter } from "../../src/graph/index.ts";
import { buildModel } from "../../src/model/index.ts";
import { Sampler, shownSample } from "../../src/sampling/index.ts";
import type { Tensor } from "../../src/tensors/index.ts";
import { Trainer } from "../../src/training/index.ts";
import { folderWith, load } from "../reading/folder.ts";
import { generator, uniform } from "../support/random.ts";
import { exactLogProbabilities, exactStart } from "../support/smallModel.ts";
import { configOf, smallConfig } from "../support/workspace.ts";

// Sampling, against the f64 interpreter.

const ALPHABET = "abcdefgh\n";

function vocabulary(unknown = false): Vocabulary {
  const symbols = [...(unknown ? ["<unk>"] : []), ...ALPHABET];
  return Vocabulary.fromJSON({ version: 1, unit: "character", lowercase: false, unknown: unknown ? 0 : null, symbols });
}

/** A network with random parameters, wide enough that its predictions differ. */
async function sampler(symbols: Vocabulary, change: (name: string, data: Float32Array) => void = () => {}) {
  const config = configOf(smallConfig({ model: { cell: "lstm", units: 9, layers: 2, embedding: 5 } }));
  const { cell, units, layers, embedding, bias } = config.model;
  const options = { cell, units, layers, embedding, bias, dropout: 0 };
  const { graph } = buildModel(options, { steps: 1, batch: 1, vocabulary: symbols.size });
  const random = generator(3);
  const tensors = new Map<string, Tensor>();
  for (const { name, shape } of graph.parameters()) {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from(uniform(random, size, 1.5));
    change(name, data);
    tensors.set(name, { shape, dtype: "F32", data });
  }
  return { sampler: await Sampler.load(config, symbols, tensors), options, tensors };
}

describe("sampling", () => {
  it("at temperature 0 takes the likeliest symbol at every step, whatever the seed", async () => {
    const symbols = vocabulary();
    const { sampler: subject, options, tensors } = await sampler(symbols);
    const settings = { prompt: "abc", length: 60, temperature: 0, seed: 1 };
    const { text, prompt, unknown } = subject.sample(settings)!;
    expect(prompt).toBe("abc");
    expect(unknown).toEqual([]);
    expect(text).toHaveLength(60);
    expect(subject.sample({ ...settings, seed: 99 })!.text).toBe(text);

    const ids = symbols.encode(`abc${text}`).ids;
    const model = buildModel(options, { steps: ids.length - 1, batch: 1, vocabulary: symbols.size });
    const interpreter = new Interpreter(model.graph);
    for (const [name, { data }] of tensors) interpreter.set(name, data as Float32Array);
    for (const { name, shape } of model.states)
      interpreter.set(name, new Float64Array(shape.reduce((a, b) => a * b, 1)));
    interpreter.set("inputs", ids.subarray(0, -1));
    interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1 });
    const logits = interpreter.value(model.logits!);
    for (let t = 2; t < ids.length - 1; t++) {
      const row = Array.from(logits.subarray(t * symbols.size, (t + 1) * symbols.size));
      expect(symbols.symbol(row.indexOf(Math.max(...row))), `symbol ${t - 2}`).toBe(text[t - 2]);
    }
  });

  it("gives the same text for the same seed and another for another, on states of its own", async () => {
    const { sampler: subject } = await sampler(vocabulary());
    const settings = { prompt: "a", length: 80, temperature: 1, seed: 5 };
    const first = subject.sample(settings)!.text;
    expect(subject.sample({ ...settings, seed: 6 })!.text).not.toBe(first);
    expect(subject.sample(settings)!.text).toBe(first);
    // A lower temperature is not the same text either, and a tiny one is greedy.
    expect(subject.sample({ ...settings, temperature: 0.3 })!.text).not.toBe(first);
    const greedy = subject.sample({ ...settings, temperature: 0 })!.text;
    expect(subject.sample({ ...settings, temperature: 1e-300 })!.text).toBe(greedy);
  });

  it("draws as often as the network says", async () => {
    const symbols = vocabulary();
    const { sampler: subject, tensors } = await sampler(symbols, (name, data) => {
      if (name === "output.weight") data.fill(0);
    });
    const bias = tensors.get("output.bias")!.data as Float32Array;
    const weights = Array.from(bias, (x) => Math.exp(x / 0.7));
    const sum = weights.reduce((a, b) => a + b, 0);
    const length = 8000;
    const { text } = subject.sample({ prompt: "", length, temperature: 0.7, seed: 2 })!;
    weights.forEach((weight, id) => {
      const p = weight / sum;
      const found = [...text].filter((symbol) => symbol === symbols.symbol(id)).length / length;
      // Five standard deviations.
      expect(Math.abs(found - p), symbols.symbol(id)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / length));
    });
  });

  it("never draws <unk>, however likely the network finds it", async () => {
    const symbols = vocabulary(true);
    const { sampler: subject } = await sampler(symbols, (name, data) => {
      if (name === "output.bias") data[0] = 60;
    });
    for (const temperature of [0, 0.5, 1, 100]) {
      const { text } = subject.sample({ prompt: "ab", length: 300, temperature, seed: 1 })!;
      expect(text, `temperature ${temperature}`).toMatch(/^[a-h\n]{300}$/);
    }
  });

  it("reports every character of the prompt that the network does not know", async () => {
    const strangers = [
      { symbol: "ß", index: 1 },
      { symbol: "😀", index: 3 },
    ];
    const { sampler: plain } = await sampler(vocabulary());
    const settings = { prompt: "aßb😀", length: 3, temperature: 0, seed: 1 };
    expect(plain.sample(settings)).toMatchObject({ prompt: "ab", unknown: strangers });
    const { sampler: withUnknown } = await sampler(vocabulary(true));
    expect(withUnknown.sample(settings)).toMatchObject({ prompt: "a<unk>b<unk>", unknown: strangers });
  });
});

describe("where a text begins", () => {
  const text = "a bad cab\nfed a hag\nbag a head\n".repeat(20);

  it.each([
    { prompt: "", count: 1 },
    { prompt: "a b", count: 1 },
    { prompt: "a b", count: 3 },
    { prompt: "", count: 2, beam: 3 },
  ])("goes on from the mean state before ends of lines, while it learns and afterwards: %j", async (asked) => {
    const data = { train: "a.txt", validation: 0, test: 0 };
    const corpus = await load(folderWith({ "a.txt": text }), data);
    const config = configOf(
      smallConfig({
        data,
        model: { layers: 2, freeze: ["output.bias"] },
        training: { batchSize: 2, sequenceLength: 12 },
      }),
    );
    const trainer = await Trainer.create({ config, corpus });
    for (let step = 0; step < 3; step++) trainer.takeStep();
    const before = trainer.save();
    const settings = { length: 12, temperature: 1, seed: 3, ...asked };
    const learning = trainer.previews(settings, true);
    const { vocabulary } = corpus;
    const { tensors } = before;
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const found = sampler.samples(settings, true)!;
    expect(found.map(shownSample)).toEqual(learning);
    // It changes nothing of the training.
    expect(trainer.save()).toEqual(before);
    for (const { text: drawn, logProbability, state, prompt } of found) {
      expect([state, prompt]).toEqual(["warm", asked.prompt]);
      const ids = [vocabulary.begin!, ...vocabulary.encode(prompt + drawn).ids];
      const rows = exactLogProbabilities(config, vocabulary, tensors, ids, exactStart(config, vocabulary, tensors));
      const given = prompt.length;
      const exact = rows.slice(given).reduce((sum, row, t) => sum + row[ids[given + t + 1]], 0);
      expect(logProbability).toBeCloseTo(exact, 4);
    }
    const { hidden, symbols, given } = found[found.length - 1];
    expect(hidden!.map(({ length }) => length / 12)).toEqual([symbols!.length, symbols!.length]);
    expect(symbols![0]).toBe("");
    expect(given).toBe(asked.prompt === "" ? 0 : asked.prompt.length + 1);

    const [cold] = sampler.samples({ ...settings, state: "cold" })!;
    expect(cold.state).toBe("cold");
    const read = [...(asked.prompt ? [] : [vocabulary.begin!]), ...vocabulary.encode(cold.prompt + cold.text).ids];
    const skip = Math.max(1, asked.prompt.length);
    const exact = exactLogProbabilities(config, vocabulary, tensors, read).reduce(
      (sum, row, t) => (t + 1 < skip ? sum : sum + row[read[t + 1]]),
      0,
    );
    expect(cold.logProbability).toBeCloseTo(exact, 4);
    const next = sampler.next(asked.prompt, 3, { seed: 1 });
    expect(next.state).toBe("warm");
  });
});
