export { type Decision, Halving, rungsOf, rungsWithin } from "./halving.ts";
export { type Importance, importanceOf } from "./importance.ts";
export { type TrialSettings, trialsOf } from "./trials.ts";
