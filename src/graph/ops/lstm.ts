import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { sigmoidOf } from "./elementwise.ts";
import { EDGE_SCRATCH } from "./matmul.ts";
import { recurrentWeightGradient, sequenceShape } from "./sequence.ts";
import { need, needSame } from "./shapes.ts";

/**
 * Inputs x̂ (T,B,4H), W_hh (4H,H), h0 (B,H), c0 (B,H); outputs h (T,B,H), c (T,B,H) and the gates i, f, g, o (T,B,4H):
 * c_t = f⊙c_{t−1} + i⊙g, h_t = o⊙tanh c_t.
 */
export const lstm: Operation = {
  name: "lstm",
  infer(inputs) {
    const { T, B, H } = sequenceShape("lstm", 4, inputs, 1);
    needSame("lstm", need("lstm", inputs, 2), need("lstm", inputs, 3));
    return [
      [T, B, H],
      [T, B, H],
      [T, B, 4 * H],
    ];
  },
  inPlace: [[0, 2]],
  run({ inputs: [x, w, h0, c0], outputs: [hs, cs, gates], node }) {
    const { T, B, H } = sequenceShape("lstm", 4, node.inputs, 1);
    for (let t = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const h = t ? hs.subarray(at - B * H, at - B * H + H) : h0!.subarray(b * H, b * H + H);
        const c = t ? cs.subarray(at - B * H, at - B * H + H) : c0!.subarray(b * H, b * H + H);
        for (let n = 0; n < 4 * H; n++) {
          let sum = x![4 * at + n];
          for (let k = 0; k < H; k++) sum += w![n * H + k] * h[k];
          gates[4 * at + n] = Math.floor(n / H) === 2 ? Math.tanh(sum) : sigmoidOf(sum);
        }
        for (let j = 0; j < H; j++) {
          const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates[4 * at + gate * H + j]);
          cs[at + j] = f * c[j] + i * g;
          hs[at + j] = o * Math.tanh(cs[at + j]);
        }
      }
    }
  },
  differentiate({ inputs: [x, w, h0, c0], outputs: [hs, cs, gates] }, [dhs, dcs], sink) {
    if (dcs) throw new Error("lstm: only the hidden state is read by what follows");
    sink.contribute(x, (dx, accumulate) => {
      if (accumulate) throw new Error("lstm: the input product is used once");
      const dStates = sink.graph.tensor(`${dhs!.name}.total`, hs.shape, "f32", "activation");
      const dCell = sink.graph.tensor(`∂${cs.name}.running`, h0!.shape, "f32", "activation");
      sink.graph.applyTo("lstmBackward", [gates, cs, c0, dhs, w], [dx, dStates, dCell], {});
      recurrentWeightGradient(sink, w, dx, hs, h0!);
    });
  },
  lower({ inputs: [x, w, h0, c0], outputs: [hs, cs, gates] }, emit) {
    const [T, B, H] = hs.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [emit.operand(x), emit.pack(w!, H, 4 * H, true)];
    operands.push(...[h0, c0, gates, cs, hs].map((tensor) => emit.operand(tensor)));
    emit.instruction(op.OP_LSTM, operands, [T, B, H]);
  },
};

/**
 * Inputs gates, c, c0, dh from above, W_hh; outputs dx̂ (T,B,4H), the whole gradient of each h_t (T,B,H), and working memory
 * (B,H) that ends as the gradient of c0.
 */
export const lstmBackward: Operation = {
  name: "lstmBackward",
  infer: ([gates, cs, c0]) => [[...gates!.shape], [...cs!.shape], [...c0!.shape]],
  inPlace: [
    [0, 0],
    [3, 1],
  ],
  run({ inputs: [gates, cs, c0, dhs, w], outputs: [dx, dStates, dc], node }) {
    const [T, B, H] = node.inputs[1]!.shape;
    dStates.set(dhs as Float64Array);
    dc.fill(0);
    for (let t = T - 1; t >= 0; t--) {
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        for (let j = 0; j < H; j++) {
          const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates![4 * at + gate * H + j]);
          const before = t ? cs![at - B * H + j] : c0![b * H + j];
          const tanhC = Math.tanh(cs![at + j]);
          const dh = dStates[at + j];
          const d = dc[b * H + j] + dh * o * (1 - tanhC * tanhC);
          dx[4 * at + j] = d * g * i * (1 - i);
          dx[4 * at + H + j] = d * before * f * (1 - f);
          dx[4 * at + 2 * H + j] = d * i * (1 - g * g);
          dx[4 * at + 3 * H + j] = dh * tanhC * o * (1 - o);
          dc[b * H + j] = d * f;
        }
        if (t === 0) continue;
        for (let k = 0; k < H; k++) {
          let sum = 0;
          for (let n = 0; n < 4 * H; n++) sum += dx[4 * at + n] * w![n * H + k];
          dStates[at - B * H + k] += sum;
        }
      }
    }
  },
  lower({ inputs: [gates, cs, c0, dhs, w], outputs: [dx, dStates, dc] }, emit) {
    const [T, B, H] = cs!.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [gates, cs, c0, dhs].map((tensor) => emit.operand(tensor));
    operands.push(emit.pack(w!, 4 * H, H, false), ...[dx, dStates, dc].map((tensor) => emit.operand(tensor)));
    emit.instruction(op.OP_LSTM_BACKWARD, operands, [T, B, H]);
  },
};
