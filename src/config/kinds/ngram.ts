import type { KindFacts } from "./kindFacts.ts";

export const ngram: KindFacts = {
  about:
    "N-grams: counts how often symbols follow each other, once, and is then sampled and scored like a network. For language models; nothing of `training` matters but the seed.",
  aboutAsBaseline:
    "Counts how often symbols follow each other: the probability of a symbol after those before it. For running text.",
  called: "n-grams",
  counts: "ngrams",
  looksBack: true,
  keys: ["model.order", "model.smoothing", "model.minCount"],
};
