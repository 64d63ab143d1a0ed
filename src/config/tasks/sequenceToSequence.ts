import { CHOOSING_KEYS, COLUMN_KEYS, SYMBOL_KEYS, type TaskFacts, USUAL_LENGTH } from "./taskFacts.ts";

export const sequenceToSequence: TaskFacts = {
  about:
    "Write a sequence for a sequence that is read, of any other length: translate, spell out, pronounce, correct. An encoder reads the source, and a decoder writes the target.",
  reads: "pairs",
  predicts: "symbols",
  answersPerStep: false,
  writesText: true,
  input: "steps",
  usualFormat: "table",
  usualLength: USUAL_LENGTH.whole,
  labels: [],
  baselines: ["copy-source", "most-frequent-target", "nearest", "unattended"],
  keys: [
    ...COLUMN_KEYS,
    ...SYMBOL_KEYS,
    ...["data.partition", "data.split"],
    ...["data.targetUnit", "data.targetSplit", "data.targetLowercase", "data.targetVocabulary", "data.shareVocabulary"],
    "data.stopSymbol",
    ...["model.decoder", "model.bridge", "model.attention", "model.bidirectional", "model.tied"],
    "training.targetLength",
    ...CHOOSING_KEYS,
    ...["sampling.lengthPenalty", "sampling.coveragePenalty"],
  ],
  figures: ({ data: { unit, targetUnit } = {} }) => [
    ...(["perplexity", "tokenAccuracy", "exactMatch", "bleu", "chrf", "errorRate"] as const),
    ...((targetUnit ?? unit) === "word" ? [] : (["wordErrorRate"] as const)),
  ],
};
