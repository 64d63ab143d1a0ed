import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { matrix, mismatch, needRows } from "../shapes.ts";

interface Smoothing {
  readonly smoothing?: number;
}

export const weightedCrossEntropyForwardKernel = kernel("losses/weightedCrossEntropy", "weightedCrossEntropyForward", {
  logits: "tensor",
  targets: "tensor",
  mask: "tensor?",
  weights: "tensor?",
  probabilities: "tensor",
  loss: "tensor",
  surprise: "tensor",
  R: "i32",
  V: "i32",
  smoothing: "f32",
  scalars: "scalars",
});

/**
 * Softmax cross-entropy of logits (…,V) against targets (…) with optional row weights m (…) and class weights w (V), and the
 * attribute `smoothing` ε: loss [1] = inverseTokens · Σ_r m_r·[−(1−ε)·w_y·ln p_y − ε/V·Σ_c w_c·ln p_c]; probabilities (…,V); and
 * surprise [1] = inverseTokens · Σ_r m_r·(−ln p_y), what perplexity is made of. A row whose weight is 0, or whose target is
 * negative, is not read, whatever stands there.
 */
export const weightedCrossEntropy: Operation<
  Tensors<"logits" | "targets", "mask" | "weights">,
  Tensors<"loss" | "probabilities" | "surprise">,
  Smoothing
> = {
  name: "weightedCrossEntropy",
  infer({ logits, targets, mask, weights }) {
    const { rows, columns } = matrix(logits);
    if (sizeOf(targets.shape) !== rows) mismatch("weightedCrossEntropy", logits, targets, `${rows} targets are needed`);
    needRows("weightedCrossEntropy", logits, mask);
    if (weights && sizeOf(weights.shape) !== columns) {
      mismatch("weightedCrossEntropy", logits, weights, `${columns} class weights are needed`);
    }
    return { loss: [1], probabilities: logits.shape, surprise: [1] };
  },
  inPlace: [["logits", "probabilities"]],
  run({ inputs: { logits, targets, mask, weights }, outputs: { loss, probabilities, surprise }, node, scalars }) {
    const { rows, columns: V } = matrix(node.inputs.logits);
    const smoothing = node.attributes.smoothing ?? 0;
    loss[0] = 0;
    surprise[0] = 0;
    for (let r = 0; r < rows; r++) {
      const m = targets[r] < 0 ? 0 : (mask?.[r] ?? 1);
      const row = Float64Array.from(logits.subarray(r * V, (r + 1) * V));
      probabilities.fill(0, r * V, (r + 1) * V);
      if (m === 0) continue;
      const peak = row.reduce((a, b) => Math.max(a, b));
      const level = peak + Math.log(row.reduce((sum, x) => sum + Math.exp(x - peak), 0));
      const y = targets[r];
      let even = 0;
      for (let c = 0; c < V; c++) {
        even += (weights?.[c] ?? 1) * (level - row[c]);
        probabilities[r * V + c] = Math.exp(row[c] - level);
      }
      const nats = level - row[y];
      const hit = (1 - smoothing) * (weights?.[y] ?? 1) * nats;
      loss[0] += m * (hit + (smoothing > 0 ? (smoothing / V) * even : 0)) * scalars.inverseTokens;
      surprise[0] += m * nats * scalars.inverseTokens;
    }
  },
  differentiate(
    { inputs: { logits, targets, mask, weights }, outputs: { probabilities }, attributes },
    { loss: dLoss },
    sink,
  ) {
    sink.contribute(logits, (dLogits, accumulate) => {
      if (accumulate) throw new Error("weightedCrossEntropy: logits are used once");
      const operands = { probabilities, targets, mask, weights, dLoss: dLoss! };
      sink.graph.applyTo(weightedCrossEntropyBackward, operands, { dLogits }, attributes);
    });
  },
  lower({ inputs, outputs, attributes: { smoothing = 0 } }, emit) {
    const { rows: R, columns: V } = matrix(inputs.logits);
    emit.run(weightedCrossEntropyForwardKernel, { ...inputs, ...outputs, R, V, smoothing });
  },
};

export const weightedCrossEntropyBackwardKernel = kernel(
  "losses/weightedCrossEntropy",
  "weightedCrossEntropyBackward",
  {
    probabilities: "tensor",
    targets: "tensor",
    mask: "tensor?",
    weights: "tensor?",
    dLoss: "tensor",
    dLogits: "tensor",
    R: "i32",
    V: "i32",
    smoothing: "f32",
    scalars: "scalars",
  },
);

/** dLogits = inverseTokens·dLoss·m·[((1−ε)·w_y + ε·W/V)·p − ε/V·w − (1−ε)·w_y·one-hot(y)], W the sum of w. */
export const weightedCrossEntropyBackward: Operation<
  Tensors<"probabilities" | "targets" | "dLoss", "mask" | "weights">,
  Tensors<"dLogits">,
  Smoothing
> = {
  name: "weightedCrossEntropyBackward",
  infer: ({ probabilities }) => ({ dLogits: probabilities.shape }),
  inPlace: [["probabilities", "dLogits"]],
  run({ inputs: { probabilities, targets, mask, weights, dLoss }, outputs: { dLogits }, node, scalars }) {
    const { columns: V } = matrix(node.inputs.probabilities);
    const smoothing = node.attributes.smoothing ?? 0;
    const total = weights ? (weights as Float64Array).reduce((a, b) => a + b, 0) : V;
    for (let i = 0; i < dLogits.length; i++) {
      const r = Math.floor(i / V);
      const [y, c] = [targets[r], i % V];
      const m = y < 0 ? 0 : (mask?.[r] ?? 1);
      const hit = (1 - smoothing) * (weights?.[y] ?? 1);
      const slope = (hit + (smoothing * total) / V) * probabilities[i];
      const d = slope - (smoothing / V) * (weights?.[c] ?? 1) - (c === y ? hit : 0);
      dLogits[i] = m === 0 ? 0 : m * d * scalars.inverseTokens * dLoss[0];
    }
  },
  lower({ inputs, outputs, attributes: { smoothing = 0 } }, emit) {
    const { rows: R, columns: V } = matrix(inputs.probabilities);
    emit.run(weightedCrossEntropyBackwardKernel, { ...inputs, ...outputs, R, V, smoothing });
  },
};
