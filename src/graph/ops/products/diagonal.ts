import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { matrix, mismatch } from "../shapes.ts";

export const multiplyRowsKernel = kernel("products/diagonal", "multiplyRows", {
  x: "tensor",
  p: "tensor",
  out: "tensor",
  R: "i32",
  N: "i32",
  accumulate: "bool",
});

/** x (R,N) ⊙ p (N), p repeated over the rows: a product with a diagonal matrix. */
export const mulRows: Operation<Tensors<"x" | "p">, Tensors<"out">, Accumulates> = {
  name: "mulRows",
  infer({ x, p }) {
    if (sizeOf(p.shape) !== matrix(x).columns) mismatch("mulRows", x, p, `${matrix(x).columns} elements are needed`);
    return { out: x.shape };
  },
  inPlace: [["x", "out"]],
  run({ inputs: { x, p }, outputs: { out }, node }) {
    const keep = node.attributes.accumulate;
    for (let i = 0; i < out.length; i++) out[i] = (keep ? out[i] : 0) + x[i] * p[i % p.length];
  },
  differentiate({ inputs: { x, p } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(mulRows, { x: dy, p }, { out: dx }, { accumulate }));
    sink.contribute(p, (dp, accumulate) => {
      sink.graph.applyTo(productSum, { x: dy, y: x }, { out: dp }, { from: 0, accumulate });
    });
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const { rows: R, columns: N } = matrix(inputs.x);
    emit.run(multiplyRowsKernel, { ...inputs, ...outputs, R, N, accumulate });
  },
};

export const productSumKernel = kernel("products/diagonal", "productSum", {
  x: "tensor",
  strideX: "i32",
  y: "tensor",
  out: "tensor",
  R: "i32",
  N: "i32",
  accumulate: "bool",
});

/** out (N) (+)= the sum over rows of x (R,·)[:, from:from+N] ⊙ y (R,N). Attributes: from, accumulate. */
export const productSum: Operation<Tensors<"x" | "y">, Tensors<"out">, { from: number } & Accumulates> = {
  name: "productSum",
  infer: ({ y }) => ({ out: [matrix(y).columns] }),
  run({ inputs: { x, y }, outputs: { out }, node }) {
    const { columns: stride } = matrix(node.inputs.x);
    const N = out.length;
    if (!node.attributes.accumulate) out.fill(0);
    const from = node.attributes.from;
    for (let i = 0; i < y.length; i++) out[i % N] += x[Math.floor(i / N) * stride + from + (i % N)] * y[i];
  },
  lower({ inputs: { x, y }, outputs: { out }, attributes: { from, accumulate } }, emit) {
    const { rows: R, columns: N } = matrix(y);
    const { segment, offset } = emit.place(x);
    const { columns: strideX } = matrix(x);
    emit.run(productSumKernel, { x: { segment, offset: offset + from * 4 }, strideX, y, out, R, N, accumulate });
  },
};
