import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import type { Tensor } from "../../tensor.ts";
import { EDGE_SCRATCH } from "../products/matmul.ts";
import { needSame } from "../shapes.ts";
import { type ActivationName, activationOf } from "./activation.ts";
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

interface RnnAttributes extends Scan {
  readonly activation?: ActivationName;
  readonly leak?: number;
}

const leakOf = (attributes: RnnAttributes) => attributes.leak ?? 1;

/** Whether new values are mixed into old ones: with a leak below 1 or with rates. */
const isMixed = (attributes: RnnAttributes, rate: unknown) => leakOf(attributes) !== 1 || rate !== undefined;

const numbersOf = (hs: Tensor, { reverse, activation, ...attributes }: RnnAttributes) => {
  const [T, B, H] = hs.shape;
  return { T, B, H, reverse, activation: activationOf(activation).number, leak: leakOf(attributes) };
};

export const rnnForwardKernel = kernel(
  "sequences/rnn",
  "rnnForward",
  {
    xs: "tensor",
    packedW: "tensor",
    h0: "tensor",
    hs: "tensor",
    lengths: "tensor?",
    rate: "tensor?",
    fresh: "tensor?",
    T: "i32",
    B: "i32",
    H: "i32",
    reverse: "bool",
    activation: "i32",
    leak: "f32",
    edge: "scratch",
  },
  { stops: true },
);

/**
 * Inputs x̂ (T,B,H), W_hh (H,H), h0 (B,H), where sequences end early their lengths (B), and where there are any rates (T,B,H),
 * which get no gradient; output h (T,B,H): h_t = φ_t = φ(x̂_t + W_hh h_{t−1}), or with a = leak · rate_t:
 * h_t = h_{t−1} + a (φ_t − h_{t−1}), and then φ (T,B,H) too. Attributes: `reverse`, from the last step to the first; `activation`
 * (tanh where absent); `leak` (1 where absent).
 */
export const rnn: Operation<Tensors<"x" | "w" | "h0", "lengths" | "rate">, Tensors<"hs", "fresh">, RnnAttributes> = {
  name: "rnn",
  infer({ x, w, h0, lengths, rate }, attributes) {
    const { T, B, H } = sequenceShape("rnn", 1, x, w, h0);
    needLengths("rnn", x, lengths);
    if (rate) needSame("rnn", x, rate);
    return { hs: [T, B, H], ...(isMixed(attributes, rate) && { fresh: [T, B, H] }) };
  },
  inPlace: [["x", "hs"]],
  run({ inputs: { x, w, h0, lengths, rate }, outputs: { hs, fresh }, node }) {
    const [T, B, H] = node.outputs.hs.shape;
    const { value } = activationOf(node.attributes.activation);
    const order = scanOrder(T, node.attributes);
    order.forEach((t, k) => {
      for (let b = 0; b < B; b++) {
        const before = stateBefore(order, k, b, B, hs, h0);
        for (let j = 0; j < H; j++) {
          const at = (t * B + b) * H + j;
          let sum = x[at];
          for (let i = 0; i < H; i++) sum += w[j * H + i] * before[i];
          const a = leakOf(node.attributes) * (rate?.[at] ?? 1);
          if (fresh) fresh[at] = value(sum);
          if (hasEnded(lengths, t, b)) hs[at] = before[j];
          else hs[at] = fresh ? before[j] + a * (value(sum) - before[j]) : value(sum);
        }
      }
    });
  },
  differentiate({ inputs: { x, w, h0, lengths, rate }, outputs: { hs, fresh }, attributes }, { hs: dhs }, sink) {
    productGradient(sink, x, hs, (dx) => {
      const dStates = sink.graph.tensor(`${dhs!.name}.total`, hs.shape, "f32", "activation");
      const dh0 = initialGradient(sink, h0, hs);
      const outputs = { dx, dStates, dh0 };
      const inputs = { values: fresh ?? hs, dhs: dhs!, w, lengths, rate };
      sink.graph.applyTo(rnnBackward, inputs, outputs, { ...attributes, initial: !!dh0 });
      recurrentWeightGradient(sink, w, dx, hs, h0, attributes);
      handOn(sink, h0, dh0);
    });
  },
  lower({ inputs, outputs, attributes }, emit) {
    const { x, w, h0, lengths, rate } = inputs;
    const { hs, fresh } = outputs;
    const numbers = numbersOf(hs, attributes);
    emit.scratch(EDGE_SCRATCH);
    const packedW = emit.pack(w, numbers.H, numbers.H, true, numbers.B === 1);
    emit.run(rnnForwardKernel, { xs: x, packedW, h0, hs, lengths, rate, fresh, ...numbers });
  },
};

export const rnnBackwardKernel = kernel(
  "sequences/rnn",
  "rnnBackward",
  {
    values: "tensor",
    dhs: "tensor",
    packedW: "tensor",
    dx: "tensor",
    dStates: "tensor",
    dh0: "tensor?",
    lengths: "tensor?",
    rate: "tensor?",
    T: "i32",
    B: "i32",
    H: "i32",
    reverse: "bool",
    activation: "i32",
    leak: "f32",
    edge: "scratch",
  },
  { stops: true },
);

/**
 * Inputs φ (T,B,H), dh from above (T,B,H), W_hh, lengths (B) and rates (T,B,H) where there are any; outputs dx̂ (T,B,H), the whole
 * gradient of each h_t (T,B,H) and, with the attribute `initial`, that of h0 (B,H). The other attributes are those of `rnn`.
 */
export const rnnBackward: Operation<
  Tensors<"values" | "dhs" | "w", "lengths" | "rate">,
  Tensors<"dx" | "dStates", "dh0">,
  RnnAttributes & ScanBackward
> = {
  name: "rnnBackward",
  infer({ values }, attributes) {
    const { shape } = values;
    return { dx: shape, dStates: shape, ...(attributes.initial && { dh0: shape.slice(1) }) };
  },
  inPlace: [["dhs", "dStates"]],
  run({ inputs: { values, dhs, w, lengths, rate }, outputs: { dx, dStates, dh0 }, node }) {
    const [T, B, H] = node.inputs.values.shape;
    const { slope } = activationOf(node.attributes.activation);
    // The share of h_t that is new.
    const share = (at: number, ended: boolean) => (ended ? 0 : leakOf(node.attributes) * (rate?.[at] ?? 1));
    dStates.set(dhs as Float64Array);
    dh0?.fill(0);
    const order = scanOrder(T, node.attributes);
    for (let k = T - 1; k >= 0; k--) {
      const t = order[k];
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        const ended = hasEnded(lengths, t, b);
        for (let j = 0; j < H; j++) dx[at + j] = share(at + j, ended) * dStates[at + j] * slope(values[at + j]);
        if (k === 0 && !dh0) continue;
        const dBefore = stateBefore(order, k, b, B, dStates, dh0);
        for (let i = 0; i < H; i++) {
          let sum = (1 - share(at + i, ended)) * dStates[at + i];
          for (let j = 0; j < H; j++) sum += dx[at + j] * w[j * H + i];
          dBefore[i] += sum;
        }
      }
    }
  },
  lower({ inputs, outputs, attributes }, emit) {
    const { w, ...tensors } = inputs;
    const numbers = numbersOf(inputs.values, attributes);
    emit.scratch(EDGE_SCRATCH);
    emit.run(rnnBackwardKernel, {
      ...tensors,
      ...outputs,
      packedW: emit.pack(w, numbers.H, numbers.H, false, numbers.B === 1),
      ...numbers,
    });
  },
};
