import { majority } from "./majority.ts";
import { type Counts, eachTarget, isTrue, type Method } from "./method.ts";

/**
 * Each token has the tag that it had most often in training; one that was not seen, the most frequent of all. As probabilities
 * (c(token, tag) + P(tag)) / (c(token) + 1), so that a tag a token never had is not impossible.
 *
 * Most tokens have few of the tags, and only those are kept: of token i they are `tags` and `counts` from `first[i]` to
 * `first[i + 1]`.
 */
export const mostFrequentTag: Method = {
  async fit(train, sizes, seed, pace) {
    const { outputs, vocabulary } = sizes;
    const { shares } = await majority.fit(train, sizes, seed, pace);
    const seen = Array.from({ length: vocabulary }, () => new Map<number, number>());
    const totals = new Float64Array(vocabulary);
    eachTarget(train, (row, _sequence, step) => {
      const token = train.inputs.tokens![step];
      let counted = false;
      for (let c = 0; c < outputs; c++) {
        if (!isTrue(train, row, c, outputs)) continue;
        seen[token].set(c, (seen[token].get(c) ?? 0) + 1);
        counted = true;
      }
      // A step without a tag counts for nothing; one without a label says no to all.
      if (counted || train.targets.kind === "labels") totals[token]++;
    });
    await pace();
    const first = new Float64Array(vocabulary + 1);
    for (let i = 0; i < vocabulary; i++) first[i + 1] = first[i] + seen[i].size;
    const tags = Float64Array.from(seen.flatMap((tagsOfOne) => [...tagsOfOne.keys()]));
    const counts = Float64Array.from(seen.flatMap((tagsOfOne) => [...tagsOfOne.values()]));
    return { shares, totals, first, tags, counts };
  },

  lengths({ outputs, vocabulary }, { first }) {
    // The last is where all end, if each begins where the one before it ends or later.
    const rises = first?.[0] === 0 && first.every((at, i) => i === 0 || at >= first[i - 1]);
    const kept = rises ? first[first.length - 1] : -1;
    return { shares: outputs, totals: vocabulary, first: vocabulary + 1, tags: kept, counts: kept };
  },

  predict: (counts, { outputs }) => {
    const { shares, totals } = counts;
    const countsOf = tagCounts(counts, outputs);
    return ({ tokens }, _sequence, step, out) => {
      const token = tokens![step];
      const own = countsOf(token);
      for (let c = 0; c < outputs; c++) out[c] = (own[c] + shares[c]) / (totals[token] + 1);
    };
  },

  evidence: (counts, { outputs }) => {
    const countsOf = tagCounts(counts, outputs);
    return (token, c) => countsOf(token)[c];
  },
};

/** How often a token had each of the tags; the same array is handed out each time. */
function tagCounts({ first, tags, counts }: Counts, outputs: number): (token: number) => Float64Array {
  const row = new Float64Array(outputs);
  return (token) => {
    row.fill(0);
    for (let i = first[token]; i < first[token + 1]; i++) row[tags[i]] = counts[i];
    return row;
  };
}
