import { ERROR_ABSOLUTE, ERROR_HUBER, ERROR_SQUARED } from "../../../core/constants.ts";
import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import type { Tensor } from "../../tensor.ts";
import { matrix, needRows, needSame } from "../shapes.ts";

interface ErrorAttributes {
  readonly delta?: number;
}

type Loss = Operation<Tensors<"predictions" | "targets", "mask">, Tensors<"loss">, ErrorAttributes>;
type Slope = Operation<Tensors<"predictions" | "targets" | "dLoss", "mask">, Tensors<"dPredictions">, ErrorAttributes>;

export const errorForwardKernel = kernel("losses/errors", "errorForward", {
  predictions: "tensor",
  targets: "tensor",
  mask: "tensor?",
  loss: "tensor",
  R: "i32",
  F: "i32",
  kind: "i32",
  delta: "f32",
  scalars: "scalars",
});
export const errorBackwardKernel = kernel("losses/errors", "errorBackward", {
  predictions: "tensor",
  targets: "tensor",
  mask: "tensor?",
  dLoss: "tensor",
  dPredictions: "tensor",
  R: "i32",
  F: "i32",
  kind: "i32",
  delta: "f32",
  scalars: "scalars",
});

const deltaOf = ({ delta }: ErrorAttributes) => delta ?? 1;

/**
 * An error of predictions (…,F) against targets (…,F) with optional row weights m (…): loss [1] = inverseTokens · Σ_r m_r·(1/F)·
 * Σ_f ℓ(prediction − target). A row whose weight is 0 is not read, whatever stands there.
 */
function errorOf(
  name: string,
  kind: number,
  size: (d: number, delta: number) => number,
  slope: (d: number, delta: number) => number,
): Loss {
  const numbers = (predictions: Tensor, attributes: ErrorAttributes) => {
    const { rows: R, columns: F } = matrix(predictions);
    return { R, F, kind, delta: deltaOf(attributes) };
  };
  const forward: Loss = {
    name,
    infer({ predictions, targets, mask }) {
      needSame(name, predictions, targets);
      needRows(name, predictions, mask);
      return { loss: [1] };
    },
    run({ inputs: { predictions, targets, mask }, outputs: { loss }, node, scalars }) {
      const { columns: F } = matrix(node.inputs.predictions);
      loss[0] = 0;
      for (let i = 0; i < predictions.length; i++) {
        const m = mask?.[Math.floor(i / F)] ?? 1;
        if (m === 0) continue;
        const d = predictions[i] - targets[i];
        loss[0] += (m / F) * size(d, deltaOf(node.attributes)) * scalars.inverseTokens;
      }
    },
    differentiate({ inputs, attributes }, { loss: dLoss }, sink) {
      sink.contribute(inputs.predictions, (dPredictions, accumulate) => {
        if (accumulate) throw new Error(`${name}: predictions are used once`);
        sink.graph.applyTo(backward, { ...inputs, dLoss }, { dPredictions }, attributes);
      });
    },
    lower({ inputs, outputs, attributes }, emit) {
      emit.run(errorForwardKernel, { ...inputs, ...outputs, ...numbers(inputs.predictions, attributes) });
    },
  };
  const backward: Slope = {
    name: `${name}Backward`,
    infer: ({ predictions }) => ({ dPredictions: predictions.shape }),
    inPlace: [["predictions", "dPredictions"]],
    run({ inputs: { predictions, targets, mask, dLoss }, outputs: { dPredictions }, node, scalars }) {
      const { columns: F } = matrix(node.inputs.predictions);
      for (let i = 0; i < dPredictions.length; i++) {
        const m = mask?.[Math.floor(i / F)] ?? 1;
        const d = predictions[i] - targets[i];
        dPredictions[i] = m === 0 ? 0 : (m / F) * slope(d, deltaOf(node.attributes)) * scalars.inverseTokens * dLoss[0];
      }
    },
    lower({ inputs, outputs, attributes }, emit) {
      emit.run(errorBackwardKernel, { ...inputs, ...outputs, ...numbers(inputs.predictions, attributes) });
    },
  };
  return forward;
}

/** ℓ(d) = d². */
export const squaredError = errorOf(
  "squaredError",
  ERROR_SQUARED,
  (d) => d * d,
  (d) => 2 * d,
);

/** ℓ(d) = |d|; the slope at 0 is 0. */
export const absoluteError = errorOf("absoluteError", ERROR_ABSOLUTE, Math.abs, Math.sign);

/** ℓ(d) = d²/2 up to |d| = δ, δ·(|d| − δ/2) beyond (Huber 1964); attribute `delta`, 1 where absent. */
export const huberError = errorOf(
  "huberError",
  ERROR_HUBER,
  (d, delta) => (Math.abs(d) <= delta ? (d * d) / 2 : delta * (Math.abs(d) - delta / 2)),
  (d, delta) => Math.min(Math.max(d, -delta), delta),
);
