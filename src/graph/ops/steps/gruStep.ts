import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { sigmoidOf } from "../pointwise/activations.ts";
import { hasEnded, needLengths } from "../sequences/sequence.ts";
import { matrix, mismatch } from "../shapes.ts";
import { productGradients } from "./productGradients.ts";

interface StepTime {
  readonly t: number;
}

export const gruStepKernel = kernel("steps/gruStep", "gruStep", {
  x: "tensor",
  products: "tensor",
  before: "tensor",
  gates: "tensor",
  candidate: "tensor",
  h: "tensor",
  lengths: "tensor?",
  t: "i32",
  B: "i32",
  H: "i32",
});

/**
 * One step of a GRU from x̂_t and ĥ = W_hh h_{t−1} + b_hh (B,3H), h_{t−1} (B,H) and, where sequences end early, their lengths (B): h_t (B,H),
 * the gates r, z, n (B,3H) and ĥ_n (B,H), as in the scan `gru`. Attribute t.
 */
export const gruStep: Operation<
  Tensors<"x" | "products" | "before", "lengths">,
  Tensors<"h" | "gates" | "candidate">,
  StepTime
> = {
  name: "gruStep",
  infer({ x, products, before, lengths }) {
    const { columns: H } = matrix(before);
    for (const tensor of [x, products]) {
      if (matrix(tensor).columns !== 3 * H) mismatch("gruStep", tensor, before, `${3 * H} numbers a row are needed`);
    }
    needLengths("gruStep", before, lengths);
    return { h: before.shape, gates: x.shape, candidate: before.shape };
  },
  run({ inputs: { x, products, before, lengths }, outputs: { h, gates, candidate }, node }) {
    const { columns: H } = matrix(node.inputs.before);
    for (let i = 0; i < h.length; i++) {
      const [b, j] = [Math.floor(i / H), i % H];
      const at = 3 * b * H + j;
      const ended = hasEnded(lengths, node.attributes.t, b);
      const r = sigmoidOf(x[at] + products[at]);
      const z = sigmoidOf(x[at + H] + products[at + H]);
      const n = Math.tanh(x[at + 2 * H] + r * products[at + 2 * H]);
      [r, z, n].forEach((gate, k) => {
        gates[at + k * H] = ended ? 0 : gate;
      });
      candidate[i] = ended ? 0 : products[at + 2 * H];
      h[i] = ended ? before[i] : (1 - z) * n + z * before[i];
    }
  },
  differentiate(
    { inputs: { x, products, before, lengths }, outputs: { gates, candidate }, attributes },
    { h: dh },
    sink,
  ) {
    const operands = { gates, candidate, before, dh: dh!, lengths };
    productGradients(sink, x, products, (dx, dProducts) => {
      if (!sink.wants(before)) {
        return sink.graph.applyTo(gruStepBackward, operands, { dx, dProducts }, { ...attributes, accumulate: false });
      }
      sink.contribute(before, (dBefore, accumulate) => {
        sink.graph.applyTo(gruStepBackward, operands, { dx, dProducts, dBefore }, { ...attributes, accumulate });
      });
    });
  },
  lower({ inputs, outputs, attributes: { t } }, emit) {
    const { rows: B, columns: H } = matrix(inputs.before);
    emit.run(gruStepKernel, { ...inputs, ...outputs, t, B, H });
  },
};

export const gruStepBackwardKernel = kernel("steps/gruStep", "gruStepBackward", {
  gates: "tensor",
  candidate: "tensor",
  before: "tensor",
  dh: "tensor",
  dx: "tensor",
  dProducts: "tensor",
  dBefore: "tensor?",
  lengths: "tensor?",
  t: "i32",
  B: "i32",
  H: "i32",
  accumulate: "bool",
});

/** Of dh (B,H) the gradients dx̂ and dĥ (B,3H), and where it is wanted that of h_{t−1}, without what comes through W_hh. */
export const gruStepBackward: Operation<
  Tensors<"gates" | "candidate" | "before" | "dh", "lengths">,
  Tensors<"dx" | "dProducts", "dBefore">,
  StepTime & Accumulates
> = {
  name: "gruStepBackward",
  infer: ({ gates }) => ({ dx: gates.shape, dProducts: gates.shape }),
  run({ inputs: { gates, candidate, before, dh, lengths }, outputs: { dx, dProducts, dBefore }, node }) {
    const { columns: H } = matrix(node.inputs.before);
    const { t, accumulate } = node.attributes;
    for (let i = 0; i < before.length; i++) {
      const [b, j] = [Math.floor(i / H), i % H];
      const at = 3 * b * H + j;
      const ended = hasEnded(lengths, t, b);
      const [r, z, n] = [0, 1, 2].map((k) => gates[at + k * H]);
      const dn = dh[i] * (1 - z) * (1 - n * n);
      const ofGates = [dn * candidate[i] * r * (1 - r), dh[i] * (before[i] - n) * z * (1 - z), dn];
      ofGates.forEach((d, k) => {
        dx[at + k * H] = ended ? 0 : d;
        dProducts[at + k * H] = ended ? 0 : k === 2 ? d * r : d;
      });
      if (dBefore) dBefore[i] = (accumulate ? dBefore[i] : 0) + (ended ? dh[i] : dh[i] * z);
    }
  },
  lower({ inputs, outputs, attributes: { t, accumulate } }, emit) {
    const { rows: B, columns: H } = matrix(inputs.before);
    emit.run(gruStepBackwardKernel, { ...inputs, ...outputs, t, B, H, accumulate });
  },
};
