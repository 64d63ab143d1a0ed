// Signatures of the loops over parameters, gradients and moments; see core/optimizers for the equations. Their operands: the
// parameters p, their gradient g, what an optimiser remembers, and the numbers that a step leaves of what it updated.
import { kernel } from "../graph/kernel.ts";

export const squaredNormKernel = kernel("optimizers/norms", "squaredNorm", { g: "tensor", sum: "tensor", n: "i32" });

export const clippedNormKernel = kernel("optimizers/norms", "clippedNorm", {
  g: "tensor",
  sum: "tensor",
  n: "i32",
  scalars: "scalars",
});

export const sgdKernel = kernel("optimizers/sgd", "sgd", {
  p: "tensor",
  g: "tensor",
  m: "tensor?",
  sums: "tensor",
  n: "i32",
  nesterov: "bool",
  scalars: "scalars",
});

export const adamKernel = kernel("optimizers/adam", "adam", {
  p: "tensor",
  g: "tensor",
  m: "tensor",
  v: "tensor",
  sums: "tensor",
  n: "i32",
  scalars: "scalars",
});

export const rmspropKernel = kernel("optimizers/rmsprop", "rmsprop", {
  p: "tensor",
  g: "tensor",
  s: "tensor",
  a: "tensor?",
  b: "tensor?",
  sums: "tensor",
  n: "i32",
  scalars: "scalars",
});

export const adagradKernel = kernel("optimizers/adagrad", "adagrad", {
  p: "tensor",
  g: "tensor",
  s: "tensor",
  sums: "tensor",
  n: "i32",
  scalars: "scalars",
});

export const averageKernel = kernel("optimizers/average", "average", {
  p: "tensor",
  a: "tensor",
  n: "i32",
  scalars: "scalars",
});
