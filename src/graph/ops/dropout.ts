import * as op from "../../core/opcodes.ts";
import { bitsOf } from "../emitter.ts";
import { maskBits, maskKey } from "../masks.ts";
import type { Operation } from "../operation.ts";
import { describe, ShapeError } from "../tensor.ts";
import { flag, need, number } from "./shapes.ts";

/**
 * Inverted dropout of x (T,B,F): out (+)= x·mask/(1 − p). Attributes: p, layer (separates the masks of a network). The mask
 * depends on seed, step, layer, time and row of the whole minibatch only, so backward is the same operation on dy.
 */
export const dropout: Operation = {
  name: "dropout",
  infer(inputs) {
    const x = need("dropout", inputs, 0);
    if (x.shape.length !== 3) throw new ShapeError(`dropout: ${describe(x)} is not a sequence [T, B, F]`);
    return [[...x.shape]];
  },
  inPlace: [[0, 0]],
  run({ inputs: [x], outputs: [out], node, scalars }) {
    const [T, B, F] = node.inputs[0]!.shape;
    const p = number(node.attributes, "p");
    const key = maskKey(scalars.seed, scalars.step, number(node.attributes, "layer"));
    const keep = flag(node.attributes, "accumulate");
    for (let t = 0, i = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        for (let f = 0; f < F; f++, i++) {
          const kept = maskBits(key, t, scalars.firstRow + b, scalars.rows, f) >= Math.floor(p * 2 ** 31);
          out[i] = (keep ? out[i] : 0) + (kept ? x![i] / (1 - p) : 0);
        }
      }
    }
  },
  differentiate({ inputs: [x], attributes }, [dy], sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo("dropout", [dy], [dx], { ...attributes, accumulate }));
  },
  lower({ inputs: [x], outputs: [out], attributes }, emit) {
    const [T, B, F] = x!.shape;
    const p = number(attributes, "p");
    const numbers = [T, B, F, number(attributes, "layer"), Math.floor(p * 2 ** 31), bitsOf(1 / (1 - p))];
    const operands = [emit.operand(x), emit.operand(out)];
    emit.instruction(op.OP_DROPOUT, operands, [...numbers, flag(attributes, "accumulate") ? 1 : 0]);
  },
};
