export type { FittedModel, Inspection, SavedModel, TargetModel } from "./estimator.ts";
export { estimatorOf } from "./registry.ts";
