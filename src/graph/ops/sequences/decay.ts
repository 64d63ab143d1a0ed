import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import { handOn, hasEnded, needLengths, productGradient, type Scan, scanOrder, stateBefore } from "./sequence.ts";

interface DecayAttributes extends Scan {
  readonly alpha: number;
}

export const decayForwardKernel = kernel("sequences/decay", "decayForward", {
  u: "tensor",
  s0: "tensor",
  s: "tensor",
  lengths: "tensor?",
  T: "i32",
  B: "i32",
  C: "i32",
  reverse: "bool",
  alpha: "f32",
});

/**
 * Inputs u (T,B,C), s0 (B,C) and, where sequences end early, their lengths (B); output s (T,B,C):
 * s_t = α s_{t−1} + (1−α) u_t. Attributes: alpha; `reverse`, from the last step to the first.
 */
export const decay: Operation<Tensors<"u" | "s0", "lengths">, Tensors<"s">, DecayAttributes> = {
  name: "decay",
  infer({ u, lengths }) {
    needLengths("decay", u, lengths);
    return { s: u.shape };
  },
  inPlace: [["u", "s"]],
  run({ inputs: { u, s0, lengths }, outputs: { s }, node }) {
    const [T, B, C] = node.inputs.u.shape;
    const alpha = node.attributes.alpha;
    const order = scanOrder(T, node.attributes);
    order.forEach((t, k) => {
      for (let b = 0; b < B; b++) {
        const before = stateBefore(order, k, b, B, s, s0);
        for (let j = 0; j < C; j++) {
          const at = (t * B + b) * C + j;
          s[at] = hasEnded(lengths, t, b) ? before[j] : alpha * before[j] + (1 - alpha) * u[at];
        }
      }
    });
  },
  differentiate({ inputs: { u, s0, lengths }, outputs: { s }, attributes }, { s: ds }, sink) {
    productGradient(sink, u, s, (du) => {
      const running = sink.graph.tensor(`∂${s.name}.running`, s0.shape, "f32", "activation");
      sink.graph.applyTo(decayBackward, { ds, lengths }, { du, running }, attributes);
      handOn(sink, s0, running);
    });
  },
  lower({ inputs, outputs, attributes: { alpha, reverse } }, emit) {
    const [T, B, C] = inputs.u.shape;
    emit.run(decayForwardKernel, { ...inputs, ...outputs, T, B, C, reverse, alpha });
  },
};

export const decayBackwardKernel = kernel("sequences/decay", "decayBackward", {
  ds: "tensor",
  du: "tensor",
  running: "tensor",
  lengths: "tensor?",
  T: "i32",
  B: "i32",
  C: "i32",
  reverse: "bool",
  alpha: "f32",
});

/** Inputs ds from above (T,B,C) and lengths where there are any; outputs du (T,B,C) and the gradient of s0 (B,C). */
export const decayBackward: Operation<Tensors<"ds", "lengths">, Tensors<"du" | "running">, DecayAttributes> = {
  name: "decayBackward",
  infer: ({ ds }) => ({ du: ds.shape, running: ds.shape.slice(1) }),
  inPlace: [["ds", "du"]],
  run({ inputs: { ds, lengths }, outputs: { du, running }, node }) {
    const [T, B, C] = node.inputs.ds.shape;
    const alpha = node.attributes.alpha;
    running.fill(0);
    for (const t of scanOrder(T, node.attributes).reverse()) {
      for (let i = 0; i < B * C; i++) {
        const ended = hasEnded(lengths, t, Math.floor(i / C));
        const d = running[i] + ds[t * B * C + i];
        du[t * B * C + i] = ended ? 0 : (1 - alpha) * d;
        running[i] = ended ? d : alpha * d;
      }
    }
  },
  lower({ inputs, outputs, attributes: { alpha, reverse } }, emit) {
    const [T, B, C] = inputs.ds.shape;
    emit.run(decayBackwardKernel, { ...inputs, ...outputs, T, B, C, reverse, alpha });
  },
};
