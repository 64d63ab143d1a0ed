export { type CellName, usual } from "./cells/index.ts";
export {
  type Change,
  changedKeys,
  changesOf,
  formsTable,
  optionsTable,
  resumableKeys,
  type SettingRow,
  settingsTable,
} from "./keys/tables.ts";
export {
  type BaselineName,
  type CountedName,
  isCounted,
  type KindName,
  kinds,
  type SimpleName,
} from "./kinds/index.ts";
export type { KindFacts } from "./kinds/kindFacts.ts";
export { type DataFiles, dataFilesIn, dataFilesOf, keyRange, parseConfig } from "./parse/parseConfig.ts";
export type { Placed, Position, Problem } from "./parse/problems.ts";
export { parseSetting, type Setting, settingText } from "./parse/settings.ts";
export { applySettings } from "./parse/settled.ts";
export { cellForms, isPyTorchs } from "./resolved/cellForms.ts";
export { bestBy, figuresOf, notMeasured } from "./resolved/figures.ts";
export { layersOf, rateOf } from "./resolved/layers.ts";
export {
  type Baseline,
  baselinesOf,
  configOfBaseline,
  countedKind,
  initializerOf,
  isTrainedBaseline,
  kernelOf,
  labelOfBaseline,
  labelOfModel,
  ngramOf,
  numberLossOf,
  optionsOf,
  orderOf,
  pastOf,
  type TrainedBaseline,
} from "./resolved/options.ts";
export { MOST_INFLUENCE } from "./rules/index.ts";
export { samplingProblems } from "./rules/sampling.ts";
export { type Config, configSchema } from "./schema.ts";
export { type TaskName, tasks } from "./tasks/index.ts";
export type { TaskFacts } from "./tasks/taskFacts.ts";
