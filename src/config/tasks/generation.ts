import { COLUMN_KEYS, SYMBOL_KEYS, type TaskFacts, USUAL_LENGTH, WRITING_KEYS } from "./taskFacts.ts";

export const generation: TaskFacts = {
  about: "Write a text from a label or from numbers.",
  reads: "examples",
  predicts: "symbols",
  answersPerStep: true,
  writesText: true,
  input: "start",
  usualFormat: "text",
  usualLength: USUAL_LENGTH.whole,
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
