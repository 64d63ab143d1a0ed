import { describe, expect, it } from "vitest";
import { type ScoredLine, Scorer } from "../../src/sampling/index.ts";
import { Trainer } from "../../src/training/index.ts";
import { folderWith, load } from "../reading/folder.ts";
import { generator } from "../support/random.ts";
import { exactLogProbabilities, exactStart, randomParameters } from "../support/smallModel.ts";
import { configOf, smallConfig } from "../support/workspace.ts";

// Scores of lines, held against the f64 interpreter and against validation.

const TEXT = "the apple and pear salad\nthe apple and a pair\na pear and the salad\n".repeat(20);
const MODEL = { cell: "lstm", units: 7, layers: 2, embedding: 4 };

async function scorer(data: object, text = TEXT, state?: "warm" | "cold") {
  const settings = { train: "a.txt", validation: 0, test: 0, ...data };
  const config = configOf(smallConfig({ data: settings, model: MODEL }));
  const { vocabulary } = await load(folderWith({ "a.txt": text }), settings);
  const tensors = randomParameters(config, vocabulary);
  return { config, vocabulary, tensors, scorer: await Scorer.load(config, vocabulary, tensors, undefined, state) };
}

describe("a line", () => {
  it.each([
    { unit: "word" },
    { unit: "word", direction: "backward" },
    { unit: "character" },
    { unit: "character", direction: "backward" },
    { unit: "word", state: "warm" as const },
    { unit: "character", direction: "backward", state: "warm" as const },
  ])("has the log-probability that the interpreter gives, token by token: %j", async ({ state = "cold", ...data }) => {
    const { config, vocabulary, tensors, scorer: subject } = await scorer(data, TEXT, state as "warm" | "cold");
    const line = "the pear and a salad";
    const backward = data.direction === "backward";
    const ids = [...vocabulary.encode(line).ids];
    const order = [vocabulary.begin!, ...(backward ? ids.toReversed() : ids), vocabulary.lineEnd!];
    const from = state === "warm" ? exactStart(config, vocabulary, tensors) : undefined;
    const rows = exactLogProbabilities(config, vocabulary, tensors, order, from);
    const exact = rows.map((row, t) => row[order[t + 1]]);
    const [scored] = subject.score([line]);
    const found = scored.tokens.map(({ logProbability }) => logProbability!);
    if (backward) found.reverse();
    found.forEach((nats, t) => {
      expect(Math.abs(nats - exact[t]), `token ${t}`).toBeLessThan(1e-5);
    });
    const sum = exact.reduce((a, b) => a + b, 0);
    expect(scored.logProbability).toBeCloseTo(sum, 4);
    expect(scored.perplexity).toBeCloseTo(Math.exp(-sum / exact.length), 2);
    expect(scored.bitsPerCharacter).toBeCloseTo(-sum / Math.LN2 / (line.length + 1), 4);
    expect(scored).toMatchObject({ text: line, targets: exact.length, unknown: [], state });
    expect(scored.start).toBe(data.unit === "word" ? "<bos>" : "\n");
    const symbols = scored.tokens.map(({ symbol }) => symbol);
    const end = data.unit === "word" ? "<eos>" : "\n";
    const own = data.unit === "word" ? line.split(" ") : [...line];
    expect(symbols).toEqual(backward ? [end, ...own] : [...own, end]);
  });

  it("has the same score alone and among others, in any place", async () => {
    const { scorer: subject } = await scorer({ unit: "word" });
    const [alone] = subject.score(["a pear"]);
    const lines = ["the apple and pear salad", "", "a pear", "salad salad salad salad salad salad", "a pear"];
    const all = subject.score(lines);
    expect(all[2]).toEqual(alone);
    expect(all[4]).toEqual(alone);
    expect(all[1]).toMatchObject({ targets: 1, tokens: [{ symbol: "<eos>" }] });
  });

  it("reads unknown words as <unk>, and shows them as they are", async () => {
    const { scorer: subject } = await scorer({ unit: "word" });
    const [{ tokens, unknown, logProbability }] = subject.score(["the durian salad <eos>"]);
    expect(tokens.map(({ symbol, unknown: is }) => [symbol, is])).toEqual([
      ["the", undefined],
      ["durian", true],
      ["salad", undefined],
      ["<eos>", undefined],
    ]);
    expect(unknown).toEqual(["durian"]);
    expect(logProbability).toBe(subject.score(["the <unk> salad"])[0].logProbability);
  });

  it("of a network without line breaks has a first character that is not trained", async () => {
    const { config, vocabulary, tensors, scorer: subject } = await scorer({}, "abcabcaabbcc".repeat(9));
    const [scored, empty, one] = subject.score(["abca", "", "b"]);
    const ids = [...vocabulary.encode("abca").ids];
    const exact = exactLogProbabilities(config, vocabulary, tensors, ids).map((row, t) => row[ids[t + 1]]);
    expect(scored).toMatchObject({ start: null, targets: 3 });
    expect(scored.tokens[0]).toEqual({ symbol: "a", logProbability: null });
    expect(scored.logProbability).toBeCloseTo(exact[0] + exact[1] + exact[2], 4);
    for (const nothing of [empty, one])
      expect(nothing).toMatchObject({ targets: 0, logProbability: 0, perplexity: NaN });
  });

  it("with a character that the network cannot know is impossible", async () => {
    const { scorer: subject } = await scorer({});
    expect(subject.score(["a peär"])[0]).toMatchObject({
      logProbability: -Infinity,
      perplexity: Infinity,
      unknown: ["ä"],
    });
  });
});

