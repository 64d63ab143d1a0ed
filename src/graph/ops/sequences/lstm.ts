import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import { sigmoidOf } from "../pointwise/activations.ts";
import { EDGE_SCRATCH } from "../products/matmul.ts";
import { needSame } from "../shapes.ts";
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

export const lstmForwardKernel = kernel(
  "sequences/lstm",
  "lstmForward",
  {
    xs: "tensor",
    packedW: "tensor",
    h0: "tensor",
    c0: "tensor",
    gates: "tensor",
    cells: "tensor",
    hs: "tensor",
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
 * Inputs x̂ (T,B,4H), W_hh (4H,H), h0 (B,H), c0 (B,H) and, where sequences end early, their lengths (B); outputs h (T,B,H),
 * c (T,B,H) and the gates i, f, g, o (T,B,4H): c_t = f⊙c_{t−1} + i⊙g, h_t = o⊙tanh c_t. Attribute `reverse`: from the last step
 * to the first.
 */
export const lstm: Operation<Tensors<"x" | "w" | "h0" | "c0", "lengths">, Tensors<"hs" | "cs" | "gates">, Scan> = {
  name: "lstm",
  infer({ x, w, h0, c0, lengths }) {
    const { T, B, H } = sequenceShape("lstm", 4, x, w, h0);
    needSame("lstm", h0, c0);
    needLengths("lstm", x, lengths);
    return { hs: [T, B, H], cs: [T, B, H], gates: [T, B, 4 * H] };
  },
  inPlace: [["x", "gates"]],
  run({ inputs: { x, w, h0, c0, lengths }, outputs: { hs, cs, gates }, node }) {
    const [T, B, H] = node.outputs.hs.shape;
    const order = scanOrder(T, node.attributes);
    order.forEach((t, k) => {
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const h = stateBefore(order, k, b, B, hs, h0);
        const c = stateBefore(order, k, b, B, cs, c0);
        const ended = hasEnded(lengths, t, b);
        for (let n = 0; n < 4 * H; n++) {
          let sum = x[4 * at + n];
          for (let i = 0; i < H; i++) sum += w[n * H + i] * h[i];
          gates[4 * at + n] = ended ? 0 : Math.floor(n / H) === 2 ? Math.tanh(sum) : sigmoidOf(sum);
        }
        for (let j = 0; j < H; j++) {
          const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates[4 * at + gate * H + j]);
          cs[at + j] = ended ? c[j] : f * c[j] + i * g;
          hs[at + j] = ended ? h[j] : o * Math.tanh(cs[at + j]);
        }
      }
    });
  },
  differentiate(
    { inputs: { x, w, h0, c0, lengths }, outputs: { hs, cs, gates }, attributes },
    { hs: dhs, cs: dcs },
    sink,
  ) {
    productGradient(sink, x, hs, (dx) => {
      const dStates = sink.graph.tensor(`${dhs!.name}.total`, hs.shape, "f32", "activation");
      const dCell = sink.graph.tensor(`∂${cs.name}.running`, h0.shape, "f32", "activation");
      const dh0 = initialGradient(sink, h0, hs);
      const outputs = { dx, dStates, dc: dCell, dh0 };
      const inputs = { gates, cs, c0, dhs: dhs!, dcs, w, lengths };
      sink.graph.applyTo(lstmBackward, inputs, outputs, { ...attributes, initial: !!dh0 });
      recurrentWeightGradient(sink, w, dx, hs, h0, attributes);
      handOn(sink, h0, dh0);
      handOn(sink, c0, dCell);
    });
  },
  lower({ inputs, outputs, attributes: { reverse } }, emit) {
    const { x, w, h0, c0, lengths } = inputs;
    const { hs, cs, gates } = outputs;
    const [T, B, H] = hs.shape;
    emit.scratch(EDGE_SCRATCH);
    const packedW = emit.pack(w, H, 4 * H, true, B === 1);
    emit.run(lstmForwardKernel, { xs: x, packedW, h0, c0, gates, cells: cs, hs, lengths, T, B, H, reverse });
  },
};

export const lstmBackwardKernel = kernel(
  "sequences/lstm",
  "lstmBackward",
  {
    gates: "tensor",
    cells: "tensor",
    c0: "tensor",
    dhs: "tensor",
    dcs: "tensor?",
    packedW: "tensor",
    dGates: "tensor",
    dStates: "tensor",
    dc: "tensor",
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
 * Inputs gates, c, c0, dh from above, W_hh, and where there are any dc from above and lengths; outputs dx̂ (T,B,4H), the whole gradient of each h_t
 * (T,B,H), working memory (B,H) that ends as the gradient of c0 and, with the attribute `initial`, the gradient of h0 (B,H).
 */
export const lstmBackward: Operation<
  Tensors<"gates" | "cs" | "c0" | "dhs" | "w", "dcs" | "lengths">,
  Tensors<"dx" | "dStates" | "dc", "dh0">,
  ScanBackward
> = {
  name: "lstmBackward",
  infer({ gates, cs, c0 }, attributes) {
    const initial = attributes.initial && { dh0: c0.shape };
    return { dx: gates.shape, dStates: cs.shape, dc: c0.shape, ...initial };
  },
  inPlace: [
    ["gates", "dx"],
    ["dhs", "dStates"],
  ],
  run({ inputs: { gates, cs, c0, dhs, dcs, w, lengths }, outputs: { dx, dStates, dc, dh0 }, node }) {
    const [T, B, H] = node.inputs.cs.shape;
    dStates.set(dhs as Float64Array);
    dc.fill(0);
    dh0?.fill(0);
    const order = scanOrder(T, node.attributes);
    for (let k = T - 1; k >= 0; k--) {
      const t = order[k];
      if (dcs) for (let i = 0; i < B * H; i++) dc[i] += dcs[t * B * H + i];
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const before = stateBefore(order, k, b, B, cs, c0);
        const ended = hasEnded(lengths, t, b);
        for (let j = 0; j < H && !ended; j++) {
          const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates[4 * at + gate * H + j]);
          const tanhC = Math.tanh(cs[at + j]);
          const dh = dStates[at + j];
          const d = dc[b * H + j] + dh * o * (1 - tanhC * tanhC);
          dx[4 * at + j] = d * g * i * (1 - i);
          dx[4 * at + H + j] = d * before[j] * f * (1 - f);
          dx[4 * at + 2 * H + j] = d * i * (1 - g * g);
          dx[4 * at + 3 * H + j] = dh * tanhC * o * (1 - o);
          dc[b * H + j] = d * f;
        }
        if (ended) dx.fill(0, 4 * at, 4 * (at + H));
        if (k === 0 && !dh0) continue;
        const dBefore = stateBefore(order, k, b, B, dStates, dh0);
        for (let i = 0; i < H; i++) {
          let sum = ended ? dStates[at + i] : 0;
          for (let n = 0; n < 4 * H; n++) sum += dx[4 * at + n] * w[n * H + i];
          dBefore[i] += sum;
        }
      }
    }
  },
  lower({ inputs, outputs, attributes: { reverse } }, emit) {
    const { gates, cs, c0, dhs, dcs, w, lengths } = inputs;
    const { dx, dStates, dc, dh0 } = outputs;
    const [T, B, H] = cs.shape;
    emit.scratch(EDGE_SCRATCH);
    const packedW = emit.pack(w, 4 * H, H, false, B === 1);
    const tensors = { gates, cells: cs, c0, dhs, dcs, packedW, dGates: dx, dStates, dc, dh0, lengths };
    emit.run(lstmBackwardKernel, { ...tensors, T, B, H, reverse });
  },
};
