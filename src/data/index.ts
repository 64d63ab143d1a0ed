export {
  type BatchSource,
  type Minibatch,
  type TextArrays,
  type TokenReading,
  textArrays,
} from "./batch/batchSource.ts";
export { type Buckets, bucketSteps, bucketsOf } from "./batch/buckets.ts";
export { type ClassWeights, classWeightsOf } from "./batch/classWeights.ts";
export { EvaluationBatches } from "./batch/evaluationBatches.ts";
export { SequenceBatches, type SequenceMinibatch } from "./batch/sequenceBatches.ts";
export { SequenceRows, type SequenceWidths, valuesOf } from "./batch/sequenceRows.ts";
export { batchingOf, trainingBatches } from "./batch/trainingBatches.ts";
export type { Corpus, CorpusFacts, CorpusFile, Part } from "./encode/corpus.ts";
export {
  type Dataset,
  type DatasetFacts,
  type DatasetPart,
  numberBytes,
  type Sequences,
  type Targets,
} from "./encode/dataset.ts";
export type { EncodedInput, NewInput } from "./encode/encodedInput.ts";
export { encodeInput } from "./encode/encodeInput.ts";
export { type EncodedStart, encodeStart } from "./encode/encodeStart.ts";
export { type EncodedTarget, encodeTarget } from "./encode/encodeTarget.ts";
export { type Encoding, encodingFromJSON, encodingToJSON, type Normalization } from "./encode/encoding.ts";
export { expectedLabels } from "./encode/expectedLabels.ts";
export { PairTexts } from "./encode/pairTexts.ts";
export { forecastLevels, naiveRow, type Series, stepsOf } from "./encode/series.ts";
export { inputOf, rowAnswer, shownExamples, symbolsOf } from "./encode/shownExamples.ts";
export { soundSteps } from "./encode/soundSteps.ts";
export { bytesPerToken, type Tokens } from "./text/tokens.ts";
export { Vocabulary } from "./text/vocabulary.ts";
export { sawUnknown } from "./text/vocabularyFile.ts";
