import { INFLUENCE_ROWS } from "../../../core/constants.ts";
import { kernel } from "../../kernel.ts";
import type { Accumulates, Operation, Tensors } from "../../operation.ts";
import { describe, ShapeError, sizeOf, type Tensor } from "../../tensor.ts";
import { copyKernel } from "../pointwise/arithmetic.ts";
import { EDGE_SCRATCH } from "../products/matmul.ts";
import { matrix } from "../shapes.ts";
import { type ActivationName, activationOf } from "./activation.ts";

interface InfluenceAttributes {
  readonly activation?: ActivationName;
}

/**
 * Where a simple recurrent network learns forward in time (real-time recurrent learning, Williams and Zipser 1989). Inputs h
 * (T,B,H), W_hh (H,H), h0 (B,H), the table (V,H) and the tokens (T,B) whose rows are added to the pre-activations, and the
 * influences at the window's start of the table (B,V·H,H) and of W_hh (B,H·H,H); output h, unchanged. Its gradient does not go
 * back through time: it meets the influences, which are carried from window to window as states. Attribute `activation`.
 */
export const influence: Operation<
  Tensors<"hs" | "w" | "h0" | "table" | "tokens" | "ofTable" | "ofWeight">,
  Tensors<"out">,
  InfluenceAttributes
> = {
  name: "influence",
  infer({ hs, w, h0, table, tokens, ofTable, ofWeight }) {
    const [T, B, H] = hs.shape;
    const fits = (tensor: Tensor, size: number) => {
      if (sizeOf(tensor.shape) !== size) {
        throw new ShapeError(`influence: ${describe(tensor)} does not fit ${describe(hs)}: it needs ${size} numbers`);
      }
    };
    const parameters = sizeOf(table.shape);
    fits(w, H * H);
    fits(h0, B * H);
    fits(tokens, T * B);
    fits(ofTable, B * parameters * H);
    fits(ofWeight, B * H * H * H);
    return { out: [T, B, H] };
  },
  inPlace: [["hs", "out"]],
  run({ inputs: { hs }, outputs: { out } }) {
    out.set(hs as Float64Array);
  },
  differentiate({ inputs, outputs: { out }, attributes }, { out: dhs }, sink) {
    const { w, h0, table, tokens, ofTable, ofWeight } = inputs;
    const forward = (parameter: Tensor, before: Tensor, seen: Tensor | undefined) => {
      sink.contribute(parameter, (gradient, accumulate) => {
        const after = sink.graph.tensor(`${before.name}.after`, before.shape, "f32", "activation");
        const more = { ...attributes, accumulate, parameters: sizeOf(parameter.shape) };
        sink.graph.applyTo(influenceForward, { hs: out, dhs, w, h0, tokens: seen, before }, { gradient, after }, more);
        sink.graph.carry(before, after);
      });
    };
    forward(table, ofTable, tokens);
    forward(w, ofWeight, undefined);
  },
  lower({ inputs: { hs }, outputs: { out } }, emit) {
    const [from, to] = [emit.place(hs), emit.place(out)];
    if (from.segment === to.segment && from.offset === to.offset) return;
    emit.run(copyKernel, { x: from, out: to, n: sizeOf(out.shape) });
  },
};

export const influenceKernel = kernel(
  "sequences/influence",
  "influence",
  {
    hs: "tensor",
    dhs: "tensor",
    packedW: "tensor",
    h0: "tensor",
    tokens: "tensor?",
    before: "tensor",
    after: "tensor",
    gradient: "tensor",
    T: "i32",
    B: "i32",
    H: "i32",
    N: "i32",
    activation: "i32",
    accumulate: "bool",
    scratch: "scratch",
  },
  { stops: true },
);

/**
 * Inputs h, dh of the losses at each t alone (T,B,H), W_hh, h0, tokens (T,B) where the parameter is the table, and the influence
 * (B,P,H); outputs the parameter's gradient (P) and the influence after the window:
 * S_t[p] = φ′(h_t)⊙(W_hh S_{t−1}[p] + e_j·u_t), gradient[p] (+)= Σ_t Σ_b S_t[p]·dh_t; see core/sequences/influence.ts.
 */
export const influenceForward: Operation<
  Tensors<"hs" | "dhs" | "w" | "h0" | "before", "tokens">,
  Tensors<"gradient" | "after">,
  InfluenceAttributes & Accumulates & { parameters: number }
> = {
  name: "influenceForward",
  infer: ({ before }, { parameters }) => ({ gradient: [parameters], after: before.shape }),
  run({ inputs: { hs, dhs, w, h0, tokens, before }, outputs: { gradient, after }, node }) {
    const [T, B, H] = node.inputs.hs.shape;
    const { slope } = activationOf(node.attributes.activation);
    const P = gradient.length;
    if (!node.attributes.accumulate) gradient.fill(0);
    after.set(before as Float64Array);
    for (let t = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        const at = (t * B + b) * H;
        for (let p = 0; p < P; p++) {
          const S = after.subarray((b * P + p) * H, (b * P + p + 1) * H);
          const j = tokens ? p % H : Math.floor(p / H);
          const last = (k: number) => (t ? hs[at - B * H + k] : h0[b * H + k]);
          const seen = tokens ? Number(tokens[t * B + b] === Math.floor(p / H)) : last(p % H);
          const next = Array.from({ length: H }, (_, i) => {
            let sum = i === j ? seen : 0;
            for (let k = 0; k < H; k++) sum += w[i * H + k] * S[k];
            return sum * slope(hs[at + i]);
          });
          next.forEach((s, i) => {
            S[i] = s;
            gradient[p] += s * dhs[at + i];
          });
        }
      }
    }
  },
  lower({ inputs, outputs, attributes }, emit) {
    const { w } = inputs;
    const [T, B, H] = inputs.hs.shape;
    emit.scratch(EDGE_SCRATCH + H + 16 + 2 * INFLUENCE_ROWS * H);
    emit.run(influenceKernel, {
      ...inputs,
      ...outputs,
      packedW: emit.pack(w, matrix(w).columns, H, true),
      ...{ T, B, H, N: attributes.parameters / H },
      activation: activationOf(attributes.activation).number,
      accumulate: attributes.accumulate,
    });
  },
};
