import { PANEL_COLUMNS } from "../../../core/constants.ts";
import { kernel } from "../../kernel.ts";

/** No operation: it lays out the right operand of a product as the kernels read it. See `Emitter.pack`. */
export const packKernel = kernel(
  "products/pack",
  "pack",
  { source: "tensor", ld: "i32", target: "tensor", K: "i32", N: "i32", transposed: "bool", row: "bool" },
  { work: ({ K, N }) => K * N },
);

/** Bytes of a packed operand (K,N). */
export function packedBytes(K: number, N: number): number {
  return Math.ceil(N / PANEL_COLUMNS) * PANEL_COLUMNS * K * 4;
}
