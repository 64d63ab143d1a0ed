import type { Emitter } from "./emitter.ts";
import type { Graph } from "./graph.ts";
import type { Attributes, Node, Tensor } from "./tensor.ts";

/** What the interpreter hands to an operation: arrays of exactly the operands' elements. */
export interface Run {
  inputs: readonly (Float64Array | Int32Array | undefined)[];
  outputs: readonly Float64Array[];
  node: Node;
  scalars: StepScalars;
}

/** The scalar slots of a step. */
export interface StepScalars {
  /** 1 / predicted tokens of the whole minibatch. */
  inverseTokens: number;
  /** Seed of the dropout masks. */
  seed: number;
  /** Step number, 1 at the first. */
  step: number;
  /** This shard's first row in the whole minibatch, and the rows of that. */
  firstRow: number;
  rows: number;
  /** Whether the states were cleared since the last step that was taken: a learned initial state begins here. */
  fresh?: boolean;
}

/** Collects the gradients of a graph; see differentiate.ts. */
export interface GradientSink {
  readonly graph: Graph;
  /** Whether a gradient of `tensor` is wanted: whether it depends on a parameter that is trained. */
  wants(tensor: Tensor | undefined): boolean;
  /**
   * Adds a contribution to the gradient of `tensor`. `write` receives the tensor to write and whether to add to it; it is not
   * called where no gradient is wanted.
   */
  contribute(tensor: Tensor | undefined, write: (gradient: Tensor, accumulate: boolean) => void): void;
}

/**
 * One operation: shape inference, the f64 reference, the backward pass as further operations, and the core's instructions.
 * `infer` throws a ShapeError that names the tensors. `run` with the attribute `accumulate` adds to its output.
 */
export interface Operation {
  readonly name: string;
  infer(inputs: readonly (Tensor | undefined)[], attributes: Attributes): number[][];
  run(run: Run): void;
  /** `gradients` of the outputs, undefined where nothing depends on one. */
  differentiate?(node: Node, gradients: readonly (Tensor | undefined)[], sink: GradientSink): void;
  lower(node: Node, emit: Emitter): void;
  /** Pairs [input, output] that may share memory when the input is not needed afterwards. */
  readonly inPlace?: readonly (readonly [number, number])[];
}
