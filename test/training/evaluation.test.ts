import { describe, expect, it } from "vitest";
import type { Corpus } from "../../src/data/index.ts";
import { evaluateNetwork } from "../../src/estimators/evaluateNetwork.ts";
import { Interpreter } from "../../src/graph/index.ts";
import { buildModel } from "../../src/model/index.ts";
import type { Evaluation } from "../../src/tasks/index.ts";
import { Trainer } from "../../src/training/index.ts";
import { folderWith, load } from "../reading/folder.ts";
import { generator } from "../support/random.ts";
import { exactLogProbabilities } from "../support/smallModel.ts";
import { configOf, smallConfig, trainerFor, vocabularyOf, words } from "../support/workspace.ts";

// The figure of a text is that of one stream, however it is cut: held against the f64 interpreter.

/** Lines about one thing for a while, which a network has to keep in mind. */
function lines(count: number, seed: number, separator = " "): string {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
  const things = ["abc", "def", "ghi"].map((letters) => [...letters].flatMap((a) => [...letters].map((b) => a + b)));
  let thing = things[0];
  return Array.from({ length: count }, () => {
    if (random() < 0.3) thing = pick(things);
    return Array.from({ length: 2 + Math.floor(random() * 6) }, () => pick(thing)).join(separator);
  }).join("\n");
}

const TARGETS = 1500;

/** A network that has learned a little, and a validation part of 1,500 targets. */
async function trained(data: object, model: object, training: object = {}, separator?: string) {
  const given = { train: "a.txt", validation: "v.txt", test: 0, ...data };
  const files = { "a.txt": lines(400, 1, separator), "v.txt": lines(600, 2, separator) };
  const whole = await load(folderWith(files), given);
  const corpus: Corpus = { ...whole, validation: whole.validation.subarray(0, TARGETS + 1) };
  const settings = { batchSize: 8, sequenceLength: 25, learningRate: 0.02, ...training };
  const config = configOf(smallConfig({ data: given, model: { units: 16, ...model }, training: settings }));
  const trainer = await Trainer.create({ config, corpus });
  for (let step = 0; step < 60; step++) trainer.takeStep();
  const evaluation = (await trainer.evaluate("validation", async () => {}))!;
  return { trainer, config, corpus, evaluation };
}

/** Nats a target, of all after the first, read as one stream. */
function oneStream({ trainer, config, corpus }: Awaited<ReturnType<typeof trained>>): number {
  const ids = [...corpus.validation];
  const rows = exactLogProbabilities(config, corpus.vocabulary, trainer.save().tensors, ids);
  return -rows.reduce((sum, row, t) => sum + row[ids[t + 1]], 0) / rows.length;
}

const within = (share: number, found: Evaluation, exact: number) =>
  expect(Math.abs(found.figures.loss / exact - 1), `${found.figures.loss} for ${exact}`).toBeLessThan(share);

