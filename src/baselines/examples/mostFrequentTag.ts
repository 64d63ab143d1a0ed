import { majority } from "./majority.ts";
import { eachTarget, type Fit, isTrue } from "./predictor.ts";

/**
 * Each token has the tag that it had most often in training; one that was not seen, the most frequent of all. As probabilities
 * (c(token, tag) + P(tag)) / (c(token) + 1), so that a tag a token never had is not impossible.
 */
export const mostFrequentTag: Fit = async (train, sizes, pace) => {
  const { outputs, vocabulary } = sizes;
  const shares = new Float64Array(outputs);
  const all = await majority(train, sizes, pace);
  all(train, 0, 0, shares);
  // Most tokens have few of the tags: only those are kept.
  const counts = Array.from({ length: vocabulary }, () => new Map<number, number>());
  const totals = new Float64Array(vocabulary);
  eachTarget(train, (row, _sequence, step) => {
    const token = train.inputs.tokens![step];
    let counted = false;
    for (let c = 0; c < outputs; c++) {
      if (!isTrue(train, row, c, outputs)) continue;
      counts[token].set(c, (counts[token].get(c) ?? 0) + 1);
      counted = true;
    }
    // A step without a tag counts for nothing; one without a label says no to all.
    if (counted || train.targets.kind === "labels") totals[token]++;
  });
  await pace();
  return ({ inputs }, _sequence, step, out) => {
    const token = inputs.tokens![step];
    for (let c = 0; c < outputs; c++) out[c] = ((counts[token].get(c) ?? 0) + shares[c]) / (totals[token] + 1);
  };
};
