export { cellForms, isPyTorchs } from "./cellForms.ts";
export { type CellName, usual } from "./cells/index.ts";
export { bestBy, figuresOf, notMeasured } from "./figures.ts";
export {
  type Change,
  changedKeys,
  changesOf,
  formsTable,
  optionsTable,
  resumableKeys,
  type SettingRow,
  settingsTable,
} from "./keys.ts";
export {
  type BaselineName,
  type CountedName,
  isCounted,
  type KindName,
  kinds,
  type SimpleName,
} from "./kinds/index.ts";
export type { KindFacts } from "./kinds/kindFacts.ts";
export { layersOf, rateOf } from "./layers.ts";
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
} from "./options.ts";
export { type DataFiles, dataFilesIn, dataFilesOf, keyRange, parseConfig } from "./parse.ts";
export type { Placed, Position, Problem } from "./problems.ts";
export { MOST_INFLUENCE } from "./rules.ts";
export { samplingProblems } from "./samplingRules.ts";
export { type Config, configSchema } from "./schema.ts";
export { parseSetting, type Setting, settingText } from "./settings.ts";
export { applySettings } from "./settled.ts";
export { type TaskName, tasks } from "./tasks/index.ts";
export type { TaskFacts } from "./tasks/taskFacts.ts";
