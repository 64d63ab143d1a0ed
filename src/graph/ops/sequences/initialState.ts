import { kernel } from "../../kernel.ts";
import type { Accumulates, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { matrix, mismatch } from "../shapes.ts";

export const initialStateForwardKernel = kernel("sequences/initialState", "initialStateForward", {
  state: "tensor",
  parameter: "tensor",
  out: "tensor",
  R: "i32",
  N: "i32",
  scalars: "scalars",
});

/**
 * A learned initial state: the parameter (F) in every row where the states were cleared before this step, else the state (B,F)
 * that the step before left.
 */
export const initialState: Operation<Tensors<"state" | "parameter">, Tensors<"out">, NoAttributes> = {
  name: "initialState",
  infer({ state, parameter }) {
    const { columns } = matrix(state);
    if (matrix(parameter).columns !== columns)
      mismatch("initialState", state, parameter, `${columns} numbers are needed`);
    return { out: state.shape };
  },
  run({ inputs: { state, parameter }, outputs: { out }, scalars }) {
    for (let i = 0; i < out.length; i++) out[i] = scalars.fresh ? parameter[i % parameter.length] : state[i];
  },
  differentiate({ inputs: { state, parameter } }, { out: dy }, sink) {
    if (sink.wants(state)) throw new Error("initialState: a carried state is cut from what it was made of");
    sink.contribute(parameter, (dp, accumulate) => {
      sink.graph.applyTo(initialStateBackward, { dy }, { dp }, { accumulate });
    });
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: N } = matrix(inputs.state);
    emit.run(initialStateForwardKernel, { ...inputs, ...outputs, R, N });
  },
};

export const initialStateBackwardKernel = kernel("sequences/initialState", "initialStateBackward", {
  dy: "tensor",
  dp: "tensor",
  R: "i32",
  N: "i32",
  accumulate: "bool",
  scalars: "scalars",
});

/** dp (F) (+)= Σ_rows dy (B,F) where the states were cleared before this step, else nothing. */
export const initialStateBackward: Operation<Tensors<"dy">, Tensors<"dp">, Accumulates> = {
  name: "initialStateBackward",
  infer: ({ dy }) => ({ dp: [matrix(dy).columns] }),
  run({ inputs: { dy }, outputs: { dp }, node, scalars }) {
    if (!node.attributes.accumulate) dp.fill(0);
    for (let i = 0; scalars.fresh && i < dy.length; i++) dp[i % dp.length] += dy[i];
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const { rows: R, columns: N } = matrix(inputs.dy);
    emit.run(initialStateBackwardKernel, { ...inputs, ...outputs, R, N, accumulate });
  },
};
