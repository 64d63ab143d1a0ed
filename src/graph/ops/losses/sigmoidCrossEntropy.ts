import { kernel } from "../../kernel.ts";
import type { NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { sigmoidOf } from "../pointwise/activations.ts";
import { matrix, mismatch, needRows, needSame } from "../shapes.ts";

export const sigmoidCrossEntropyForwardKernel = kernel("losses/sigmoidCrossEntropy", "sigmoidCrossEntropyForward", {
  logits: "tensor",
  targets: "tensor",
  mask: "tensor?",
  positive: "tensor?",
  weights: "tensor?",
  loss: "tensor",
  R: "i32",
  C: "i32",
  scalars: "scalars",
});

/**
 * Sigmoid (binary) cross-entropy of logits x (…,C) against targets y (…,C) in 0 … 1, with optional row weights m (…), weights
 * of the positive side p (C) and class weights w (C): loss [1] = inverseTokens · Σ_r m_r·(1/C)·Σ_c w_c·[−p_c·y·ln σ(x) −
 * (1−y)·ln(1−σ(x))], nats. A row whose weight is 0 is not read, whatever stands there.
 */
export const sigmoidCrossEntropy: Operation<
  Tensors<"logits" | "targets", "mask" | "positive" | "weights">,
  Tensors<"loss">,
  NoAttributes
> = {
  name: "sigmoidCrossEntropy",
  infer({ logits, targets, mask, positive, weights }) {
    needSame("sigmoidCrossEntropy", logits, targets);
    needRows("sigmoidCrossEntropy", logits, mask);
    const { columns } = matrix(logits);
    for (const side of [positive, weights]) {
      if (side && sizeOf(side.shape) !== columns) {
        mismatch("sigmoidCrossEntropy", logits, side, `${columns} weights are needed`);
      }
    }
    return { loss: [1] };
  },
  run({ inputs: { logits: x, targets: y, mask, positive, weights }, outputs: { loss }, node, scalars }) {
    const { columns: C } = matrix(node.inputs.logits);
    loss[0] = 0;
    for (let i = 0; i < x!.length; i++) {
      const m = mask?.[Math.floor(i / C)] ?? 1;
      if (m === 0) continue;
      const v = 1 + ((positive?.[i % C] ?? 1) - 1) * y![i];
      const softplus = Math.log1p(Math.exp(-Math.abs(x![i]))) + Math.max(-x![i], 0);
      loss[0] += ((m * (weights?.[i % C] ?? 1)) / C) * ((1 - y![i]) * x![i] + v * softplus) * scalars.inverseTokens;
    }
  },
  differentiate({ inputs }, { loss: dLoss }, sink) {
    sink.contribute(inputs.logits, (dLogits, accumulate) => {
      if (accumulate) throw new Error("sigmoidCrossEntropy: logits are used once");
      sink.graph.applyTo(sigmoidCrossEntropyBackward, { ...inputs, dLoss }, { dLogits }, {});
    });
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: C } = matrix(inputs.logits);
    emit.run(sigmoidCrossEntropyForwardKernel, { ...inputs, ...outputs, R, C });
  },
};

export const sigmoidCrossEntropyBackwardKernel = kernel("losses/sigmoidCrossEntropy", "sigmoidCrossEntropyBackward", {
  logits: "tensor",
  targets: "tensor",
  mask: "tensor?",
  positive: "tensor?",
  weights: "tensor?",
  dLoss: "tensor",
  dLogits: "tensor",
  R: "i32",
  C: "i32",
  scalars: "scalars",
});

/** dLogits = inverseTokens·dLoss·m/C·w·[(1−y) − (1 + (p−1)·y)·(1 − σ(x))]. */
export const sigmoidCrossEntropyBackward: Operation<
  Tensors<"logits" | "targets" | "dLoss", "mask" | "positive" | "weights">,
  Tensors<"dLogits">,
  NoAttributes
> = {
  name: "sigmoidCrossEntropyBackward",
  infer: ({ logits }) => ({ dLogits: logits.shape }),
  inPlace: [["logits", "dLogits"]],
  run({ inputs: { logits: x, targets: y, mask, positive, weights, dLoss }, outputs: { dLogits }, node, scalars }) {
    const { columns: C } = matrix(node.inputs.logits);
    for (let i = 0; i < dLogits.length; i++) {
      const m = mask?.[Math.floor(i / C)] ?? 1;
      const v = 1 + ((positive?.[i % C] ?? 1) - 1) * y![i];
      const d = 1 - y![i] - v * sigmoidOf(-x![i]);
      dLogits[i] = m === 0 ? 0 : ((m * (weights?.[i % C] ?? 1)) / C) * d * scalars.inverseTokens * dLoss[0];
    }
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: C } = matrix(inputs.logits);
    emit.run(sigmoidCrossEntropyBackwardKernel, { ...inputs, ...outputs, R, C });
  },
};
