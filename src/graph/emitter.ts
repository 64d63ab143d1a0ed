import type { Tensor } from "./tensor.ts";

/** A place in the memory of a step. */
export interface Operand {
  segment: number;
  /** Bytes. */
  offset: number;
}

/** Writes the instructions of one program; made by lower.ts. */
export interface Emitter {
  /** Where a tensor lies; an absent tensor is the null operand. */
  operand(tensor: Tensor | undefined): Operand;
  /** Appends an instruction: operands first, then numbers. */
  instruction(opcode: number, operands: readonly Operand[], numbers: readonly number[]): void;
  /**
   * The weight packed as the right operand of a product: B (K,N) from rows of `tensor`, or from Wᵀ of W (N,K) where
   * `transposed`. What depends on parameters alone is packed once a step.
   */
  pack(tensor: Tensor, rows: number, columns: number, transposed: boolean): Operand;
  /** Asks for working memory for single instructions. */
  scratch(floats: number): void;
}

const floatBits = new DataView(new ArrayBuffer(4));

/** The bits of an f32 as a word of a program. */
export function bitsOf(value: number): number {
  floatBits.setFloat32(0, value, true);
  return floatBits.getInt32(0, true);
}
