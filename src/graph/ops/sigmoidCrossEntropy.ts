import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { sizeOf, type Tensor } from "../tensor.ts";
import { sigmoidOf } from "./elementwise.ts";
import { matrix, mismatch, need, needRows, needSame } from "./shapes.ts";

/**
 * Sigmoid (binary) cross-entropy of logits x (…,C) against targets y (…,C) in 0 … 1, with optional row weights m (…), weights
 * of the positive side p (C) and class weights w (C): loss [1] = inverseTokens · Σ_r m_r·(1/C)·Σ_c w_c·[−p_c·y·ln σ(x) −
 * (1−y)·ln(1−σ(x))], nats. A row whose weight is 0 is not read, whatever stands there.
 */
export const sigmoidCrossEntropy: Operation = {
  name: "sigmoidCrossEntropy",
  infer(inputs) {
    const logits = need("sigmoidCrossEntropy", inputs, 0);
    needSame("sigmoidCrossEntropy", logits, need("sigmoidCrossEntropy", inputs, 1));
    needRows("sigmoidCrossEntropy", logits, inputs[2]);
    const { columns } = matrix(logits);
    for (const weights of [inputs[3], inputs[4]]) {
      if (weights && sizeOf(weights.shape) !== columns) {
        mismatch("sigmoidCrossEntropy", logits, weights, `${columns} weights are needed`);
      }
    }
    return [[1]];
  },
  run({ inputs: [x, y, mask, positive, weights], outputs: [loss], node, scalars }) {
    const { columns: C } = matrix(node.inputs[0]!);
    loss[0] = 0;
    for (let i = 0; i < x!.length; i++) {
      const m = mask?.[Math.floor(i / C)] ?? 1;
      if (m === 0) continue;
      const v = 1 + ((positive?.[i % C] ?? 1) - 1) * y![i];
      const softplus = Math.log1p(Math.exp(-Math.abs(x![i]))) + Math.max(-x![i], 0);
      loss[0] += ((m * (weights?.[i % C] ?? 1)) / C) * ((1 - y![i]) * x![i] + v * softplus) * scalars.inverseTokens;
    }
  },
  differentiate({ inputs }, [dLoss], sink) {
    sink.contribute(inputs[0], (dLogits, accumulate) => {
      if (accumulate) throw new Error("sigmoidCrossEntropy: logits are used once");
      sink.graph.applyTo(
        "sigmoidCrossEntropyBackward",
        [...inputs.slice(0, 2), ...three(inputs), dLoss],
        [dLogits],
        {},
      );
    });
  },
  lower({ inputs, outputs: [loss] }, emit) {
    const { rows, columns } = matrix(inputs[0] as Tensor);
    const operands = [inputs[0], inputs[1], ...three(inputs), loss].map(emit.operand);
    emit.instruction(op.OP_SIGMOID_CROSS_ENTROPY, operands, [rows, columns]);
  },
};

/** Mask, positive weights and class weights, each perhaps absent. */
function three(inputs: readonly (Tensor | undefined)[]): (Tensor | undefined)[] {
  return [inputs[2], inputs[3], inputs[4]];
}

/** dLogits = inverseTokens·dLoss·m/C·w·[(1−y) − (1 + (p−1)·y)·(1 − σ(x))]. */
export const sigmoidCrossEntropyBackward: Operation = {
  name: "sigmoidCrossEntropyBackward",
  infer: (inputs) => [[...need("sigmoidCrossEntropyBackward", inputs, 0).shape]],
  inPlace: [[0, 0]],
  run({ inputs: [x, y, mask, positive, weights, dLoss], outputs: [dLogits], node, scalars }) {
    const { columns: C } = matrix(node.inputs[0]!);
    for (let i = 0; i < dLogits.length; i++) {
      const m = mask?.[Math.floor(i / C)] ?? 1;
      const v = 1 + ((positive?.[i % C] ?? 1) - 1) * y![i];
      const d = 1 - y![i] - v * sigmoidOf(-x![i]);
      dLogits[i] = m === 0 ? 0 : ((m * (weights?.[i % C] ?? 1)) / C) * d * scalars.inverseTokens * dLoss![0];
    }
  },
  lower({ inputs, outputs: [dLogits] }, emit) {
    const { rows, columns } = matrix(inputs[0] as Tensor);
    const operands = [...inputs, dLogits].map(emit.operand);
    emit.instruction(op.OP_SIGMOID_CROSS_ENTROPY_BACKWARD, operands, [rows, columns]);
  },
};
