import { kernel } from "../../kernel.ts";
import type { Accumulates, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { needLengths } from "../sequences/sequence.ts";
import { sequenceDimensions } from "../shapes.ts";

export const maskedSoftmaxKernel = kernel("attention/maskedSoftmax", "maskedSoftmax", {
  scores: "tensor",
  lengths: "tensor",
  out: "tensor",
  U: "i32",
  B: "i32",
  T: "i32",
});

/**
 * Softmax of scores (U,B,T), or of one step of them (B,T), over the steps t < lengths (B) that each sequence has; exactly 0 behind its
 * end, where the scores are not read.
 */
export const maskedSoftmax: Operation<Tensors<"scores" | "lengths">, Tensors<"out">, NoAttributes> = {
  name: "maskedSoftmax",
  infer({ scores, lengths }) {
    needLengths("maskedSoftmax", scores, lengths);
    return { out: scores.shape };
  },
  inPlace: [["scores", "out"]],
  run({ inputs: { scores, lengths }, outputs: { out }, node: { inputs } }) {
    const [U, B, T] = sequenceDimensions(inputs.scores);
    for (let r = 0; r < U * B; r++) {
      const n = lengths[r % B];
      const row = scores.slice(r * T, r * T + n);
      const top = Math.max(...row);
      const powers = Array.from(row, (score) => Math.exp(score - top));
      const sum = powers.reduce((a, b) => a + b, 0);
      for (let t = 0; t < T; t++) out[r * T + t] = t < n ? powers[t] / sum : 0;
    }
  },
  differentiate({ inputs: { scores, lengths }, outputs: { out: weights } }, { out: dWeights }, sink) {
    sink.contribute(scores, (dScores, accumulate) => {
      sink.graph.applyTo(maskedSoftmaxBackward, { weights, dWeights, lengths }, { dScores }, { accumulate });
    });
  },
  lower({ inputs, outputs }, emit) {
    const [U, B, T] = sequenceDimensions(inputs.scores);
    emit.run(maskedSoftmaxKernel, { ...inputs, ...outputs, U, B, T });
  },
};

export const maskedSoftmaxBackwardKernel = kernel("attention/maskedSoftmax", "maskedSoftmaxBackward", {
  weights: "tensor",
  dWeights: "tensor",
  lengths: "tensor",
  dScores: "tensor",
  U: "i32",
  B: "i32",
  T: "i32",
  accumulate: "bool",
});

/** dScores (U,B,T) (+)= a⊙(da − Σ a⊙da) from the weights a (U,B,T) and da. */
export const maskedSoftmaxBackward: Operation<
  Tensors<"weights" | "dWeights" | "lengths">,
  Tensors<"dScores">,
  Accumulates
> = {
  name: "maskedSoftmaxBackward",
  infer: ({ weights }) => ({ dScores: weights.shape }),
  inPlace: [["dWeights", "dScores"]],
  run({ inputs: { weights, dWeights, lengths }, outputs: { dScores }, node: { inputs, attributes } }) {
    const [U, B, T] = sequenceDimensions(inputs.weights);
    for (let r = 0; r < U * B; r++) {
      let sum = 0;
      for (let i = r * T; i < r * T + lengths[r % B]; i++) sum += weights[i] * dWeights[i];
      for (let t = 0; t < T; t++) {
        const i = r * T + t;
        const d = t < lengths[r % B] ? weights[i] * (dWeights[i] - sum) : 0;
        dScores[i] = (attributes.accumulate ? dScores[i] : 0) + d;
      }
    }
  },
  lower({ inputs, outputs, attributes: { accumulate } }, emit) {
    const [U, B, T] = sequenceDimensions(inputs.weights);
    emit.run(maskedSoftmaxBackwardKernel, { ...inputs, ...outputs, U, B, T, accumulate });
  },
};
