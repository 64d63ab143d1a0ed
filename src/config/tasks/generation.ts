import { COLUMN_KEYS, SYMBOL_KEYS, type TaskFacts, WRITING_KEYS } from "./taskFacts.ts";

export const generation: TaskFacts = {
  about: "Write a text from a label or from numbers.",
  reads: "examples",
  predicts: "symbols",
  answersPerStep: true,
  writesText: true,
  input: "start",
  usualFormat: "text",
  labels: [],
  baselines: ["markov", "convolution"],
  keys: [
    ...COLUMN_KEYS,
    ...SYMBOL_KEYS,
    ...["data.partition", "data.split", "model.tied"],
    ...WRITING_KEYS,
    "sampling.start",
  ],
  figures: () => ["perplexity"],
};
