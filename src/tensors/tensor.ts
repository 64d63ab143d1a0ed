/** The number types Unroll computes with or keeps, named as the safetensors format names them. */
export type DType = "F64" | "I64" | "F32" | "I32" | "U8";

/** A dense array, row-major: the last dimension is contiguous, and a shape of [] is one number. */
export interface Tensor {
  shape: readonly number[];
  dtype: DType;
  data: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

/** Which typed array holds the elements of a type. Their bytes are the file's: every platform we run on is little-endian. */
export const arrayOf = {
  F64: Float64Array,
  I64: BigInt64Array,
  F32: Float32Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const satisfies Record<DType, unknown>;

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** In a checkpoint parameters have PyTorch's names; what else it holds, a training's state, lies under `unroll.`. */
export function isParameter(name: string): boolean {
  return !name.startsWith("unroll.");
}
