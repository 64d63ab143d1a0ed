import { says } from "../messages/index.ts";
import type { Counts, KindFacts } from "./kindFacts.ts";

/** What n-grams count, with their defaults. */
export function countsOf({ order, smoothing, minCount }: Counts) {
  return { order: order ?? 5, smoothing: smoothing ?? ("kneser-ney" as const), minCount: minCount ?? 1 };
}

const SMOOTHINGS = { "kneser-ney": "Kneser–Ney", "witten-bell": "Witten–Bell", none: "unsmoothed" };

/** The longest n-grams that are counted. */
const LONGEST = 16;

export const ngram: KindFacts = {
  about:
    "N-grams: counts once how often symbols follow each other, and is then sampled and scored like a network. For language models. Of `training`, only the seed has an effect.",
  aboutAsBaseline:
    "Counts how often symbols follow each other: the probability of a symbol given those before it. For running text.",
  label(settings) {
    const { order, smoothing, minCount } = countsOf(settings);
    return `${order}-gram, ${SMOOTHINGS[smoothing]}${minCount > 1 ? `, from ${minCount} occurrences` : ""}`;
  },
  counts: "ngrams",
  check({ order }, report) {
    if (order != null && order > LONGEST) report("order", says.ngramTooLong({ order, most: LONGEST }));
  },
  keys: ["model.order", "model.smoothing", "model.minCount", "training.seed"],
};

const simple = (counts: "examples" | "series" | "pairs", label: string, about: string): KindFacts => ({
  about,
  aboutAsBaseline: about,
  label: () => label,
  counts,
  // What is drawn, how series are cut, and how errors count.
  keys: ["training.seed", "training.sequenceLength", "training.loss"],
});

/** Count-based models without options. */
export const simpleKinds = {
  majority: simple(
    "examples",
    "majority",
    "Always predicts the most frequent class or tag; with several labels, those that more than half of the examples have. For classification and tagging.",
  ),
  "naive-bayes": simple(
    "examples",
    "naive Bayes",
    "Multinomial naive Bayes: how often each token occurs in each class, with 1 added to each count. For classification of tokens.",
  ),
  "bag-of-words": simple(
    "examples",
    "bag of words",
    "Logistic regression on which tokens occur, regardless of their order (Adagrad, ten epochs). For classification of tokens.",
  ),
  "most-frequent-tag": simple(
    "examples",
    "most frequent tag",
    "The tag that each token had most often in training. For tagging of tokens.",
  ),
  naive: simple("series", "naive forecast", "Repeats the last value. For forecasting."),
  "seasonal-naive": {
    ...simple(
      "series",
      "seasonal naive forecast",
      "Repeats the value of one season before (`data.season`). For forecasting.",
    ),
    check({ season }, report) {
      if (season === null) report("kind", says.seasonOfModel());
    },
  } satisfies KindFacts,
  drift: simple(
    "series",
    "drift",
    "Continues the straight line from the first to the last value of the training part. For forecasting.",
  ),
  "copy-source": simple("pairs", "copy of the source", "Writes the source as it is. For sequence-to-sequence."),
  "most-frequent-target": simple(
    "pairs",
    "most frequent target",
    "Always writes the target that is most frequent in training. For sequence-to-sequence and transcription.",
  ),
  nearest: simple(
    "pairs",
    "nearest source",
    "Writes the target of the training source that has the largest share of n-grams of one to three tokens in common with the source. N-grams that are in more than 1,000 sources and in more than 2 % of them are ignored. For sequence-to-sequence.",
  ),
};
