import { kernel } from "../../kernel.ts";
import { maskBits, maskKey } from "../../masks.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { describe, ShapeError } from "../../tensor.ts";
import { sequenceDimensions } from "../shapes.ts";

interface DropoutAttributes extends Accumulates {
  readonly p: number;
  readonly layer: number;
  readonly t?: number;
  readonly fixed?: boolean;
  readonly unscaled?: boolean;
  readonly dropped?: boolean;
}

const scaleOf = ({ p, unscaled }: DropoutAttributes) => (unscaled ? 1 : 1 / (1 - p));

export const dropoutKernel = kernel("pointwise/dropout", "dropout", {
  x: "tensor",
  out: "tensor",
  T: "i32",
  B: "i32",
  F: "i32",
  layer: "i32",
  threshold: "i32",
  scale: "f32",
  accumulate: "bool",
  t0: "i32",
  fixed: "bool",
  dropped: "bool",
  scalars: "scalars",
});

/**
 * Inverted dropout of x (T,B,F), or of one step (B,F): out (+)= x·mask/(1 − p). Attributes: p; layer, which separates the masks
 * of a network; t, the time of the first step, 0 where absent; `fixed`, one mask for all steps; `unscaled`, without 1/(1 − p);
 * `dropped`, what the mask drops instead of what it keeps. The mask depends on seed, step, layer, time and row of the whole
 * minibatch only, so backward is the same operation on dy.
 */
export const dropout: Operation<Tensors<"x">, Tensors<"out">, DropoutAttributes> = {
  name: "dropout",
  infer({ x }) {
    if (x.shape.length < 2 || x.shape.length > 3) {
      throw new ShapeError(`dropout: ${describe(x)} is neither a sequence [T, B, F] nor a step [B, F]`);
    }
    return { out: x.shape };
  },
  inPlace: [["x", "out"]],
  run({ inputs: { x }, outputs: { out }, node: { inputs, attributes }, scalars }) {
    const [T, B, F] = sequenceDimensions(inputs.x);
    const p = attributes.p;
    const key = maskKey(scalars.seed, scalars.step, attributes.layer);
    const keep = attributes.accumulate;
    const first = attributes.t ?? 0;
    for (let t = 0, i = 0; t < T; t++) {
      const time = attributes.fixed ? first : first + t;
      for (let b = 0; b < B; b++) {
        for (let f = 0; f < F; f++, i++) {
          const kept = maskBits(key, time, scalars.firstRow + b, scalars.rows, f) >= Math.floor(p * 2 ** 31);
          const chosen = kept !== (attributes.dropped ?? false);
          out[i] = (keep ? out[i] : 0) + (chosen ? x[i] * scaleOf(attributes) : 0);
        }
      }
    }
  },
  differentiate({ inputs: { x }, attributes }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) =>
      sink.graph.applyTo(dropout, { x: dy }, { out: dx }, { ...attributes, accumulate }),
    );
  },
  lower({ inputs: { x }, outputs: { out }, attributes }, emit) {
    const [T, B, F] = sequenceDimensions(x);
    const { layer, p, t: t0 = 0, fixed, dropped, accumulate } = attributes;
    const threshold = Math.floor(p * 2 ** 31);
    const scale = scaleOf(attributes);
    emit.run(dropoutKernel, { x, out, T, B, F, layer, threshold, scale, accumulate, t0, fixed, dropped });
  },
};
