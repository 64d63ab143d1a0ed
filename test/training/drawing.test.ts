// What is drawn from a network's predictions, held against sums that are made by hand in f64.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/base/random.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { Drawer } from "../../src/sampling/draw.ts";
import { Sampler } from "../../src/sampling/index.ts";
import { logProbability } from "../../src/sampling/logits.ts";
import { exactLogProbabilities, randomParameters } from "../support/smallModel.ts";
import { configOf, smallConfig } from "../support/workspace.ts";

function vocabularyOf(letters: string, unknown = false): Vocabulary {
  const symbols = [...(unknown ? ["<unk>"] : []), ...letters];
  return Vocabulary.fromJSON({ version: 1, unit: "character", lowercase: false, unknown: unknown ? 0 : null, symbols });
}

describe("one symbol", () => {
  const logits = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 6, maxLength: 6 });

  it("top k and top p leave the likeliest, and their shares add up to 1", () => {
    const drawer = new Drawer(vocabularyOf("abcde", true));
    const out = new Float64Array(6);
    const topK = fc.option(fc.integer({ min: 1, max: 8 }));
    const topP = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 0.999, noNaN: true }));
    fc.assert(
      fc.property(logits, topK, topP, fc.double({ min: 0.2, max: 3, noNaN: true }), (values, k, p, temperature) => {
        drawer.distribution(Float32Array.from(values), { temperature, topK: k, topP: p }, out);
        // The naive way: sort, cut, add up.
        const all = values
          .map((value, id) => ({ id, share: Math.exp(value / temperature) }))
          .slice(1)
          .sort((a, b) => b.share - a.share || a.id - b.id)
          .slice(0, k ?? 6);
        const total = all.reduce((sum, { share }) => sum + share, 0);
        let before = 0;
        let edge = false;
        const kept = all.filter(({ share }, i) => {
          const wanted = i === 0 || before < p * total;
          // Where the sum so far is the share itself, rounding decides.
          if (i > 0 && Math.abs(before / total - p) < 1e-9) edge = true;
          before += share;
          return wanted;
        });
        const found = Array.from(out.keys()).filter((id) => out[id] > Number.NEGATIVE_INFINITY);
        if (!edge) expect(found).toEqual(kept.map(({ id }) => id).sort((a, b) => a - b));
        expect(found).not.toContain(0);
        expect(found.reduce((sum, id) => sum + Math.exp(out[id]), 0)).toBeCloseTo(1, 10);
      }),
    );
  });

  it("<unk> is drawn again, as often as it comes up, and the others keep their shares", () => {
    const values = Float32Array.of(1.2, 0.3, -0.4, 0.9);
    const drawer = new Drawer(vocabularyOf("abc", true));
    const random = Random.seeded(5);
    const n = 20_000;
    const counts = [0, 0, 0, 0];
    let again = 0;
    for (let i = 0; i < n; i++) {
      const drawn = drawer.draw(values, { temperature: 0.8 }, random);
      counts[drawn.id]++;
      if (drawn.again) again++;
    }
    const weights = Array.from(values, (value) => Math.exp(value / 0.8));
    const [unknown, ...rest] = weights;
    const sum = rest.reduce((a, b) => a + b, 0);
    const close = (found: number, p: number) =>
      expect(Math.abs(found / n - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n));
    close(again, unknown / (unknown + sum));
    expect(counts[0]).toBe(0);
    rest.forEach((weight, i) => close(counts[i + 1], weight / sum));
  });

  it("<unk> that is infinitely likelier is counted every time, also by the greedy", () => {
    const drawer = new Drawer(vocabularyOf("ab", true));
    const values = Float32Array.of(5000, 0, 1);
    expect(drawer.draw(values, { temperature: 0 }, Random.seeded(1))).toEqual({ id: 2, again: true });
    expect(drawer.draw(values, { temperature: 0.01 }, Random.seeded(1))).toMatchObject({ id: 2, again: true });
    expect(logProbability(values, 2)).toBe(-4999);
  });
});

