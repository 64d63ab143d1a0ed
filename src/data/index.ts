export type { BatchSource, Minibatch } from "./batchSource.ts";
export { type Corpus, type CorpusFacts, type CorpusFile, type LoadOptions, loadCorpus, type Part } from "./corpus.ts";
export type { Dataset, DatasetFacts, DatasetPart, Sequences, Targets } from "./dataset.ts";
export { type Encoding, encodingFromJSON, encodingToJSON, type Normalization } from "./encoding.ts";
export { evaluationBatches, trainingBatches } from "./minibatches.ts";
export { readLines } from "./readLines.ts";
export { bucketSteps, SequenceBatches, type SequenceMinibatch } from "./sequenceBatches.ts";
export { arraysFor, fillRow, type SequenceArrays, type SequenceWidths, valuesOf } from "./sequenceRows.ts";
export { Vocabulary } from "./vocabulary.ts";
