export { type CellName, usual } from "./cells/index.ts";
export { CHARSETS } from "./keys/encoding.ts";
export type { SweepMethod, SweepValues } from "./keys/sweep.ts";
export {
  type BaselineName,
  type CountedName,
  isCounted,
  type KindName,
  kinds,
  type SimpleName,
} from "./kinds/index.ts";
export type { KindFacts } from "./kinds/kindFacts.ts";
export { dataFilesIn, keyRange, parseConfig } from "./parse/parseConfig.ts";
export type { Placed, Position, Problem } from "./parse/problems.ts";
export { parseSetting, type Setting, settingText } from "./parse/settings.ts";
export { applySettings } from "./parse/settled.ts";
export {
  type Baseline,
  baselinesOf,
  configOfBaseline,
  isTrainedBaseline,
  labelOfBaseline,
  type TrainedBaseline,
} from "./resolved/baselines.ts";
export { briefConfig } from "./resolved/briefConfig.ts";
export { cellForms, computedForms, isPyTorchs } from "./resolved/cellForms.ts";
export { type DataFiles, dataFilesOf, pathsIn, sidesOf } from "./resolved/dataFiles.ts";
export { type DecoderSettings, decoderOf, longestOutput } from "./resolved/decoder.ts";
export { featuresOf, type SoundFeatures, usualFeatures } from "./resolved/features.ts";
export { bestBy, figuresOf, notMeasured } from "./resolved/figures.ts";
export { labelOfModel } from "./resolved/labels.ts";
export { layersOf, rateOf } from "./resolved/layers.ts";
export { sequenceLengthOf, targetLengthOf } from "./resolved/lengths.ts";
export { ngramOf, pastOf } from "./resolved/models.ts";
export { initializerOf, numberLossOf, optionsOf } from "./resolved/options.ts";
export { withProposedSweep } from "./resolved/proposedSweep.ts";
export { type Sweep, sweepOf, takesWholeNumbers } from "./resolved/sweep.ts";
export { MOST_INFLUENCE } from "./rules/forward.ts";
export { samplingProblem } from "./rules/sampling.ts";
export { type Config, configSchema } from "./schema.ts";
export {
  type Change,
  changedKeys,
  changesOf,
  formsTable,
  hasEveryKey,
  optionsTable,
  resumableKeys,
  type SettingRow,
  settingKeys,
  settingsTable,
} from "./tables.ts";
export { type TaskName, tasks } from "./tasks/index.ts";
export { hasTargets, type TaskFacts, tagsSteps, USUAL_LENGTH } from "./tasks/taskFacts.ts";
