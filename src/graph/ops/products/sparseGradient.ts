import { kernel } from "../../kernel.ts";

export const scatterSparseKernel = kernel("products/sparseGradient", "scatterSparse", {
  dOut: "tensor",
  tokens: "tensor",
  lengths: "tensor?",
  rows: "tensor",
  slots: "tensor",
  V: "i32",
  T: "i32",
  B: "i32",
  N: "i32",
});

export const readSparseKernel = kernel("products/sparseGradient", "readSparse", {
  rows: "tensor",
  slots: "tensor",
  out: "tensor",
  from: "i32",
  n: "i32",
  N: "i32",
  adds: "bool",
});
