// BLEU and chrF2 against sacreBLEU (test/vectors/make_translation_metrics.py), error rates, lengths and the worst examples.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Written, WrittenMetrics } from "../../src/metrics/index.ts";
import { Bleu } from "../../src/metrics/written/bleu.ts";
import { Chrf } from "../../src/metrics/written/chrf.ts";
import { editDistance } from "../../src/metrics/written/editDistance.ts";
import { lengthRanges } from "../../src/metrics/written/lengthRanges.ts";
import { tokens13a, trimmedEnd } from "../../src/metrics/written/words.ts";

interface Case {
  name: string;
  pairs: [string, string][];
  bleu: Record<"13a" | "char" | "none", number>;
  chrf: number;
  tokens13a: string[][];
}

const cases: Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../vectors/translation_metrics.json"), "utf8"),
);

it("BLEU and chrF2 are sacreBLEU's, of words, characters and items", () => {
  expect(cases).toHaveLength(32);
  for (const { name, pairs, bleu, chrf, tokens13a: split } of cases) {
    expect(
      pairs.map(([text]) => tokens13a(trimmedEnd(text))),
      name,
    ).toEqual(split);
    for (const tokens of ["13a", "char", "none"] as const) {
      const own = new Bleu(tokens);
      for (const [text, reference] of pairs) own.add(text, reference);
      expect(own.score, `${name}, ${tokens}`).toBeCloseTo(bleu[tokens], 9);
    }
    const own = new Chrf();
    for (const [text, reference] of pairs) own.add(text, reference);
    expect(own.score, name).toBeCloseTo(chrf, 9);
  }
});

it("what equals its reference has a BLEU of no more than 100", () => {
  const own = new Bleu("none");
  own.add("a b c d e", "a b c d e");
  expect(own.score).toBeLessThanOrEqual(100);
  expect(own.score).toBeCloseTo(100, 9);
});

it("an edit distance is the fewest edits, as counted by trying all", () => {
  expect(editDistance([..."kitten"], [..."sitting"])).toBe(3);
  expect(editDistance([..."abc"], [])).toBe(3);
  /** By the definition. */
  const slow = (a: string, b: string): number => {
    if (!a || !b) return a.length + b.length;
    if (a[0] === b[0]) return slow(a.slice(1), b.slice(1));
    return 1 + Math.min(slow(a.slice(1), b), slow(a, b.slice(1)), slow(a.slice(1), b.slice(1)));
  };
  const words = ["", "a", "ab", "aba", "bab", "abba", "baab", "aabb", "bbaab"];
  for (const a of words) for (const b of words) expect(editDistance([...a], [...b]), `${a}|${b}`).toBe(slow(a, b));
});

it("a table by length has at most ten rows, all of one width", () => {
  expect(lengthRanges([3, 1, 3])).toEqual([
    { from: 1, to: 1 },
    { from: 3, to: 3 },
  ]);
  const many = lengthRanges(Array.from({ length: 45 }, (_, i) => i + 1));
  expect(many).toHaveLength(9);
  expect([many[0], many[8]]).toEqual([
    { from: 1, to: 5 },
    { from: 41, to: 45 },
  ]);
  expect(lengthRanges([1, 100_000])).toHaveLength(2);
});

it("a text that is too short for 4-grams says nothing of BLEU by length", () => {
  const metrics = new WrittenMetrics("word");
  const text = "as it is";
  const output = text.split(" ");
  metrics.add({ source: "x", sourceLength: 1, output, truth: output, text, reference: text, stopped: true });
  const { metrics: figures, report } = metrics.measured;
  // sacreBLEU says 0 of such a corpus.
  expect(figures).toEqual({ exactMatch: 1, bleu: 0, chrf: 100, errorRate: 0 });
  expect(report.lengths).toEqual([{ from: 1, to: 1, examples: 1, exactMatch: 1, errorRate: 0, bleu: Number.NaN }]);
});

it("what was written is measured as a corpus, by length, with the worst examples first", () => {
  const written = (source: string, text: string, reference: string, stopped = true): Written => ({
    ...{ source, sourceLength: source.length, text, reference, stopped },
    ...{ output: [...text], truth: [...reference] },
  });
  const metrics = new WrittenMetrics("character");
  for (const each of [
    written("aa", "go on", "go on"),
    written("bb", "so x", "so it"),
    written("cccc", "aaaaaa", "b", false),
  ]) {
    metrics.add(each);
  }
  const { metrics: figures, report } = metrics.measured;
  // 0 + 2 + 6 edits over 5 + 5 + 1 characters; 0 + 1 + 1 over 2 + 2 + 1 words.
  expect(figures).toMatchObject({ exactMatch: 1 / 3, errorRate: 8 / 11, wordErrorRate: 2 / 5 });
  expect(report.lengths).toMatchObject([
    { from: 2, to: 2, examples: 2, exactMatch: 1 / 2, errorRate: 2 / 10 },
    { from: 4, to: 4, examples: 1, exactMatch: 0, errorRate: 6, bleu: 0 },
  ]);
  expect(report.worst).toEqual([
    { source: "cccc", output: "aaaaaa", truth: "b", errorRate: 6, stopped: false },
    { source: "bb", output: "so x", truth: "so it", errorRate: 2 / 5, stopped: true },
  ]);
});
