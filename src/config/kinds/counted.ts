import * as Type from "typebox";
import { doc } from "../keys/fields.ts";
import type { KindFacts } from "./kindFacts.ts";

/** What n-grams have, as a baseline and as a model. */
export const ngramKeys = {
  order: Type.Optional(
    Type.Integer({
      ...doc("Order", "Length of the longest n-grams: a symbol is predicted from `order` − 1 before it."),
      minimum: 1,
      maximum: 16,
      default: 5,
    }),
  ),
  smoothing: Type.Optional(
    Type.Enum(["kneser-ney", "witten-bell", "none"], {
      ...doc(
        "Smoothing",
        'What is left to what was never counted. `"kneser-ney"`: interpolated, a discount off each count, and shorter n-grams count by how many symbols stand before them; `"witten-bell"`: as many counts as different symbols follow; `"none"`: nothing, so the loss is infinite as soon as something new comes.',
      ),
      enumDescriptions: [
        "Interpolated Kneser–Ney, D = n₁/(n₁+2n₂) for each length, ½ where n₁ or n₂ is 0: the best of the three.",
        "Interpolated Witten–Bell: as many counts go to shorter contexts as different symbols follow.",
        "Relative frequencies of the longest known context; what never followed it is impossible.",
      ],
      default: "kneser-ney",
    }),
  ),
  minCount: Type.Optional(
    Type.Integer({
      ...doc(
        "Least count",
        "N-grams of two symbols or more that occur less often are cut, after the discounts are computed; what they had goes to shorter ones.",
      ),
      minimum: 1,
      maximum: 1_000_000_000,
      default: 1,
    }),
  ),
};

export const ngram: KindFacts = {
  about:
    "N-grams: counts how often symbols follow each other, once, and is then sampled and scored like a network. For language models; nothing of `training` matters but the seed.",
  aboutAsBaseline:
    "Counts how often symbols follow each other: the probability of a symbol after those before it. For running text.",
  called: "n-grams",
  counts: "ngrams",
  looksBack: true,
  keys: ["model.order", "model.smoothing", "model.minCount", "training.seed"],
};

const simple = (counts: "examples" | "series", called: string, about: string): KindFacts => ({
  about,
  aboutAsBaseline: about,
  called,
  counts,
  // What is drawn, how series are cut, and how errors count.
  keys: ["training.seed", "training.sequenceLength", "training.loss"],
});

/** Count-based models without options. */
export const simpleKinds = {
  majority: simple(
    "examples",
    "majority",
    "The most frequent class or tag, whatever comes; of several labels, those that more than half of the examples have. For classification and tagging.",
  ),
  "naive-bayes": simple(
    "examples",
    "naive Bayes",
    "Multinomial naive Bayes: how often each token occurs in each class, each counted once more than it was. For classification of tokens.",
  ),
  "bag-of-words": simple(
    "examples",
    "bag of words",
    "Logistic regression on which tokens occur, whatever their order (Adagrad, ten epochs). For classification of tokens.",
  ),
  "most-frequent-tag": simple(
    "examples",
    "most frequent tag",
    "The tag that each token had most often in training. For tagging of tokens.",
  ),
  naive: simple("series", "naive forecast", "Each next value is like the last one. For forecasting."),
  "seasonal-naive": simple(
    "series",
    "seasonal naive forecast",
    "Each next value is like that of one season before (`data.season`). For forecasting.",
  ),
  drift: simple(
    "series",
    "drift",
    "The line from the first value of training through the last one goes on. For forecasting.",
  ),
};
