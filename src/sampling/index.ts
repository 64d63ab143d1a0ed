export { logShares } from "../graph/index.ts";
export type { ChangedProgram } from "./changedProgram.ts";
export { Drawer } from "./draw.ts";
export { SHOWN_LIKELIEST } from "./drawnSymbol.ts";
export { GapFiller, noGap } from "./gapFiller.ts";
export { NetworkReader } from "./networkReader.ts";
export { type PreviewSource, type Shown, shownSample, textPreviews } from "./preview.ts";
export { likeliest } from "./ranking.ts";
export { drawRows, samplingRandom, toTheEnd } from "./rows.ts";
export {
  type Next,
  type Sample,
  Sampler,
  type SampleSettings,
  sampleRows,
  writingForm,
} from "./sampler.ts";
export { type ScoredLine, type ScoredToken, Scorer } from "./scorer.ts";
export { type Start, startOf } from "./start.ts";
export { type BeginState, beginState, startStateOf } from "./startState.ts";
export { Stepper } from "./stepper.ts";
export type { MarkedReader, SymbolReader } from "./symbolReader.ts";
export { TargetNetwork } from "./targetNetwork.ts";
export type { Pair, ScoredPair } from "./targetScorer.ts";
export { targetSettings } from "./targetSettings.ts";
export { type Output, rankedInRow, rowsOfSource, type TargetSettings, TargetWriter } from "./targetWriter.ts";
export { LabelModel } from "./transcripts/labelModel.ts";
export { bestPath } from "./transcripts/paths.ts";
export { type Fusion, prefixSearch } from "./transcripts/prefixSearch.ts";
export { shownLabels, shownTranscript } from "./transcripts/shownTranscript.ts";
export {
  labelSteps,
  type TranscriptOutput,
  type TranscriptSettings,
  transcribe,
  transcriptSettings,
} from "./transcripts/transcribe.ts";
export { TranscriptNetwork } from "./transcripts/transcriptNetwork.ts";
export { writtenSymbols } from "./writtenSymbols.ts";
