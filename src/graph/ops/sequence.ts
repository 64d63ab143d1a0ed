import type { GradientSink } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { describe, ShapeError } from "../tensor.ts";
import { need } from "./shapes.ts";

/**
 * Shapes of a fused recurrent sequence with G gates: input product x (T,B,G·H), recurrent weight W (G·H,H), initial state
 * h0 (B,H).
 */
export function sequenceShape(op: string, gates: number, inputs: readonly (Tensor | undefined)[], weight: number) {
  const x = need(op, inputs, 0);
  const w = need(op, inputs, weight);
  const h0 = need(op, inputs, weight + 1);
  const [T, B, width] = x.shape;
  const H = w.shape[1];
  const fits =
    x.shape.length === 3 && width === gates * H && w.shape[0] === width && h0.shape[0] === B && h0.shape[1] === H;
  if (!fits) {
    throw new ShapeError(
      `${op}: ${describe(x)}, ${describe(w)} and ${describe(h0)} do not fit: [T, B, ${gates}H], [${gates}H, H] and [B, H] are needed`,
    );
  }
  return { T, B, H };
}

/**
 * dW_hh (G·H,H) = Σ_t dProducts_tᵀ·h_{t−1}, as one large product for t ≥ 1 and a small one with the initial state.
 */
export function recurrentWeightGradient(
  sink: GradientSink,
  weight: Tensor | undefined,
  dProducts: Tensor,
  hs: Tensor,
  h0: Tensor,
): void {
  const T = hs.shape[0];
  const { graph } = sink;
  const pairs: [Tensor, Tensor][] = [[graph.slice(dProducts, 0, 1), h0]];
  if (T > 1) pairs.push([graph.slice(dProducts, 1, T), graph.slice(hs, 0, T - 1)]);
  for (const [d, h] of pairs) {
    sink.contribute(weight, (dW, accumulate) => {
      graph.applyTo("matmul", [d, h], [dW], { transposeA: true, transposeB: false, accumulate });
    });
  }
}
