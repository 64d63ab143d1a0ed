/** Where a tensor lives. Parameters, inputs and states are given from outside. */
export type TensorKind = "parameter" | "input" | "state" | "activation";

/** A named tensor of a graph. A view has a `base` and lies at `offset` elements into it, contiguous. */
export interface Tensor {
  readonly id: number;
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: "f32" | "i32";
  readonly kind: TensorKind;
  readonly base?: Tensor;
  readonly offset: number;
}

/** A model that cannot be: the message names the operation and its tensors with their shapes. */
export class ShapeError extends Error {
  override name = "ShapeError";
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

export function describe(tensor: Tensor): string {
  return `${tensor.name} [${tensor.shape.join(", ")}]`;
}

export function rootOf(tensor: Tensor): Tensor {
  return tensor.base ?? tensor;
}
