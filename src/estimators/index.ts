export type { FittedModel, Inspection, SavedModel } from "./estimator.ts";
export { estimatorOf } from "./registry.ts";
