// How transcripts are found: collapsing, prefix search against the enumeration of all labellings, and fusion with an n-gram by hand.
import { describe, expect, it } from "vitest";
import { collapsed, collapseStages } from "../../src/base/ctc/collapse.ts";
import { ctcLattice } from "../../src/base/ctc/ctcLattice.ts";
import { NgramModel, NgramRows } from "../../src/baselines/index.ts";
import { ngramOf, parseConfig } from "../../src/config/index.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { bestPath, LabelModel, logShares, prefixSearch, transcribe } from "../../src/sampling/index.ts";
import { draws, seedLabel } from "../support/kernels.ts";

const rulesOf = (symbols: string[]) =>
  Vocabulary.fromJSON({
    ...{ version: 1, unit: "character", lowercase: false, unknown: null, blank: 0, symbols },
  });
const labels = rulesOf(["<blank>", "a", "b"]);
const greedy = { beam: null, collapse: "ctc", count: 1, labelBonus: 0 } as const;

/** ln P of every labelling, by adding up all V^T paths. */
function enumerated(logY: Float64Array, V: number): Map<string, number> {
  const T = logY.length / V;
  const found = new Map<string, number>();
  for (let path = 0; path < V ** T; path++) {
    const steps = Array.from({ length: T }, (_, t) => Math.floor(path / V ** t) % V);
    const key = collapsed(steps).join();
    const share = steps.reduce((product, v, t) => product * Math.exp(logY[t * V + v]), 1);
    found.set(key, (found.get(key) ?? 0) + share);
  }
  return new Map([...found].map(([key, share]) => [key, Math.log(share)]));
}

it("a path collapses: repeats are one unless a blank stands between; trimmed, they always are", () => {
  const path = [0, 1, 1, 0, 2, 2, 0, 2, 0];
  expect(collapsed(path)).toEqual([1, 2, 2]);
  expect(collapsed(path, "trim")).toEqual([1, 2]);
  expect(collapsed([0, 0])).toEqual([]);
});

it("each stage of a collapse says of which steps its labels are", () => {
  const path = [1, 1, 0, 1, 2, 2];
  const spans = (...all: [number, number, number][]) => all.map(([label, from, to]) => ({ label, from, to }));
  expect(collapseStages(path, "ctc")).toEqual([
    { did: "merge", labels: spans([1, 0, 2], [0, 2, 3], [1, 3, 4], [2, 4, 6]) },
    { did: "remove", labels: spans([1, 0, 2], [1, 3, 4], [2, 4, 6]) },
  ]);
  expect(collapseStages(path, "trim")).toEqual([
    { did: "remove", labels: spans([1, 0, 1], [1, 1, 2], [1, 3, 4], [2, 4, 5], [2, 5, 6]) },
    { did: "merge", labels: spans([1, 0, 4], [2, 4, 6]) },
  ]);
});

describe("prefix search", () => {
  it("with room for all beginnings equals the enumeration of all labellings", () => {
    for (let salt = 0; salt < 12; salt++) {
      const draw = draws(3000 + salt);
      const [T, V] = [1 + draw.below(6), 2 + draw.below(3)];
      const logY = logShares(
        draw.floats(T * V).map((x) => 3 * x),
        T,
        V,
      );
      const all = enumerated(logY, V);
      const found = prefixSearch(logY, V, { beam: 5000, count: 5000 });
      expect(found.length, `${seedLabel}, salt ${salt}`).toBe(all.size);
      const sorted = [...all.values()].sort((a, b) => b - a);
      found.forEach(({ ids, logProbability, score }, i) => {
        expect(logProbability).toBeCloseTo(all.get(ids.join())!, 10);
        expect(score).toBeCloseTo(sorted[i], 10);
        expect(ctcLattice(logY, V, ids).logProbability).toBeCloseTo(logProbability, 10);
      });
    }
  });

  it("finds a transcript that the best path misses, and says the probability of all its paths however narrow it is", () => {
    // Two steps of "a" 0.4, blank 0.6: the best path is empty (0.36), and "a" has 0.64.
    const logY = Float64Array.from([0.6, 0.4, 0, 0.6, 0.4, 0], Math.log);
    const [path] = transcribe(logY, labels, greedy);
    expect(path).toMatchObject({ ids: [], text: "" });
    expect(path.logProbability).toBeCloseTo(Math.log(0.36), 10);
    const [first, second] = transcribe(logY, labels, { ...greedy, beam: 2, count: 2 });
    expect(first).toMatchObject({ ids: [1], text: "a", tokens: ["a"] });
    expect(first.logProbability).toBeCloseTo(Math.log(0.64), 10);
    expect(second.ids).toEqual([]);
    expect(transcribe(logY, labels, { ...greedy, beam: 1 })[0].logProbability).toBeCloseTo(
      transcribe(logY, labels, { ...greedy, beam: 1 })[0].ids.length > 0 ? Math.log(0.64) : Math.log(0.36),
      10,
    );
  });

  it("never writes <unk>, nor does the best path", () => {
    const cut = Vocabulary.fromJSON({ ...labels.toJSON(), unknown: 1, symbols: ["<blank>", "<unk>", "b"] });
    const logY = Float64Array.from([0.1, 0.8, 0.1, 0.1, 0.6, 0.3], Math.log);
    expect(transcribe(logY, cut, greedy)[0].ids).toEqual([2]);
    const all = transcribe(logY, cut, { ...greedy, beam: 10, count: 10 });
    expect(all.map(({ ids }) => ids.join())).toEqual(["2", ""]);
    expect(bestPath(logY, 2, 3)).toEqual(Int32Array.of(1, 1));
  });
});

