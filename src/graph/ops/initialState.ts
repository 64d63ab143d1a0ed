import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { flag, matrix, mismatch, need } from "./shapes.ts";

/**
 * A learned initial state: the parameter (F) in every row where the states were cleared before this step, else the state (B,F)
 * that the step before left.
 */
export const initialState: Operation = {
  name: "initialState",
  infer(inputs) {
    const state = need("initialState", inputs, 0);
    const parameter = need("initialState", inputs, 1);
    const { columns } = matrix(state);
    if (matrix(parameter).columns !== columns)
      mismatch("initialState", state, parameter, `${columns} numbers are needed`);
    return [[...state.shape]];
  },
  run({ inputs: [state, parameter], outputs: [out], scalars }) {
    for (let i = 0; i < out.length; i++) out[i] = scalars.fresh ? parameter![i % parameter!.length] : state![i];
  },
  differentiate({ inputs: [state, parameter] }, [dy], sink) {
    if (sink.wants(state)) throw new Error("initialState: a carried state is cut from what it was made of");
    sink.contribute(parameter, (dp, accumulate) => {
      sink.graph.applyTo("initialStateBackward", [dy], [dp], { accumulate });
    });
  },
  lower({ inputs: [state, parameter], outputs: [out] }, emit) {
    const { rows, columns } = matrix(state!);
    const operands = [state, parameter, out].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_INITIAL_STATE, operands, [rows, columns]);
  },
};

/** dp (F) (+)= Σ_rows dy (B,F) where the states were cleared before this step, else nothing. */
export const initialStateBackward: Operation = {
  name: "initialStateBackward",
  infer: (inputs) => [[matrix(need("initialStateBackward", inputs, 0)).columns]],
  run({ inputs: [dy], outputs: [dp], node, scalars }) {
    if (!flag(node.attributes, "accumulate")) dp.fill(0);
    for (let i = 0; scalars.fresh && i < dy!.length; i++) dp[i % dp.length] += dy![i];
  },
  lower({ inputs: [dy], outputs: [dp], attributes }, emit) {
    const { rows, columns } = matrix(dy!);
    const accumulate = flag(attributes, "accumulate") ? 1 : 0;
    emit.instruction(op.OP_INITIAL_STATE_BACKWARD, [emit.operand(dy), emit.operand(dp)], [rows, columns, accumulate]);
  },
};
