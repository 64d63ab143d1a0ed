import { COLUMN_KEYS, type TaskFacts, USUAL_LENGTH } from "./taskFacts.ts";

export const transcription: TaskFacts = {
  about:
    "Find the labels of a longer sequence, in their order, without training data that says at which step each label is: speech to letters, strokes to characters. The network predicts a label or a blank at every step, and the loss (CTC, Graves et al. 2006) sums over all paths that collapse to the target.",
  reads: "examples",
  predicts: "transcript",
  answersPerStep: false,
  writesText: false,
  input: "steps",
  usualFormat: "table",
  usualLength: USUAL_LENGTH.recording,
  labels: [],
  baselines: ["most-frequent-target", "markov", "convolution"],
  keys: [
    ...COLUMN_KEYS,
    ...["data.unit", "data.lowercase", "data.vocabulary.size", "data.vocabulary.minFrequency", "model.embedding"],
    ...["data.features", "data.sequence", "data.partition", "data.split"],
    ...["data.targetUnit", "data.targetSplit", "data.targetLowercase", "data.targetVocabulary"],
    ...["model.bidirectional", "training.targetLength"],
    ...["sampling.beam", "sampling.collapse"],
    ...["sampling.languageModel", "sampling.languageModelWeight", "sampling.labelBonus"],
  ],
  figures: ({ data: { unit, targetUnit } = {} }) => [
    ...(["errorRate", "substitutions", "insertions", "deletions"] as const),
    ...((targetUnit ?? unit) === "word" ? [] : (["wordErrorRate"] as const)),
    "exactMatch",
  ],
};
