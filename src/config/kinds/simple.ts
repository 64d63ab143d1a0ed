import type { KindFacts } from "./kindFacts.ts";

const simple = (counts: "examples" | "series", called: string, about: string): KindFacts => ({
  about,
  aboutAsBaseline: about,
  called,
  counts,
  keys: [],
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
