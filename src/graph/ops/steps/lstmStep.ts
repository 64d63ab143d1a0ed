import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { sigmoidOf } from "../pointwise/activations.ts";
import { copyOrAdd, fill } from "../pointwise/arithmetic.ts";
import { handOn, hasEnded, needLengths } from "../sequences/sequence.ts";
import { matrix, mismatch } from "../shapes.ts";
import { productGradients } from "./productGradients.ts";

interface StepTime {
  readonly t: number;
}

export const lstmStepKernel = kernel("steps/lstmStep", "lstmStep", {
  x: "tensor",
  products: "tensor",
  hBefore: "tensor",
  cBefore: "tensor",
  gates: "tensor",
  c: "tensor",
  h: "tensor",
  lengths: "tensor?",
  t: "i32",
  B: "i32",
  H: "i32",
});

/**
 * One step of an LSTM from x̂_t and W_hh h_{t−1} + b_hh (B,4H), h_{t−1} and c_{t−1} (B,H) and, where sequences end early, their lengths (B): h_t
 * and c_t (B,H) and the gates i, f, g, o (B,4H), as in the scan `lstm`. Attribute t.
 */
export const lstmStep: Operation<
  Tensors<"x" | "products" | "hBefore" | "cBefore", "lengths">,
  Tensors<"h" | "c" | "gates">,
  StepTime
> = {
  name: "lstmStep",
  infer({ x, products, hBefore, cBefore, lengths }) {
    const { columns: H } = matrix(cBefore);
    for (const tensor of [x, products]) {
      if (matrix(tensor).columns !== 4 * H) mismatch("lstmStep", tensor, cBefore, `${4 * H} numbers a row are needed`);
    }
    needLengths("lstmStep", hBefore, lengths);
    return { h: hBefore.shape, c: cBefore.shape, gates: x.shape };
  },
  inPlace: [["x", "gates"]],
  run({ inputs: { x, products, hBefore, cBefore, lengths }, outputs: { h, c, gates }, node }) {
    const { columns: H } = matrix(node.inputs.cBefore);
    for (let k = 0; k < c.length; k++) {
      const [b, j] = [Math.floor(k / H), k % H];
      const at = 4 * b * H + j;
      const ended = hasEnded(lengths, node.attributes.t, b);
      const sums = [0, 1, 2, 3].map((gate) => x[at + gate * H] + products[at + gate * H]);
      const values = sums.map((sum, gate) => (gate === 2 ? Math.tanh(sum) : sigmoidOf(sum)));
      const [i, f, g, o] = values;
      values.forEach((value, gate) => {
        gates[at + gate * H] = ended ? 0 : value;
      });
      c[k] = ended ? cBefore[k] : f * cBefore[k] + i * g;
      h[k] = ended ? hBefore[k] : o * Math.tanh(c[k]);
    }
  },
  differentiate({ inputs, outputs: { c, gates }, attributes }, { h, c: dc }, sink) {
    const { x, products, hBefore, cBefore, lengths } = inputs;
    const { graph } = sink;
    const temporary = (name: string) => graph.tensor(name, cBefore.shape, "f32", "activation");
    let dh = h;
    if (!dh) {
      dh = temporary(`∂${c.name}.none`);
      graph.applyTo(fill, {}, { out: dh }, { value: 0, size: matrix(dh).rows * matrix(dh).columns });
    }
    const operands = { gates, cBefore, c, dh, dc, lengths };
    productGradients(sink, x, products, (dx, dProducts) => {
      const dcBefore = temporary(`∂${c.name}.before`);
      const outputs = { dProducts, dcBefore };
      if (lengths && sink.wants(hBefore)) {
        sink.contribute(hBefore, (dhBefore, accumulate) => {
          graph.applyTo(lstmStepBackward, operands, { ...outputs, dhBefore }, { ...attributes, accumulate });
        });
      } else graph.applyTo(lstmStepBackward, operands, outputs, { ...attributes, accumulate: false });
      copyOrAdd(graph, dProducts, dx, false);
      handOn(sink, cBefore, dcBefore);
    });
  },
  lower({ inputs, outputs, attributes: { t } }, emit) {
    const { rows: B, columns: H } = matrix(inputs.cBefore);
    emit.run(lstmStepKernel, { ...inputs, ...outputs, t, B, H });
  },
};

export const lstmStepBackwardKernel = kernel("steps/lstmStep", "lstmStepBackward", {
  gates: "tensor",
  cBefore: "tensor",
  c: "tensor",
  dh: "tensor",
  dc: "tensor?",
  dProducts: "tensor",
  dcBefore: "tensor",
  dhBefore: "tensor?",
  lengths: "tensor?",
  t: "i32",
  B: "i32",
  H: "i32",
  accumulate: "bool",
});

/**
 * Of dh and, where there is one, dc (B,H): the gradient of the gates' sums (B,4H), that of c_{t−1}, and where sequences end that of h_{t−1} in
 * the rows that have ended: what comes through W_hh is not in it.
 */
export const lstmStepBackward: Operation<
  Tensors<"gates" | "cBefore" | "c" | "dh", "dc" | "lengths">,
  Tensors<"dProducts" | "dcBefore", "dhBefore">,
  StepTime & Accumulates
> = {
  name: "lstmStepBackward",
  infer: ({ gates, c }) => ({ dProducts: gates.shape, dcBefore: c.shape }),
  run({ inputs: { gates, cBefore, c, dh, dc, lengths }, outputs: { dProducts, dcBefore, dhBefore }, node }) {
    const { columns: H } = matrix(node.inputs.c);
    const { t, accumulate } = node.attributes;
    for (let k = 0; k < c.length; k++) {
      const [b, j] = [Math.floor(k / H), k % H];
      const at = 4 * b * H + j;
      const ended = hasEnded(lengths, t, b);
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates[at + gate * H]);
      const tanhC = Math.tanh(c[k]);
      const above = dc ? dc[k] : 0;
      const d = above + dh[k] * o * (1 - tanhC * tanhC);
      const ofGates = [
        d * g * i * (1 - i),
        d * cBefore[k] * f * (1 - f),
        d * i * (1 - g * g),
        dh[k] * tanhC * o * (1 - o),
      ];
      ofGates.forEach((value, gate) => {
        dProducts[at + gate * H] = ended ? 0 : value;
      });
      dcBefore[k] = ended ? above : d * f;
      if (dhBefore) dhBefore[k] = (accumulate ? dhBefore[k] : 0) + (ended ? dh[k] : 0);
    }
  },
  lower({ inputs, outputs, attributes: { t, accumulate } }, emit) {
    const { rows: B, columns: H } = matrix(inputs.c);
    emit.run(lstmStepBackwardKernel, { ...inputs, ...outputs, t, B, H, accumulate });
  },
};