describe("of 1,500 targets", () => {
  it.each([
    ["rnn", {}, {}],
    ["lstm", {}, {}],
    ["gru", {}, {}],
    ["lstm", { direction: "backward" }, {}],
    ["gru", {}, { batching: "random" }],
    // Whose clock is that of the stream.
    ["clockwork", {}, {}],
    ["lstm", { unit: "word", split: "whitespace" }, {}],
  ])("%s with %j and %j: within two in a thousand of one stream, all of them counted", async (cell, data, training) => {
    const subject = await trained(data, { cell }, training);
    expect(subject.evaluation.targets).toBe(TARGETS);
    within(0.002, subject.evaluation, oneStream(subject));
  });

  it("of baskets, what is recommended too", async () => {
    const subject = await trained({ unit: "item" }, { cell: "gru" }, {}, ",");
    within(0.002, subject.evaluation, oneStream(subject));
    const { vocabulary, validation } = subject.corpus;
    const ids = [...validation];
    const rows = exactLogProbabilities(subject.config, vocabulary, subject.trainer.save().tensors, ids);
    const ranks = rows.flatMap((row, t) => {
      const item = ids[t + 1];
      if (item < 3) return [];
      return [1 + row.slice(3).filter((x) => x > row[item]).length];
    });
    const mean = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length;
    expect(subject.evaluation.figures.mrr).toBeGreaterThan(0);
    expect(Math.abs(subject.evaluation.figures.mrr! / mean - 1)).toBeLessThan(0.002);
  });

  it("from both sides", async () => {
    const subject = await trained({ direction: "cloze" }, { cell: "gru" });
    const { trainer, config, corpus, evaluation } = subject;
    const { size } = corpus.vocabulary;
    const { logits, graph, states } = buildModel(
      { ...config.model, cloze: true },
      { steps: TARGETS + 1, batch: 1, vocabulary: size },
    );
    const interpreter = new Interpreter(graph);
    const { tensors } = trainer.save();
    for (const { name } of graph.parameters()) interpreter.set(name, tensors.get(name)!.data as Float32Array);
    for (const { name, shape } of states) interpreter.set(name, new Float64Array(shape.reduce((a, b) => a * b, 1)));
    interpreter.set("inputs", Int32Array.from(corpus.validation));
    interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1 });
    const all = interpreter.value(logits!);
    let nats = 0;
    for (let t = 1; t <= TARGETS; t++) {
      const row = Array.from(all.subarray(t * size, (t + 1) * size));
      nats += Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[corpus.validation[t]];
    }
    expect(evaluation.targets).toBe(TARGETS);
    within(0.002, evaluation, nats / TARGETS);
  });

  it.each([
    { kind: "markov", order: 256, units: 4 },
    { kind: "convolution", kernel: 16, layers: 4, units: 4 },
  ])("of what looks back a fixed number of steps, exactly: %j", async (model) => {
    const subject = await trained({}, { cell: undefined, ...model });
    within(2e-6, subject.evaluation, oneStream(subject));
  });

  it("with threads, and of saved parameters, the same", async () => {
    const subject = await trained({}, { cell: "gru" });
    const { tensors } = subject.trainer.save();
    for (const threads of [1, 2]) {
      const saved = await evaluateNetwork(subject.config, { corpus: subject.corpus }, tensors, "validation", threads);
      expect(saved!.targets).toBe(TARGETS);
      within(1e-6, saved!, subject.evaluation.figures.loss);
    }
  });
});

describe("a short part", () => {
  it.each([
    [2, 8],
    [7, 8],
    [8, 8],
    [30, 8],
    [411, 5],
  ])("of %i tokens in windows of %i is one stream", async (tokens, sequenceLength) => {
    const validation = words(tokens, 5);
    const text = words(200);
    const model = { cell: "gru", units: 7, layers: 2, embedding: 0, dropout: 0.4 };
    const training = { sequenceLength, batchSize: 3 };
    const { trainer, config } = await trainerFor({ train: text, validation }, { model, training });
    const { figures, targets } = (await trainer.evaluate("validation", async () => {}))!;
    expect(targets).toBe(tokens - 1);
    const symbols = vocabularyOf(text + validation);
    const ids = [...symbols.encode(validation).ids];
    const rows = exactLogProbabilities(config, symbols, trainer.save().tensors, ids);
    const exact = -rows.reduce((sum, row, t) => sum + row[ids[t + 1]], 0) / targets;
    expect(Math.abs(figures.loss / exact - 1)).toBeLessThan(1e-6);
    expect(figures.perplexity).toBeCloseTo(Math.exp(exact), 3);
    // It measures the same again.
    expect((await trainer.evaluate("validation", async () => {}))!.figures.loss).toBe(figures.loss);
  });

  it("is not measured where there is nothing to predict", async () => {
    const { trainer } = await trainerFor({ train: words(200), validation: "a" }, {});
    expect(trainer.has("validation")).toBe(false);
    expect(trainer.has("test")).toBe(false);
  });
});
