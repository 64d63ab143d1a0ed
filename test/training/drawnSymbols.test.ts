// What is shown of the symbols of a sampled text, held against what `score` says of the same text, which another program computes.
import { describe, expect, it } from "vitest";
import { modelOptions } from "../../src/networks/index.ts";
import { MOST_LOOKED_AT } from "../../src/sampling/drawnSymbol.ts";
import { GapFiller, Sampler, Scorer } from "../../src/sampling/index.ts";
import { folderWith, load } from "../reading/folder.ts";
import { exactLogProbabilities, randomParameters } from "../support/smallModel.ts";
import { configOf, smallConfig } from "../support/workspace.ts";

const TEXT = "the apple and pear salad\nthe apple, and a pair\na pear and the salad\n".repeat(20);
const MODEL = { cell: "lstm", units: 7, layers: 2, embedding: 4 };

async function writers(data: object) {
  const settings = { train: "a.txt", validation: 0, test: 0, ...data };
  const config = configOf(smallConfig({ data: settings, model: MODEL }));
  const { vocabulary } = await load(folderWith({ "a.txt": TEXT }), settings);
  const tensors = randomParameters({ ...config, model: modelOptions(config) } as typeof config, vocabulary);
  return { config, vocabulary, tensors };
}

describe("the symbols of a sampled text", () => {
  const ways = {
    drawn: { temperature: 0.7 },
    found: { temperature: 1, beam: 3 },
    different: { distinct: true, count: 2 },
  };
  it.each([
    { unit: "word" },
    { unit: "word", direction: "backward" },
    { unit: "character" },
    { unit: "character", direction: "backward" },
  ])("have the probabilities of score and add up to the text: %j", async (data) => {
    const { config, vocabulary, tensors } = await writers(data);
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const scorer = await Scorer.load(config, vocabulary, tensors, undefined, "warm");
    const prompt = data.direction === "backward" ? " salad" : "the ";
    for (const way of Object.values(ways)) {
      const settings = { prompt, length: 12, seed: 3, temperature: 1, stop: "eos" as const, likeliest: 5, ...way };
      for (const { text, drawn, logProbability, tokens } of sampler.samples(settings)) {
        expect(drawn).toHaveLength(tokens);
        expect(drawn!.map((symbol) => symbol.text).join("")).toBe(text);
        const nats = drawn!.map(({ probability }) => Math.log(probability!));
        expect(nats.reduce((a, b) => a + b, 0)).toBeCloseTo(logProbability, 4);
        const whole = data.direction === "backward" ? text + prompt : prompt + text;
        const [line] = scorer.score([whole.replaceAll("\n", "")]);
        const scored = line.tokens.map((token) => token.logProbability!);
        // The text stands after the prompt and, of a network that reads from the end, before it.
        const given = vocabulary.encode(prompt).ids.length;
        const ended = text.includes("\n");
        const own = data.direction === "backward" ? scored.slice(ended ? 0 : 1) : scored.slice(given);
        for (const [i, x] of nats.entries()) expect(Math.abs(x - own[i]), `symbol ${i}`).toBeLessThan(1e-5);
      }
    }
  });

  it("come with the five likeliest of their place, as the interpreter ranks them", async () => {
    const { config, vocabulary, tensors } = await writers({ unit: "character" });
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const settings = { prompt: "a", length: 6, seed: 1, temperature: 1, likeliest: 5, state: "cold" as const };
    const [{ text, drawn }] = sampler.samples(settings);
    const rows = exactLogProbabilities(config, vocabulary, tensors, [...vocabulary.encode(`a${text}`).ids]);
    drawn!.forEach(({ likeliest }, i) => {
      const ranked = rows[i].map((nats, id) => ({ symbol: vocabulary.symbol(id), nats }));
      const best = ranked.toSorted((a, b) => b.nats - a.nats).slice(0, 5);
      expect(likeliest.map(({ symbol }) => symbol)).toEqual(best.map(({ symbol }) => symbol));
      likeliest.forEach(({ probability }, k) => {
        expect(probability).toBeCloseTo(Math.exp(best[k].nats), 5);
      });
    });
  });

  it("of words say what another would add to the text: the space before it, and for <eos> a line break", async () => {
    const { config, vocabulary, tensors } = await writers({ unit: "word" });
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const [{ drawn }] = sampler.samples({ prompt: "the apple", length: 1, seed: 1, temperature: 1, likeliest: 12 });
    const texts = Object.fromEntries(drawn![0].likeliest.map(({ symbol, text = symbol }) => [symbol, text]));
    expect(texts).toMatchObject({ pear: " pear", ",": ",", "<eos>": "\n" });
    for (const text of Object.values(texts)) expect([...vocabulary.encode(`the apple${text}`).ids]).toHaveLength(3);
  });

  it("are so many that they stay small, of all samples together", async () => {
    const { config, vocabulary, tensors } = await writers({ unit: "character" });
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const samples = sampler.samples({ prompt: "", length: 600, count: 3, seed: 1, temperature: 1, likeliest: 1 });
    expect(samples.map(({ drawn }) => drawn?.length)).toEqual([600, MOST_LOOKED_AT - 600, undefined]);
  });

  it("of a cloze model are those of its gaps, and between them what was given", async () => {
    const { config, vocabulary, tensors } = await writers({ unit: "word", direction: "cloze" });
    const filler = await GapFiller.load(config, vocabulary, tensors);
    const prompt = "the ___ and a ___ salad";
    const [{ text, drawn, logProbability, filled }] = filler.samples({
      ...{ prompt, length: 9, seed: 1, temperature: 1, likeliest: 3 },
    });
    expect(drawn!.map((symbol) => symbol.text).join("")).toBe(text);
    const made = drawn!.filter(({ probability }) => probability !== null);
    expect(made.map((symbol) => symbol.text.trim())).toEqual(filled);
    const nats = made.reduce((sum, { probability }) => sum + Math.log(probability!), 0);
    expect(nats).toBeCloseTo(logProbability, 6);
    expect(filler.next(prompt, 3).symbols).toEqual(
      made[0].likeliest.map(({ symbol, probability }) => ({ symbol, probability })),
    );
  });
});
