// The nearest training source by an inverted index, against comparing with each.
import { describe, expect, it } from "vitest";
import { Random } from "../../src/base/random.ts";
import { GramIndex, type TokenSequences } from "../../src/baselines/pairs/gramIndex.ts";

const pace = async () => {};

function sequences(lists: readonly (readonly number[])[]): TokenSequences {
  const lengths = lists.map(({ length }) => length);
  let at = 0;
  const starts = lengths.map((length) => {
    at += length;
    return at - length;
  });
  return { starts, lengths, tokens: Int32Array.from(lists.flat()) };
}

const gramsOf = (tokens: readonly number[]) => {
  const grams = tokens.flatMap((_, i) =>
    [1, 2, 3].map((n) => (i + n <= tokens.length ? tokens.slice(i, i + n).join() : "")),
  );
  return new Set(grams.filter((gram) => gram !== ""));
};

/** The same by its definition, with no index. */
function slowly(sources: readonly (readonly number[])[], query: readonly number[], most: number): number {
  const all = sources.map(gramsOf);
  const having = new Map<string, number>();
  for (const grams of all) for (const gram of grams) having.set(gram, (having.get(gram) ?? 0) + 1);
  const counts = (gram: string) => having.has(gram) && having.get(gram)! <= most;
  const own = [...gramsOf(query)].filter(counts);
  const likeness = all.map((grams) => {
    const both = own.filter((gram) => grams.has(gram)).length;
    return both / (own.length + [...grams].filter(counts).length || 1);
  });
  const best = Math.max(...likeness);
  return best === 0 ? -1 : likeness.indexOf(best);
}

const drawn = (random: Random, count: number, symbols: number) =>
  Array.from({ length: count }, () => Array.from({ length: 1 + random.nextInt(9) }, () => random.nextInt(symbols)));

describe("the nearest source", () => {
  it("has the largest share of n-grams in common", async () => {
    const sources = sequences([
      [1, 2, 3, 4],
      [1, 2, 9, 4],
      [5, 6],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ]);
    const index = await GramIndex.build(sources, pace);
    const nearest = (...tokens: number[]) => index.nearest(sequences([tokens]), 0);
    expect(nearest(1, 2, 3, 4)).toBe(0);
    expect(nearest(1, 2, 9)).toBe(1);
    // All of it is in the last one too, which has more beside it.
    expect(nearest(6, 5)).toBe(2);
    expect(nearest(3, 4, 5, 6)).toBe(3);
    expect(nearest(77)).toBe(-1);
  });

  it.each([
    [40, 6],
    [1500, 3],
  ])("of %d sources is the one that comparing with each finds", async (count, symbols) => {
    const random = Random.seeded(7, "nearest");
    const sources = drawn(random, count, symbols);
    const index = await GramIndex.build(sequences(sources), pace);
    for (const query of drawn(random, 12, symbols + 1)) {
      expect(index.nearest(sequences([query]), 0), query.join()).toBe(
        slowly(sources, query, Math.max(1000, count / 50)),
      );
    }
  });

  it("is one of every second source where there are too many n-grams", async () => {
    const sources = sequences([[1, 2], [1, 2, 3], [4, 5], [6]]);
    const index = await GramIndex.build(sources, pace, 12);
    expect([[1, 2, 3], [4, 5], [6]].map((query) => index.nearest(sequences([query]), 0))).toEqual([0, 2, -1]);
  });
});