describe("shallow fusion", () => {
  /** Bigrams of "ab", counted in lines of a text. */
  async function bigrams(text: string) {
    const { config } = parseConfig(
      JSON.stringify({
        ...{ task: "language-model", data: { train: "a.txt" } },
        model: { kind: "ngram", order: 2, smoothing: "witten-bell" },
      }),
    );
    const vocabulary = Vocabulary.fromCounts(
      [...new Set(text)].map((symbol) => ({ codePoint: symbol.codePointAt(0)!, count: text.split(symbol).length - 1 })),
      { size: null, minFrequency: 1, lowercase: false },
    );
    const ids = vocabulary.encode(text).ids;
    const model = await NgramModel.count(ids as never, vocabulary.size, ngramOf(config!), async () => {});
    return { vocabulary, reader: new NgramRows(model, vocabulary, 1) };
  }

  it("ranks by ln P(y | x) + w · ln P(y), the end counted, + a bonus for each label: by hand", async () => {
    const text = "\nab\nab\nab\nba\n";
    const { vocabulary, reader } = await bigrams(text);
    const model = new LabelModel(reader, vocabulary, labels, "cold");
    expect(model.unknown).toEqual([]);
    // Witten–Bell by hand: P(x | c) = (count(c x) + T(c) · P(x)) / (count(c) + T(c)), P(x) = (count(x) + 3 · 1/3) / (13 + 3) without the first.
    const counts = (gram: string) => [...text].filter((_, i) => text.startsWith(gram, i)).length;
    const symbols = ["\n", "a", "b"];
    const unigram = (x: string) => (counts(x) + 3 * (1 / 3)) / (text.length + 3);
    const bigram = (c: string, x: string) => {
      const total = symbols.reduce((sum, s) => sum + counts(c + s), 0);
      const types = symbols.filter((s) => counts(c + s) > 0).length;
      return (counts(c + x) + types * unigram(x)) / (total + types);
    };
    const begin = model.begin();
    expect(begin.next[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(Math.exp(begin.next[1])).toBeCloseTo(bigram("\n", "a"), 6);
    expect(Math.exp(begin.after(1).after(2).end)).toBeCloseTo(bigram("b", "\n"), 6);

    // By themselves "ba" is likelier than "ab"; with the language model it is the other way round.
    const logY = Float64Array.from([0.02, 0.45, 0.53, 0.02, 0.53, 0.45], Math.log);
    const alone = transcribe(logY, labels, { ...greedy, beam: 50, count: 50 });
    expect(alone[0].text).toBe("ba");
    const [weight, labelBonus] = [0.7, 0.3];
    const fused = transcribe(logY, labels, {
      ...{ ...greedy, beam: 50, count: 50, labelBonus },
      fusion: { begin: () => model.begin(), weight },
    });
    expect(fused[0].text).toBe("ab");
    for (const { text: said, logProbability, score } of fused) {
      const line = `\n${said}\n`;
      const prior = [...line].slice(1).reduce((sum, x, i) => sum + Math.log(bigram(line[i], x)), 0);
      expect(logProbability).toBeCloseTo(alone.find((one) => one.text === said)!.logProbability, 10);
      expect(score, said).toBeCloseTo(logProbability + weight * prior + labelBonus * said.length, 5);
    }
  });

  it("never writes a label that the language model cannot know", async () => {
    const { vocabulary, reader } = await bigrams("\nab\n");
    const more = rulesOf(["<blank>", "a", "q"]);
    const model = new LabelModel(reader, vocabulary, more, "cold");
    expect(model.unknown).toEqual(["q"]);
    const logY = Float64Array.from([0.1, 0.1, 0.8], Math.log);
    const fusion = { begin: () => model.begin(), weight: 0.5 };
    expect(
      transcribe(logY, more, { ...greedy, beam: 5, count: 5, fusion })
        .map(({ text }) => text)
        .sort(),
    ).toEqual(["", "a"]);
  });
});
