import { kernel } from "../../kernel.ts";
import type { NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { matrix, mismatch } from "../shapes.ts";

export const crossEntropyForwardKernel = kernel("losses/crossEntropy", "crossEntropyForward", {
  logits: "tensor",
  targets: "tensor",
  probabilities: "tensor",
  loss: "tensor",
  R: "i32",
  V: "i32",
  scalars: "scalars",
});

/**
 * Softmax cross-entropy of logits (…,V) against targets (…): loss [1] = Σ −ln p(target) · inverseTokens, nats; and the
 * probabilities (…,V).
 */
export const crossEntropy: Operation<Tensors<"logits" | "targets">, Tensors<"loss" | "probabilities">, NoAttributes> = {
  name: "crossEntropy",
  infer({ logits, targets }) {
    const { rows } = matrix(logits);
    if (sizeOf(targets.shape) !== rows) mismatch("crossEntropy", logits, targets, `${rows} targets are needed`);
    return { loss: [1], probabilities: logits.shape };
  },
  inPlace: [["logits", "probabilities"]],
  run({ inputs: { logits, targets }, outputs: { loss, probabilities }, node, scalars }) {
    const { rows, columns: V } = matrix(node.inputs.logits);
    loss[0] = 0;
    for (let r = 0; r < rows; r++) {
      const row = (logits as Float64Array).subarray(r * V, (r + 1) * V);
      const peak = row.reduce((a, b) => Math.max(a, b));
      let sum = 0;
      for (let i = 0; i < V; i++) sum += Math.exp(row[i] - peak);
      loss[0] += (peak + Math.log(sum) - row[targets[r]]) * scalars.inverseTokens;
      for (let i = 0; i < V; i++) probabilities[r * V + i] = Math.exp(row[i] - peak) / sum;
    }
  },
  differentiate({ inputs: { logits, targets }, outputs: { probabilities } }, { loss: dLoss }, sink) {
    sink.contribute(logits, (dLogits, accumulate) => {
      if (accumulate) throw new Error("crossEntropy: logits are used once");
      sink.graph.applyTo(crossEntropyBackward, { probabilities, targets, dLoss: dLoss! }, { dLogits }, {});
    });
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: V } = matrix(inputs.logits);
    emit.run(crossEntropyForwardKernel, { ...inputs, ...outputs, R, V });
  },
};

export const crossEntropyBackwardKernel = kernel("losses/crossEntropy", "crossEntropyBackward", {
  probabilities: "tensor",
  targets: "tensor",
  dLoss: "tensor",
  dLogits: "tensor",
  R: "i32",
  V: "i32",
  scalars: "scalars",
});

/** dLogits = (probabilities − one-hot(targets)) · inverseTokens · dLoss. */
export const crossEntropyBackward: Operation<
  Tensors<"probabilities" | "targets" | "dLoss">,
  Tensors<"dLogits">,
  NoAttributes
> = {
  name: "crossEntropyBackward",
  infer: ({ probabilities }) => ({ dLogits: probabilities.shape }),
  inPlace: [["probabilities", "dLogits"]],
  run({ inputs: { probabilities, targets, dLoss }, outputs: { dLogits }, node, scalars }) {
    const { columns: V } = matrix(node.inputs.probabilities);
    for (let i = 0; i < dLogits.length; i++) {
      const hit = targets[Math.floor(i / V)] === i % V ? 1 : 0;
      dLogits[i] = (probabilities[i] - hit) * scalars.inverseTokens * dLoss[0];
    }
  },
  lower({ inputs, outputs }, emit) {
    const { rows: R, columns: V } = matrix(inputs.probabilities);
    emit.run(crossEntropyBackwardKernel, { ...inputs, ...outputs, R, V });
  },
};
