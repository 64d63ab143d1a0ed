import { COLUMN_KEYS, OF_LABELS, SYMBOL_KEYS, type TaskFacts, USUAL_LENGTH } from "./taskFacts.ts";

export const tagging: TaskFacts = {
  about: "Predict a tag for every step of a sequence.",
  reads: "examples",
  predicts: "labels",
  answersPerStep: true,
  writesText: false,
  input: "steps",
  usualFormat: "conll",
  usualLength: USUAL_LENGTH.whole,
  labels: ["one", "binary"],
  baselines: ["majority", "most-frequent-tag", "markov", "convolution"],
  keys: [
    ...COLUMN_KEYS,
    ...SYMBOL_KEYS,
    ...[
      "data.features",
      "data.sequence",
      "data.partition",
      "data.labels",
      "model.bidirectional",
      "training.classWeights",
    ],
  ],
  figures({ data: { labels } = {} }) {
    if (labels === "several" || labels === "binary") return OF_LABELS[labels];
    return ["accuracy", "macroF1", "precision", "recall", "f1"];
  },
};
