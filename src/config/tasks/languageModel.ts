import { SYMBOL_KEYS, type TaskFacts, USUAL_LENGTH, WRITING_KEYS } from "./taskFacts.ts";

export const languageModel: TaskFacts = {
  about: "Predict the next symbol of a running text, and write text.",
  reads: "text",
  predicts: "symbols",
  answersPerStep: true,
  writesText: true,
  input: "none",
  usualFormat: "text",
  usualLength: USUAL_LENGTH.window,
  labels: [],
  baselines: ["ngram", "markov", "convolution"],
  keys: [
    ...SYMBOL_KEYS,
    ...["data.split", "data.eos", "data.direction", "model.tied", "training.gradient", "training.batching"],
    ...WRITING_KEYS,
    "sampling.state",
  ],
  figures: ({ data = {} }) => [
    ...(data.direction === "cloze" ? (["pseudoPerplexity"] as const) : (["perplexity", "bitsPerCharacter"] as const)),
    ...(data.unit === "item" ? (["hitAt1", "hitAt5", "hitAt10", "mrr"] as const) : []),
  ],
};
