import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { matrix } from "../shapes.ts";

export const transposeKernel = kernel(
  "products/transpose",
  "transpose",
  { x: "tensor", out: "tensor", M: "i32", N: "i32", accumulate: "bool" },
  { work: ({ M, N }) => M * N },
);

/** out (N,M) (+)= xᵀ. */
export const transpose: Operation<Tensors<"x">, Tensors<"out">, Accumulates> = {
  name: "transpose",
  infer({ x }) {
    const { rows, columns } = matrix(x);
    return { out: [columns, rows] };
  },
  run({ inputs: { x }, outputs: { out }, node }) {
    const { rows, columns } = matrix(node.inputs.x);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const to = j * rows + i;
        out[to] = (node.attributes.accumulate ? out[to] : 0) + x[i * columns + j];
      }
    }
  },
  differentiate({ inputs: { x } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(transpose, { x: dy }, { out: dx }, { accumulate }));
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const { rows: M, columns: N } = matrix(inputs.x);
    emit.run(transposeKernel, { ...inputs, ...outputs, M, N, accumulate });
  },
};
