import { describe, ShapeError, sizeOf, type Tensor } from "../tensor.ts";

/** Rows and columns of a tensor read as a matrix: the last dimension, and all before it. */
export function matrix(tensor: Tensor): { rows: number; columns: number } {
  const columns = tensor.shape[tensor.shape.length - 1];
  return { rows: sizeOf(tensor.shape) / columns, columns };
}

/** Refuses with both tensors named. */
export function mismatch(op: string, a: Tensor, b: Tensor, rule: string): never {
  throw new ShapeError(`${op}: ${describe(a)} and ${describe(b)} do not fit: ${rule}`);
}

export function needSame(op: string, a: Tensor, b: Tensor): void {
  if (sizeOf(a.shape) !== sizeOf(b.shape)) mismatch(op, a, b, "they need the same number of elements");
}

/** Optional weights of the rows of `of`, one each. */
export function needRows(op: string, of: Tensor, weights: Tensor | undefined): void {
  const { rows } = matrix(of);
  if (weights && sizeOf(weights.shape) !== rows) mismatch(op, of, weights, `${rows} row weights are needed`);
}

/** Time, rows and features of a sequence (T,B,F), or of one step (B,F). */
export function sequenceDimensions({ shape }: Tensor): number[] {
  return shape.length === 2 ? [1, ...shape] : [...shape];
}
