import { kernel } from "../../kernel.ts";
import type { Accumulates, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { copyOrAdd } from "../pointwise/arithmetic.ts";
import { matrix, mismatch } from "../shapes.ts";

export const biasForwardKernel = kernel("products/bias", "biasForward", {
  x: "tensor",
  b: "tensor",
  out: "tensor",
  R: "i32",
  N: "i32",
});

/** x + b, b repeated over the rows. */
export const bias: Operation<Tensors<"x" | "b">, Tensors<"out">, NoAttributes> = {
  name: "bias",
  infer({ x, b }) {
    if (matrix(b).columns !== matrix(x).columns || matrix(b).rows !== 1) {
      mismatch("bias", x, b, `the bias needs ${matrix(x).columns} elements`);
    }
    return { out: x.shape };
  },
  inPlace: [["x", "out"]],
  run({ inputs: { x, b }, outputs: { out } }) {
    for (let i = 0; i < out.length; i++) out[i] = x[i] + b[i % b.length];
  },
  differentiate({ inputs: { x, b } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy, dx, accumulate));
    sink.contribute(b, (db, accumulate) => sink.graph.applyTo(columnSum, { x: dy }, { out: db }, { accumulate }));
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: N } = matrix(inputs.x);
    emit.run(biasForwardKernel, { ...inputs, ...outputs, R, N });
  },
};

export const columnSumKernel = kernel("products/bias", "columnSum", {
  x: "tensor",
  out: "tensor",
  R: "i32",
  N: "i32",
  accumulate: "bool",
});

/** out (N) (+)= the sum over the rows of x (R,N). */
export const columnSum: Operation<Tensors<"x">, Tensors<"out">, Accumulates> = {
  name: "columnSum",
  sumsOver: () => ["x"],
  infer: ({ x }) => ({ out: [matrix(x).columns] }),
  run({ inputs: { x }, outputs: { out }, node }) {
    if (!node.attributes.accumulate) out.fill(0);
    for (let i = 0; i < x.length; i++) out[i % out.length] += x[i];
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const { rows: R, columns: N } = matrix(inputs.x);
    emit.run(columnSumKernel, { ...inputs, ...outputs, R, N, accumulate });
  },
};