describe("the evaluator", () => {
  it.each(["word", "character"])("gives the same nats on the same text, unit %s", async (unit) => {
    const line = "the apple and pear salad";
    const data = { train: "a.txt", validation: "v.txt", test: 0, unit };
    // The line break before the line is where it starts.
    const corpus = await load(folderWith({ "a.txt": TEXT, "v.txt": `\n${line}\n` }), data);
    const training = { batchSize: 2, sequenceLength: 20 };
    const config = configOf(smallConfig({ data, model: MODEL, training }));
    const trainer = await Trainer.create({ config, corpus });
    for (let step = 0; step < 5; step++) trainer.takeStep();
    const { figures, targets } = (await trainer.evaluate("validation", async () => {}))!;
    const { loss, perplexity = 0, bitsPerCharacter } = figures;
    const subject = await Scorer.load(config, corpus.vocabulary, trainer.save().tensors, undefined, "cold");
    const [scored] = subject.score([line]);
    expect(scored.targets).toBe(targets);
    expect(scored.logProbability / -targets).toBeCloseTo(loss, 5);
    expect(scored.perplexity).toBeCloseTo(perplexity, 3);
    // Of the part, which has one line break more, and of words one token more.
    const { tokens, characters } = corpus.facts;
    expect(bitsPerCharacter).toBeCloseTo((loss * tokens.validation) / characters.validation / Math.LN2, 9);
  });
});

/** Lines of three forms, of words that are long enough to be told by their beginning. */
function sayings(count: number, seed: number): string[] {
  const random = generator(seed);
  const pick = (from: string) => from.split(" ")[Math.floor(random() * from.split(" ").length)];
  const name = () => pick("margaret frederick alexander josephine benjamin charlotte");
  const is = () => pick("patient curious serious careful");
  const forms = [
    () => `the ${is()} ${name()}`,
    () => `${name()}, ${is()}`,
    () => `${name()} and ${name()} are ${is()}`,
  ];
  return Array.from({ length: count }, () => forms[Math.floor(random() * 3)]());
}

describe("lines one by one", () => {
  it.each([
    { cell: "lstm", units: 24 },
    { kind: "markov", order: 6, units: 32 },
  ])("come within 3 %% of the evaluation: %j", async (model) => {
    const [train, test] = [sayings(700, 1), sayings(150, 2)];
    const data = { train: "a.txt", validation: 0, test: "t.txt" };
    const text = (lines: string[]) => `${lines.join("\n")}\n`;
    const corpus = await load(folderWith({ "a.txt": text(train), "t.txt": text(test) }), data);
    const training = { batchSize: 8, sequenceLength: 32, learningRate: 0.02 };
    const config = configOf(smallConfig({ data, model: { cell: undefined, embedding: 8, ...model }, training }));
    const trainer = await Trainer.create({ config, corpus });
    for (let step = 0; step < 150; step++) trainer.takeStep();
    const { figures } = (await trainer.evaluate("test", async () => {}))!;
    const score = async (state: "warm" | "cold") => {
      const subject = await Scorer.load(config, corpus.vocabulary, trainer.save().tensors, undefined, state);
      const scored: ScoredLine[] = [];
      for (let i = 0; i < test.length; i += Scorer.ROWS) scored.push(...subject.score(test.slice(i, i + Scorer.ROWS)));
      const sum = (of: (line: ScoredLine) => number) => scored.reduce((total, line) => total + of(line), 0);
      return -sum(({ logProbability }) => logProbability) / sum(({ targets }) => targets);
    };
    const warm = await score("warm");
    expect(Math.abs(warm / figures.loss - 1), `${warm} nats for ${figures.loss}`).toBeLessThan(0.03);
    expect(await score("cold")).toBeGreaterThan(warm);
  });
});
