import type { Emitter } from "./emitter.ts";
import type { Tensor, TensorKind } from "./tensor.ts";

/** Tensors by name: what an operation reads, or what it writes. */
export type Operands = Readonly<Record<string, Tensor | undefined>>;

/** The operands of an operation, by the names of those that it always has and of those that may be absent. */
export type Tensors<Required extends string, Optional extends string = never> = {
  readonly [K in Required]: Tensor;
} & { readonly [K in Optional]?: Tensor };

export type Attributes = Readonly<Record<string, number | boolean | string | readonly number[] | undefined>>;

/** Those that are there. */
export function tensorsOf(operands: Operands): Tensor[] {
  return Object.values(operands).filter((tensor) => tensor !== undefined);
}

/** The attribute of an operation that adds to its output where `accumulate` is set, and overwrites it otherwise. */
export interface Accumulates {
  readonly accumulate?: boolean;
}

/** An operation without attributes. */
export type NoAttributes = Readonly<Record<never, never>>;

/** Shapes of an operation's outputs, by name. */
export type Shapes<O> = { [K in keyof O]: readonly number[] };

export type Values = Float64Array | Int32Array;

/**
 * One operation: shape inference, the f64 reference, the backward pass as further operations, and the core's instructions.
 * I and O are its inputs and outputs, A its attributes.
 */
export interface Operation<
  I extends Operands = Operands,
  O extends Operands = Operands,
  A extends object = Attributes,
> {
  readonly name: string;
  /** Throws a ShapeError that names the tensors. */
  infer(inputs: I, attributes: A): Shapes<O>;
  /** Outputs that are whole numbers, which have no gradient; the others are f32. */
  readonly integers?: readonly (keyof O)[];
  run(run: Run<I, O, A>): void;
  /** `gradients` of the outputs, undefined where nothing depends on one; at least one is there. */
  differentiate?(node: Node<I, O, A>, gradients: Gradients<O>, sink: GradientSink): void;
  lower(node: Node<I, O, A>, emit: Emitter): void;
  /** Outputs that the shards of a minibatch can add up together: where one is joint, they take turns at its parts. */
  readonly joint?: readonly (keyof O)[];
  /** Of one with a single output that adds to a few rows of it, or clears it: how many rows at most. */
  fewRows?(node: Node<I, O, A>): number | undefined;
  /** Its only output may be made a second time, from what does not change within a step, rather than be kept for the backward pass. */
  readonly isCheap?: boolean;
  /** Pairs [input, output] that may share memory when the input is not needed afterwards. */
  readonly inPlace?: readonly (readonly [keyof I, keyof O])[];
  /**
   * Inputs over whose first dimension the operation sums: applied to neighbouring rows of them, one after the other, it adds up to what it
   * gives of all those rows at once.
   */
  sumsOver?(attributes: A): readonly (keyof I)[];
}

/** One application of an operation. */
export interface Node<I extends Operands = Operands, O extends Operands = Operands, A extends object = Attributes> {
  readonly op: Operation<I, O, A>;
  readonly inputs: I;
  readonly outputs: O;
  readonly attributes: A;
}

/** What the interpreter hands to an operation: arrays of exactly the operands' elements. */
export interface Run<I extends Operands = Operands, O extends Operands = Operands, A extends object = Attributes> {
  inputs: { [K in keyof I]: Values };
  outputs: { [K in keyof O]: Float64Array };
  node: Node<I, O, A>;
  scalars: StepScalars;
}

/** Gradients of an operation's outputs. The only output of an operation has one, or there is nothing to differentiate. */
export type Gradients<O> = IsUnion<keyof O> extends true ? { [K in keyof O]?: Tensor } : { [K in keyof O]-?: Tensor };

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

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

/** A graph, as operations extend it when they are differentiated. */
export interface GraphBuilder {
  tensor(name: string, shape: readonly number[], type: Tensor["type"], kind: TensorKind): Tensor;
  slice(tensor: Tensor, from: number, to: number): Tensor;
  reshape(tensor: Tensor, shape: readonly number[]): Tensor;
  carry(state: Tensor, value: Tensor): void;
  apply<I extends Operands, O extends Operands, A extends object>(
    op: Operation<I, O, A>,
    inputs: NoInfer<I>,
    attributes: NoInfer<A>,
    name: string,
  ): O;
  applyTo<I extends Operands, O extends Operands, A extends object>(
    op: Operation<I, O, A>,
    inputs: NoInfer<I>,
    outputs: NoInfer<O>,
    attributes: NoInfer<A>,
  ): void;
}

/** Collects the gradients of a graph; see differentiate.ts. */
export interface GradientSink {
  readonly graph: GraphBuilder;
  /** Whether a gradient of `tensor` is wanted: whether it depends on a parameter that is trained. */
  wants(tensor: Tensor | undefined): boolean;
  /** Whether a tensor holds zeros and nothing else, at each step. */
  isZero(tensor: Tensor): boolean;
  /**
   * Adds a contribution to the gradient of `tensor`. `write` receives the tensor to write and whether to add to it; it is not
   * called where no gradient is wanted.
   */
  contribute(tensor: Tensor | undefined, write: (gradient: Tensor, accumulate: boolean) => void): void;
  /** Takes the node that writes these tensors out of the graph: one that is added next writes them too. Nothing may have read them. */
  supersede(outputs: Operands): void;
}
