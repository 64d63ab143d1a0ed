import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { sigmoidOf } from "../pointwise/activations.ts";
import { columnSum } from "../products/bias.ts";
import { EDGE_SCRATCH } from "../products/matmul.ts";
import { mismatch } from "../shapes.ts";
import {
  handOn,
  hasEnded,
  initialGradient,
  needLengths,
  productGradient,
  recurrentWeightGradient,
  type Scan,
  type ScanBackward,
  scanOrder,
  sequenceShape,
  stateBefore,
} from "./sequence.ts";

export const gruForwardKernel = kernel(
  "sequences/gru",
  "gruForward",
  {
    xs: "tensor",
    packedW: "tensor",
    bias: "tensor?",
    h0: "tensor",
    gates: "tensor",
    candidates: "tensor",
    hs: "tensor",
    products: "tensor",
    lengths: "tensor?",
    T: "i32",
    B: "i32",
    H: "i32",
    reverse: "bool",
    edge: "scratch",
  },
  { stops: true },
);

/**
 * Inputs x̂ (T,B,3H), W_hh (3H,H), h0 (B,H), b_hh (3H) where there is one and, where sequences end early, their lengths (B);
 * outputs h (T,B,H), the gates r, z, n (T,B,3H), ĥ_n = W_hn h_{t−1} + b_hn (T,B,H) and working memory (B,3H).
 * n = tanh(x̂_n + r⊙ĥ_n), h_t = (1−z)⊙n + z⊙h_{t−1}. Attribute `reverse`: from the last step to the first.
 */
export const gru: Operation<
  Tensors<"x" | "w" | "h0", "bias" | "lengths">,
  Tensors<"hs" | "gates" | "candidates" | "products">,
  Scan
> = {
  name: "gru",
  infer({ x, w, h0, bias, lengths }) {
    const { T, B, H } = sequenceShape("gru", 3, x, w, h0);
    if (bias && sizeOf(bias.shape) !== 3 * H) mismatch("gru", w, bias, `the bias needs ${3 * H} elements`);
    needLengths("gru", x, lengths);
    return { hs: [T, B, H], gates: [T, B, 3 * H], candidates: [T, B, H], products: [B, 3 * H] };
  },
  inPlace: [["x", "gates"]],
  run({ inputs: { x, w, h0, bias, lengths }, outputs: { hs, gates, candidates }, node }) {
    const [T, B, H] = node.outputs.hs.shape;
    const order = scanOrder(T, node.attributes);
    order.forEach((t, k) => {
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const h = stateBefore(order, k, b, B, hs, h0);
        if (hasEnded(lengths, t, b)) {
          hs.set(h, at);
          gates.fill(0, 3 * at, 3 * (at + H));
          candidates.fill(0, at, at + H);
          continue;
        }
        const product = (n: number) => {
          let sum = bias ? bias[n] : 0;
          for (let i = 0; i < H; i++) sum += w[n * H + i] * h[i];
          return sum;
        };
        for (let j = 0; j < H; j++) {
          const r = sigmoidOf(x[3 * at + j] + product(j));
          const z = sigmoidOf(x[3 * at + H + j] + product(H + j));
          candidates[at + j] = product(2 * H + j);
          const n = Math.tanh(x[3 * at + 2 * H + j] + r * candidates[at + j]);
          gates[3 * at + j] = r;
          gates[3 * at + H + j] = z;
          gates[3 * at + 2 * H + j] = n;
          hs[at + j] = (1 - z) * n + z * h[j];
        }
      }
    });
  },
  differentiate(
    { inputs: { x, w, h0, bias, lengths }, outputs: { hs, gates, candidates }, attributes },
    { hs: dhs },
    sink,
  ) {
    productGradient(sink, x, hs, (dx) => {
      const dStates = sink.graph.tensor(`${dhs!.name}.total`, hs.shape, "f32", "activation");
      const dProducts = sink.graph.tensor(`∂${hs.name}.products`, x.shape, "f32", "activation");
      const dh0 = initialGradient(sink, h0, hs);
      const inputs = { gates, candidates, hs, h0, dhs: dhs!, w, lengths };
      const outputs = { dx, dProducts, dStates, dh0 };
      sink.graph.applyTo(gruBackward, inputs, outputs, { ...attributes, initial: !!dh0 });
      recurrentWeightGradient(sink, w, dProducts, hs, h0, attributes);
      sink.contribute(bias, (db, add) =>
        sink.graph.applyTo(columnSum, { x: dProducts }, { out: db }, { accumulate: add }),
      );
      handOn(sink, h0, dh0);
    });
  },
  lower({ inputs, outputs, attributes: { reverse } }, emit) {
    const { x, w, h0, bias, lengths } = inputs;
    const [T, B, H] = outputs.hs.shape;
    emit.scratch(EDGE_SCRATCH);
    const packedW = emit.pack(w, H, 3 * H, true, B === 1);
    emit.run(gruForwardKernel, { xs: x, packedW, bias, h0, ...outputs, lengths, T, B, H, reverse });
  },
};

