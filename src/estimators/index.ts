export type { FittedModel, Inspection, SavedModel, TargetModel, TranscriptModel } from "./estimator.ts";
export { estimatorOf } from "./registry.ts";
