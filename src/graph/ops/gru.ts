import * as op from "../../core/opcodes.ts";
import type { Operation } from "../operation.ts";
import { sizeOf } from "../tensor.ts";
import { sigmoidOf } from "./elementwise.ts";
import { EDGE_SCRATCH } from "./matmul.ts";
import { recurrentWeightGradient, sequenceShape } from "./sequence.ts";
import { mismatch } from "./shapes.ts";

/**
 * Inputs x̂ (T,B,3H), W_hh (3H,H), h0 (B,H) and, where there is one, b_hh (3H); outputs h (T,B,H), the gates r, z, n (T,B,3H),
 * ĥ_n = W_hn h_{t−1} + b_hn (T,B,H) and working memory (B,3H). n = tanh(x̂_n + r⊙ĥ_n), h_t = (1−z)⊙n + z⊙h_{t−1}.
 */
export const gru: Operation = {
  name: "gru",
  infer(inputs) {
    const { T, B, H } = sequenceShape("gru", 3, inputs, 1);
    const [, w, , bias] = inputs;
    if (bias && sizeOf(bias.shape) !== 3 * H) mismatch("gru", w!, bias, `the bias needs ${3 * H} elements`);
    return [
      [T, B, H],
      [T, B, 3 * H],
      [T, B, H],
      [B, 3 * H],
    ];
  },
  inPlace: [[0, 1]],
  run({ inputs: [x, w, h0, bias], outputs: [hs, gates, candidates], node }) {
    const { T, B, H } = sequenceShape("gru", 3, node.inputs, 1);
    for (let t = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const h = t ? hs.subarray(at - B * H, at - B * H + H) : h0!.subarray(b * H, b * H + H);
        const product = (n: number) => {
          let sum = bias ? bias[n] : 0;
          for (let k = 0; k < H; k++) sum += w![n * H + k] * h[k];
          return sum;
        };
        for (let j = 0; j < H; j++) {
          const r = sigmoidOf(x![3 * at + j] + product(j));
          const z = sigmoidOf(x![3 * at + H + j] + product(H + j));
          candidates[at + j] = product(2 * H + j);
          const n = Math.tanh(x![3 * at + 2 * H + j] + r * candidates[at + j]);
          gates[3 * at + j] = r;
          gates[3 * at + H + j] = z;
          gates[3 * at + 2 * H + j] = n;
          hs[at + j] = (1 - z) * n + z * h[j];
        }
      }
    }
  },
  differentiate({ inputs: [x, w, h0, bias], outputs: [hs, gates, candidates] }, [dhs], sink) {
    sink.contribute(x, (dx, accumulate) => {
      if (accumulate) throw new Error("gru: the input product is used once");
      const dStates = sink.graph.tensor(`${dhs!.name}.total`, hs.shape, "f32", "activation");
      const dProducts = sink.graph.tensor(`∂${hs.name}.products`, x!.shape, "f32", "activation");
      sink.graph.applyTo("gruBackward", [gates, candidates, hs, h0, dhs, w], [dx, dProducts, dStates], {});
      recurrentWeightGradient(sink, w, dProducts, hs, h0!);
      sink.contribute(bias, (db, add) => sink.graph.applyTo("columnSum", [dProducts], [db], { accumulate: add }));
    });
  },
  lower({ inputs: [x, w, h0, bias], outputs: [hs, gates, candidates, products] }, emit) {
    const [T, B, H] = hs.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [emit.operand(x), emit.pack(w!, H, 3 * H, true)];
    operands.push(...[bias, h0, gates, candidates, hs, products].map((tensor) => emit.operand(tensor)));
    emit.instruction(op.OP_GRU, operands, [T, B, H]);
  },
};

/**
 * Inputs gates, ĥ_n, h, h0, dh from above, W_hh; outputs dx̂ (T,B,3H), dĥ (T,B,3H) and the whole gradient of each h_t (T,B,H).
 */
export const gruBackward: Operation = {
  name: "gruBackward",
  infer: ([gates, , hs]) => [[...gates!.shape], [...gates!.shape], [...hs!.shape]],
  inPlace: [
    [0, 0],
    [4, 2],
  ],
  run({ inputs: [gates, candidates, hs, h0, dhs, w], outputs: [dx, dProducts, dStates], node }) {
    const [T, B, H] = node.inputs[2]!.shape;
    dStates.set(dhs as Float64Array);
    for (let t = T - 1; t >= 0; t--) {
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        for (let j = 0; j < H; j++) {
          const [r, z, n] = [0, 1, 2].map((gate) => gates![3 * at + gate * H + j]);
          const before = t ? hs![at - B * H + j] : h0![b * H + j];
          const d = dStates[at + j];
          const dn = d * (1 - z) * (1 - n * n);
          dx[3 * at + j] = dn * candidates![at + j] * r * (1 - r);
          dx[3 * at + H + j] = d * (before - n) * z * (1 - z);
          dx[3 * at + 2 * H + j] = dn;
          dProducts[3 * at + j] = dx[3 * at + j];
          dProducts[3 * at + H + j] = dx[3 * at + H + j];
          dProducts[3 * at + 2 * H + j] = dn * r;
          if (t) dStates[at - B * H + j] += d * z;
        }
        if (t === 0) continue;
        for (let k = 0; k < H; k++) {
          let sum = 0;
          for (let m = 0; m < 3 * H; m++) sum += dProducts[3 * at + m] * w![m * H + k];
          dStates[at - B * H + k] += sum;
        }
      }
    }
  },
  lower({ inputs: [gates, candidates, hs, h0, dhs, w], outputs: [dx, dProducts, dStates] }, emit) {
    const [T, B, H] = hs!.shape;
    emit.scratch(EDGE_SCRATCH);
    const operands = [gates, candidates, hs, h0, dhs].map((tensor) => emit.operand(tensor));
    operands.push(emit.pack(w!, 3 * H, H, false));
    operands.push(...[dx, dProducts, dStates].map((tensor) => emit.operand(tensor)));
    emit.instruction(op.OP_GRU_BACKWARD, operands, [T, B, H]);
  },
};