export const gruBackwardKernel = kernel(
  "sequences/gru",
  "gruBackward",
  {
    gates: "tensor",
    candidates: "tensor",
    hs: "tensor",
    h0: "tensor",
    dhs: "tensor",
    packedW: "tensor",
    dGates: "tensor",
    dProducts: "tensor",
    dStates: "tensor",
    dh0: "tensor?",
    lengths: "tensor?",
    T: "i32",
    B: "i32",
    H: "i32",
    reverse: "bool",
    edge: "scratch",
  },
  { stops: true },
);

/**
 * Inputs gates, ĥ_n, h, h0, dh from above, W_hh and lengths where there are any; outputs dx̂ (T,B,3H), dĥ (T,B,3H), the whole
 * gradient of each h_t (T,B,H) and, with the attribute `initial`, that of h0 (B,H).
 */
export const gruBackward: Operation<
  Tensors<"gates" | "candidates" | "hs" | "h0" | "dhs" | "w", "lengths">,
  Tensors<"dx" | "dProducts" | "dStates", "dh0">,
  ScanBackward
> = {
  name: "gruBackward",
  infer({ gates, hs, h0 }, attributes) {
    const { shape } = gates;
    return { dx: shape, dProducts: shape, dStates: hs.shape, ...(attributes.initial && { dh0: h0.shape }) };
  },
  inPlace: [
    ["gates", "dx"],
    ["dhs", "dStates"],
  ],
  run({ inputs: { gates, candidates, hs, h0, dhs, w, lengths }, outputs: { dx, dProducts, dStates, dh0 }, node }) {
    const [T, B, H] = node.inputs.hs.shape;
    dStates.set(dhs as Float64Array);
    dh0?.fill(0);
    const order = scanOrder(T, node.attributes);
    for (let k = T - 1; k >= 0; k--) {
      const t = order[k];
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const ended = hasEnded(lengths, t, b);
        const before = stateBefore(order, k, b, B, hs, h0);
        const dBefore = k || dh0 ? stateBefore(order, k, b, B, dStates, dh0) : new Float64Array(H);
        if (ended) {
          dx.fill(0, 3 * at, 3 * (at + H));
          dProducts.fill(0, 3 * at, 3 * (at + H));
        }
        for (let j = 0; j < H; j++) {
          const [r, z, n] = [0, 1, 2].map((gate) => gates[3 * at + gate * H + j]);
          const d = dStates[at + j];
          dBefore[j] += ended ? d : d * z;
          if (ended) continue;
          const dn = d * (1 - z) * (1 - n * n);
          dx[3 * at + j] = dn * candidates[at + j] * r * (1 - r);
          dx[3 * at + H + j] = d * (before[j] - n) * z * (1 - z);
          dx[3 * at + 2 * H + j] = dn;
          dProducts[3 * at + j] = dx[3 * at + j];
          dProducts[3 * at + H + j] = dx[3 * at + H + j];
          dProducts[3 * at + 2 * H + j] = dn * r;
        }
        for (let i = 0; i < H; i++) {
          let sum = 0;
          for (let m = 0; m < 3 * H; m++) sum += dProducts[3 * at + m] * w[m * H + i];
          dBefore[i] += sum;
        }
      }
    }
  },
  lower({ inputs, outputs, attributes: { reverse } }, emit) {
    const { w, ...tensors } = inputs;
    const { dx: dGates, ...gradients } = outputs;
    const [T, B, H] = inputs.hs.shape;
    emit.scratch(EDGE_SCRATCH);
    const packedW = emit.pack(w, 3 * H, H, false, B === 1);
    emit.run(gruBackwardKernel, { ...tensors, packedW, dGates, ...gradients, T, B, H, reverse });
  },
};