describe("several texts", () => {
  const vocabulary = vocabularyOf("abc\n");
  const config = configOf(smallConfig({ model: { cell: "gru", units: 5, layers: 1, embedding: 3 } }));
  const tensors = randomParameters(config, vocabulary);
  const base = { prompt: "ab", length: 3, temperature: 1, seed: 1 };

  /** Every continuation of the prompt with its exact log-probability; a line break ends it where `stops`. */
  function everyText(length: number, stops: boolean): Map<string, number> {
    const found = new Map<string, number>();
    const grow = (text: string, nats: number) => {
      if (text.length === length || (stops && text.endsWith("\n"))) {
        found.set(text, nats);
        return;
      }
      const ids = [...vocabulary.encode(`ab${text}`).ids, 0];
      const next = exactLogProbabilities(config, vocabulary, tensors, ids).at(-1)!;
      next.forEach((p, id) => {
        grow(text + vocabulary.symbol(id), nats + p);
      });
    };
    grow("", 0);
    return found;
  }

  it.each([false, true])(
    "beam search that keeps everything finds what there is, the finished ones first (stop at line breaks: %s)",
    async (stops) => {
      const sampler = await Sampler.load(config, vocabulary, tensors);
      const all = everyText(3, stops);
      const ends = (text: string) => stops && text.endsWith("\n");
      const exact = [...all].sort((a, b) => Number(ends(b[0])) - Number(ends(a[0])) || b[1] - a[1]);
      const stop = stops ? ("eos" as const) : ("length" as const);
      const found = sampler.samples({ ...base, beam: 64, count: 64, stop })!;
      expect(found).toHaveLength(exact.length);
      found.forEach(({ text, logProbability: nats, ended }, i) => {
        expect(Math.abs(nats - exact[i][1])).toBeLessThan(1e-5);
        expect(Math.abs(nats - all.get(text)!)).toBeLessThan(1e-5);
        expect(ended).toBe(ends(text));
      });
      expect(new Set(found.map(({ text }) => text)).size).toBe(exact.length);
      // One beam is the greedy text.
      expect(sampler.sample({ ...base, beam: 1, stop })!.text).toBe(
        sampler.sample({ ...base, temperature: 0, stop })!.text,
      );
    },
  );

  it("a narrow beam keeps every text that ends among the best continuations, in a place of its own", async () => {
    const length = 5;
    let lost = 0;
    // From networks that end their texts at once to some that hardly ever do.
    for (const lineBreak of [0, 1.5, 3]) {
      const biased = new Map(tensors);
      const bias = Float32Array.from(tensors.get("output.bias")!.data as Float32Array);
      bias[vocabulary.encode("\n").ids[0]] += lineBreak;
      biased.set("output.bias", { shape: [4], dtype: "F32", data: bias });
      const sampler = await Sampler.load(config, vocabulary, biased);
      const after = exactNext(biased);
      for (let width = 1; width <= 8; width++) {
        const found = sampler.samples({ ...base, length, beam: width, count: width, stop: "eos" })!;
        const { finished, cut } = restated(after, width, length);
        expect(
          found.map(({ text, ended }) => [text, ended]),
          `width ${width}, line break ${lineBreak}`,
        ).toEqual([...finished.map(([text]) => [text, true]), ...cut.map(([text]) => [text, false])]);
        const competing = restated(after, width, length, true).finished.map(([text]) => text);
        lost += finished.filter(([text]) => !competing.includes(text)).length;
      }
    }
    // A search in which the finished compete with those that go on would lose some.
    expect(lost).toBeGreaterThan(0);
  });

  type Scored = [text: string, nats: number];

  /** Exact log-probabilities of what follows the prompt and a text. */
  function exactNext(parameters: typeof tensors): (text: string) => number[] {
    const known = new Map<string, number[]>();
    return (text) => {
      const ids = [...vocabulary.encode(`ab${text}`).ids, 0];
      const next = known.get(text) ?? exactLogProbabilities(config, vocabulary, parameters, ids).at(-1)!;
      known.set(text, next);
      return next;
    };
  }

  /** The rule of beam search over whole lists; or the rule that loses, where finished texts compete with those that go on. */
  function restated(after: (text: string) => number[], width: number, length: number, competing = false) {
    const byNats = (a: Scored, b: Scored) => b[1] - a[1];
    const finished: Scored[] = [];
    let going: Scored[] = [["", 0]];
    for (let t = 0; t < length && going.length > 0; t++) {
      const children = going.flatMap(([text, nats]) =>
        after(text).map((p, id): Scored => [text + vocabulary.symbol(id), nats + p]),
      );
      if (competing) children.push(...finished.splice(0));
      const kept = children.sort(byNats).slice(0, width - finished.length);
      finished.push(...kept.filter(([text]) => text.endsWith("\n")));
      going = kept.filter(([text]) => !text.endsWith("\n"));
    }
    return { finished: finished.sort(byNats), cut: going };
  }

  it("distinct ones are drawn without replacement: the first as ever, the second from what is left", async () => {
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const shares = new Map([...everyText(2, true)].map(([text, nats]) => [text, Math.exp(nats)]));
    const n = 3000;
    const first = new Map<string, number>();
    const second = new Map<string, number>();
    const add = (to: Map<string, number>, text: string) => to.set(text, (to.get(text) ?? 0) + 1);
    for (let seed = 0; seed < n; seed++) {
      const [a, b] = sampler.samples({ ...base, length: 2, seed, count: 2, distinct: true, stop: "eos" })!;
      expect(a.text).not.toBe(b.text);
      add(first, a.text);
      add(second, b.text);
    }
    for (const [text, p] of shares) {
      let left = 0;
      for (const [other, q] of shares) if (other !== text) left += (q * p) / (1 - q);
      for (const [counts, share] of [[first, p] as const, [second, left] as const]) {
        const off = Math.abs((counts.get(text) ?? 0) / n - share);
        expect(off, JSON.stringify(text)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / n));
      }
    }
  });

  it("where there are fewer distinct ones than asked for, there are all of them, with their probabilities", async () => {
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const found = sampler.samples({ ...base, length: 1, count: 9, distinct: true, temperature: 2 })!;
    expect(found.map(({ text }) => text).sort()).toEqual(["\n", "a", "b", "c"]);
    expect(found.reduce((sum, { logProbability: nats }) => sum + Math.exp(nats), 0)).toBeCloseTo(1, 5);
    const two = sampler.samples({ ...base, length: 1, count: 9, distinct: true, topK: 2 })!;
    expect(two).toHaveLength(2);
  });

  it("many at once are as many as one after the other, the first as alone", async () => {
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const many = sampler.samples({ ...base, length: 40, count: 70 })!;
    expect(many).toHaveLength(70);
    expect(new Set(many.map(({ text }) => text)).size).toBe(70);
    expect(sampler.samples({ ...base, length: 40, count: 5 })!).toEqual(many.slice(0, 5));
    expect(sampler.sample({ ...base, length: 40 })!.text).toBe(many[0].text);
    const { text, logProbability: nats } = many[3];
    const ids = [...vocabulary.encode(`ab${text}`).ids];
    const exact = exactLogProbabilities(config, vocabulary, tensors, ids).slice(1);
    const sum = exact.reduce((total, row, t) => total + row[ids[t + 2]], 0);
    expect(Math.abs(nats - sum)).toBeLessThan(1e-4);
  });

  it("one that stops at a line break ends with it, its first", async () => {
    const sampler = await Sampler.load(config, vocabulary, tensors);
    for (const { text, ended, tokens } of sampler.samples({ ...base, length: 50, count: 40, stop: "eos" })!) {
      expect(text).toMatch(ended ? /^[abc]*\n$/ : /^[abc]{50}$/);
      expect(tokens).toBe(text.length);
    }
  });

  it("top k of 1 is greedy at any temperature", async () => {
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const greedy = sampler.sample({ ...base, length: 30, temperature: 0 })!.text;
    expect(sampler.sample({ ...base, length: 30, temperature: 5, topK: 1 })!.text).toBe(greedy);
    expect(sampler.sample({ ...base, length: 30, temperature: 5, topP: 1e-6 })!.text).toBe(greedy);
  });

  it("hidden states are those of the last sample, with what was read", async () => {
    const sampler = await Sampler.load(config, vocabulary, tensors);
    const samples = sampler.samples({ ...base, count: 2 }, true)!;
    expect(samples[0].hidden).toBeUndefined();
    expect(samples[1]).toMatchObject({ symbols: ["a", "b", ...samples[1].text], given: 2 });
    expect(samples[1].hidden!.map(({ length }) => length)).toEqual([5 * 5]);
    expect(sampler.sample({ ...base, prompt: "", length: 2 }, true)).toMatchObject({
      symbols: ["", expect.any(String), expect.any(String)],
      given: 0,
    });
  });
});
