export { differentiate } from "./differentiate.ts";
export { Graph } from "./graph.ts";
export { Interpreter } from "./interpreter.ts";
export { align, layOutParameters, type ParameterLayout } from "./layout.ts";
export { lower, type Program } from "./lower.ts";
export type { StepScalars } from "./operation.ts";
export { type ActivationName, activationNumber } from "./ops/activation.ts";
export { periodAttributes } from "./ops/clockwork.ts";
export { ShapeError, sizeOf, type Tensor } from "./tensor.ts";
