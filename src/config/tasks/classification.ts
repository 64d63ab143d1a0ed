import { COLUMN_KEYS, OF_LABELS, SYMBOL_KEYS, type TaskFacts, USUAL_LENGTH } from "./taskFacts.ts";

const OF_CLASSES = ["accuracy", "macroF1", "calibrationError"] as const;

export const classification: TaskFacts = {
  about: "Predict the class or the labels of a whole sequence, such as a sentence.",
  reads: "examples",
  predicts: "labels",
  answersPerStep: false,
  writesText: false,
  input: "steps",
  usualFormat: "table",
  usualLength: USUAL_LENGTH.whole,
  labels: ["one", "several", "ordered", "binary"],
  baselines: ["majority", "naive-bayes", "bag-of-words", "markov", "convolution"],
  keys: [
    ...COLUMN_KEYS,
    ...SYMBOL_KEYS,
    ...["data.features", "data.sequence", "data.partition", "data.labels", "data.split"],
    ...["model.readout", "model.bidirectional", "training.classWeights"],
  ],
  figures({ data: { labels } = {} }) {
    if (labels === "several" || labels === "binary") return OF_LABELS[labels];
    return labels === "ordered" ? [...OF_CLASSES, "mae"] : OF_CLASSES;
  },
};
