import { kernel } from "../../kernel.ts";
import type { NoAttributes, Operation, Tensors } from "../../operation.ts";
import { matrix } from "../shapes.ts";

export const logSumExpKernel = kernel("losses/logSumExp", "logSumExp", {
  x: "tensor",
  out: "tensor",
  R: "i32",
  V: "i32",
});

/** ln Σ_i e^{x_i} of each row of x (…,V), as (…,1): a log-probability is a logit less it. Nothing is learned through it. */
export const logSumExp: Operation<Tensors<"x">, Tensors<"out">, NoAttributes> = {
  name: "logSumExp",
  infer: ({ x }) => ({ out: [...x.shape.slice(0, -1), 1] }),
  run({ inputs: { x }, outputs: { out }, node }) {
    const { rows, columns: V } = matrix(node.inputs.x);
    for (let r = 0; r < rows; r++) {
      const row = (x as Float64Array).subarray(r * V, (r + 1) * V);
      const peak = row.reduce((a, b) => Math.max(a, b));
      out[r] = peak + Math.log(row.reduce((sum, value) => sum + Math.exp(value - peak), 0));
    }
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: V } = matrix(inputs.x);
    emit.run(logSumExpKernel, { ...inputs, ...outputs, R, V });
  },
};
