import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { EDGE_SCRATCH } from "./matmul.ts";
import { recurrentWeightGradient, sequenceShape } from "./sequence.ts";

/** Inputs x̂ (T,B,H), W_hh (H,H), h0 (B,H); output h (T,B,H): h_t = tanh(x̂_t + W_hh h_{t−1}). */
export const rnn: Operation = {
  name: "rnn",
  infer(inputs) {
    const { T, B, H } = sequenceShape("rnn", 1, inputs, 1);
    return [[T, B, H]];
  },
  inPlace: [[0, 0]],
  run({ inputs: [x, w, h0], outputs: [hs], node }) {
    const { T, B, H } = sequenceShape("rnn", 1, node.inputs, 1);
    for (let t = 0; t < T; t++) {
      const before = t ? hs.subarray((t - 1) * B * H, t * B * H) : h0!;
      for (let b = 0; b < B; b++) {
        for (let j = 0; j < H; j++) {
          let sum = x![(t * B + b) * H + j];
          for (let k = 0; k < H; k++) sum += w![j * H + k] * before[b * H + k];
          hs[(t * B + b) * H + j] = Math.tanh(sum);
        }
      }
    }
  },
  differentiate({ inputs: [x, w, h0], outputs: [hs] }, [dhs], sink) {
    sink.contribute(x, (dx, accumulate) => {
      if (accumulate) throw new Error("rnn: the input product is used once");
      const dStates = sink.graph.tensor(`${dhs!.name}.total`, hs.shape, "f32", "activation");
      sink.graph.applyTo("rnnBackward", [hs, dhs, w], [dx, dStates], {});
      recurrentWeightGradient(sink, w, dx, hs, h0!);
    });
  },
  lower({ inputs: [x, w, h0], outputs: [hs] }, emit) {
    const [T, B, H] = hs.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [emit.operand(x), emit.pack(w!, H, H, true), emit.operand(h0), emit.operand(hs)];
    emit.instruction(op.OP_RNN, operands, [T, B, H]);
  },
};

/** Inputs h (T,B,H), dh from above (T,B,H), W_hh; outputs dx̂ (T,B,H) and the whole gradient of each h_t (T,B,H). */
export const rnnBackward: Operation = {
  name: "rnnBackward",
  infer: ([hs]) => [[...hs!.shape], [...hs!.shape]],
  inPlace: [[1, 1]],
  run({ inputs: [hs, dhs, w], outputs: [dx, dStates], node }) {
    const [T, B, H] = node.inputs[0]!.shape;
    dStates.set(dhs as Float64Array);
    for (let t = T - 1; t >= 0; t--) {
      for (let i = t * B * H; i < (t + 1) * B * H; i++) dx[i] = dStates[i] * (1 - hs![i] * hs![i]);
      if (t === 0) break;
      for (let b = 0; b < B; b++) {
        for (let k = 0; k < H; k++) {
          let sum = 0;
          for (let j = 0; j < H; j++) sum += dx[(t * B + b) * H + j] * w![j * H + k];
          dStates[((t - 1) * B + b) * H + k] += sum;
        }
      }
    }
  },
  lower({ inputs: [hs, dhs, w], outputs: [dx, dStates] }, emit) {
    const [T, B, H] = hs!.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [hs, dhs].map((tensor) => emit.operand(tensor));
    operands.push(emit.pack(w!, H, H, false), emit.operand(dx), emit.operand(dStates));
    emit.instruction(op.OP_RNN_BACKWARD, operands, [T, B, H]);
  },
};
