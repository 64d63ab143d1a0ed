export { checkFreeze } from "./checkFreeze.ts";
export {
  type Compiled,
  type CompileOptions,
  compile,
  compileModel,
  type Form,
  formModel,
  formShards,
  type NetworkUse,
  Programs,
  roomySteps,
} from "./compile.ts";
export { initialize } from "./initialize.ts";
export { loadNetwork } from "./loadNetwork.ts";
export { loadParameters } from "./parameters.ts";
export { type SequenceForm, sequenceForm } from "./sequenceForm.ts";
export { influenceOf, modelOptions, tokenReadingOf, trainingBuild } from "./settings.ts";
