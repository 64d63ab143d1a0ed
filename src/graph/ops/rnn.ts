import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { EDGE_SCRATCH } from "./matmul.ts";
import {
  handOn,
  hasEnded,
  initialGradient,
  needLengths,
  productGradient,
  recurrentWeightGradient,
  scanOrder,
  sequenceShape,
  stateBefore,
} from "./sequence.ts";
import { flag } from "./shapes.ts";

/**
 * Inputs x̂ (T,B,H), W_hh (H,H), h0 (B,H) and, where sequences end early, their lengths (B); output h (T,B,H):
 * h_t = tanh(x̂_t + W_hh h_{t−1}). Attribute `reverse`: from the last step to the first.
 */
export const rnn: Operation = {
  name: "rnn",
  infer(inputs) {
    const { T, B, H } = sequenceShape("rnn", 1, inputs, 1);
    needLengths("rnn", inputs[0]!, inputs[3]);
    return [[T, B, H]];
  },
  inPlace: [[0, 0]],
  run({ inputs: [x, w, h0, lengths], outputs: [hs], node }) {
    const { T, B, H } = sequenceShape("rnn", 1, node.inputs, 1);
    const order = scanOrder(T, node.attributes);
    order.forEach((t, k) => {
      for (let b = 0; b < B; b++) {
        const before = stateBefore(order, k, b, B, hs, h0);
        for (let j = 0; j < H; j++) {
          let sum = x![(t * B + b) * H + j];
          for (let i = 0; i < H; i++) sum += w![j * H + i] * before[i];
          hs[(t * B + b) * H + j] = hasEnded(lengths, t, b) ? before[j] : Math.tanh(sum);
        }
      }
    });
  },
  differentiate({ inputs: [x, w, h0, lengths], outputs: [hs], attributes }, [dhs], sink) {
    productGradient(sink, x!, hs, (dx) => {
      const dStates = sink.graph.tensor(`${dhs!.name}.total`, hs.shape, "f32", "activation");
      const [dh0] = initialGradient(sink, h0!, hs);
      const outputs = [dx, dStates, ...(dh0 ? [dh0] : [])];
      sink.graph.applyTo("rnnBackward", [hs, dhs, w, lengths], outputs, { ...attributes, initial: !!dh0 });
      recurrentWeightGradient(sink, w, dx, hs, h0!, attributes);
      handOn(sink, h0, dh0);
    });
  },
  lower({ inputs: [x, w, h0, lengths], outputs: [hs], attributes }, emit) {
    const [T, B, H] = hs.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [emit.operand(x), emit.pack(w!, H, H, true)];
    operands.push(...[h0, hs, lengths].map((tensor) => emit.operand(tensor)));
    emit.instruction(op.OP_RNN, operands, [T, B, H, flag(attributes, "reverse") ? 1 : 0]);
  },
};

/**
 * Inputs h (T,B,H), dh from above (T,B,H), W_hh and lengths (B) where there are any; outputs dx̂ (T,B,H), the whole gradient of
 * each h_t (T,B,H) and, with the attribute `initial`, that of h0 (B,H).
 */
export const rnnBackward: Operation = {
  name: "rnnBackward",
  infer([hs], attributes) {
    const initial = flag(attributes, "initial") ? [hs!.shape.slice(1)] : [];
    return [[...hs!.shape], [...hs!.shape], ...initial];
  },
  inPlace: [[1, 1]],
  run({ inputs: [hs, dhs, w, lengths], outputs: [dx, dStates, dh0], node }) {
    const [T, B, H] = node.inputs[0]!.shape;
    dStates.set(dhs as Float64Array);
    dh0?.fill(0);
    const order = scanOrder(T, node.attributes);
    for (let k = T - 1; k >= 0; k--) {
      const t = order[k];
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const ended = hasEnded(lengths, t, b);
        for (let j = 0; j < H; j++) dx[at + j] = ended ? 0 : dStates[at + j] * (1 - hs![at + j] ** 2);
        if (k === 0 && !dh0) continue;
        const dBefore = stateBefore(order, k, b, B, dStates, dh0);
        for (let i = 0; i < H; i++) {
          let sum = ended ? dStates[at + i] : 0;
          for (let j = 0; j < H; j++) sum += dx[at + j] * w![j * H + i];
          dBefore[i] += sum;
        }
      }
    }
  },
  lower({ inputs: [hs, dhs, w, lengths], outputs: [dx, dStates, dh0], attributes }, emit) {
    const [T, B, H] = hs!.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [hs, dhs].map((tensor) => emit.operand(tensor));
    operands.push(emit.pack(w!, H, H, false));
    operands.push(...[dx, dStates, dh0, lengths].map((tensor) => emit.operand(tensor)));
    emit.instruction(op.OP_RNN_BACKWARD, operands, [T, B, H, flag(attributes, "reverse") ? 1 : 0]);
  },
};
