import * as op from "../../core/opcodes.ts";
import { bitsOf } from "../emitter.ts";
import { maskBits, maskKey } from "../masks.ts";
import type { Operation } from "../operation.ts";
import { type Attributes, describe, ShapeError } from "../tensor.ts";
import { flag, need, number, sequenceDimensions } from "./shapes.ts";

const scaleOf = (attributes: Attributes) => (flag(attributes, "unscaled") ? 1 : 1 / (1 - number(attributes, "p")));

/**
 * Inverted dropout of x (T,B,F), or of one step (B,F): out (+)= x·mask/(1 − p). Attributes: p; layer, which separates the masks
 * of a network; t, the time of the first step, 0 where absent; `fixed`, one mask for all steps; `unscaled`, without 1/(1 − p);
 * `dropped`, what the mask drops instead of what it keeps. The mask depends on seed, step, layer, time and row of the whole
 * minibatch only, so backward is the same operation on dy.
 */
export const dropout: Operation = {
  name: "dropout",
  infer(inputs) {
    const x = need("dropout", inputs, 0);
    if (x.shape.length < 2 || x.shape.length > 3) {
      throw new ShapeError(`dropout: ${describe(x)} is neither a sequence [T, B, F] nor a step [B, F]`);
    }
    return [[...x.shape]];
  },
  inPlace: [[0, 0]],
  run({ inputs: [x], outputs: [out], node: { inputs, attributes }, scalars }) {
    const [T, B, F] = sequenceDimensions(inputs[0]!);
    const p = number(attributes, "p");
    const key = maskKey(scalars.seed, scalars.step, number(attributes, "layer"));
    const keep = flag(attributes, "accumulate");
    const first = number(attributes, "t") ?? 0;
    for (let t = 0, i = 0; t < T; t++) {
      const time = flag(attributes, "fixed") ? first : first + t;
      for (let b = 0; b < B; b++) {
        for (let f = 0; f < F; f++, i++) {
          const kept = maskBits(key, time, scalars.firstRow + b, scalars.rows, f) >= Math.floor(p * 2 ** 31);
          const chosen = kept !== flag(attributes, "dropped");
          out[i] = (keep ? out[i] : 0) + (chosen ? x![i] * scaleOf(attributes) : 0);
        }
      }
    }
  },
  differentiate({ inputs: [x], attributes }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo("dropout", [dy], [dx], { ...attributes, accumulate }));
  },
  lower({ inputs: [x], outputs: [out], attributes }, emit) {
    const mask = [number(attributes, "layer"), Math.floor(number(attributes, "p") * 2 ** 31)];
    const [accumulate, fixed, dropped] = ["accumulate", "fixed", "dropped"].map((n) => (flag(attributes, n) ? 1 : 0));
    const when = [number(attributes, "t") ?? 0, fixed, dropped];
    const numbers = [...sequenceDimensions(x!), ...mask, bitsOf(scaleOf(attributes)), accumulate, ...when];
    emit.instruction(op.OP_DROPOUT, [emit.operand(x), emit.operand(out)], numbers);
  },
};
