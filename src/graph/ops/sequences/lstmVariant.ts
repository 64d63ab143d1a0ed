import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import type { Tensor } from "../../tensor.ts";
import { sigmoidOf } from "../pointwise/activations.ts";
import { productSum } from "../products/diagonal.ts";
import { EDGE_SCRATCH, matmul } from "../products/matmul.ts";
import { mismatch } from "../shapes.ts";
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
  stateBefore,
  stepsBefore,
} from "./sequence.ts";

interface VariantAttributes extends Scan {
  readonly coupled?: boolean;
  readonly inputActivation?: ActivationName;
  readonly outputActivation?: ActivationName;
}

const blocksOf = (attributes: VariantAttributes) => (attributes.coupled ? 3 : 4);

const optionsOf = ({ reverse, coupled, inputActivation, outputActivation }: VariantAttributes) => ({
  reverse,
  coupled,
  phi: activationOf(inputActivation).number,
  psi: activationOf(outputActivation).number,
});

export const lstmVariantForwardKernel = kernel(
  "sequences/lstmVariant",
  "lstmVariantForward",
  {
    xs: "tensor",
    packedW: "tensor",
    h0: "tensor",
    c0: "tensor",
    p: "tensor?",
    q: "tensor?",
    r: "tensor?",
    packedR: "tensor?",
    gates: "tensor",
    cells: "tensor",
    hs: "tensor",
    ms: "tensor?",
    lengths: "tensor?",
    T: "i32",
    B: "i32",
    H: "i32",
    P: "i32",
    reverse: "bool",
    coupled: "bool",
    phi: "i32",
    psi: "i32",
    edge: "scratch",
  },
  { stops: true },
);

/**
 * The LSTM with options. Inputs x̂ (T,B,G·H), W_hh (G·H,P), h0 (B,P), c0 (B,H); where there are any the lengths (B), the peepholes
 * p, q and r (H) of input, forget and output gate, and the projection W_hr (P,H), else P = H. Outputs h (T,B,P), c (T,B,H), the
 * gates (T,B,G·H) and with a projection m (T,B,H):
 *
 * i = σ(x̂_i + p⊙c_{t−1}), f = σ(x̂_f + q⊙c_{t−1}), g = φ(x̂_g), c_t = f⊙c_{t−1} + i⊙g, o = σ(x̂_o + r⊙c_t), m = o⊙ψ(c_t), and h_t = m or
 * W_hr m; x̂ stands for the sum with W_hh h_{t−1}. Attributes: `coupled`, i = 1 − f and blocks f, g, o instead of i, f, g, o;
 * inputActivation and outputActivation, φ and ψ; `reverse`.
 */
export const lstmVariant: Operation<
  Tensors<"x" | "w" | "h0" | "c0", "lengths" | "p" | "q" | "r" | "projection">,
  Tensors<"hs" | "cs" | "gates", "ms">,
  VariantAttributes
> = {
  name: "lstmVariant",
  infer({ x, w, h0, c0, lengths, projection }, attributes) {
    const [T, B, width] = x.shape;
    const H = width / blocksOf(attributes);
    const P = w.shape[1];
    if (w.shape[0] !== width) mismatch("lstmVariant", x, w, `${width} rows are needed`);
    if (h0.shape.join() !== `${B},${P}`) mismatch("lstmVariant", w, h0, `[${B}, ${P}] is needed`);
    if (c0.shape.join() !== `${B},${H}`) mismatch("lstmVariant", x, c0, `[${B}, ${H}] is needed`);
    needLengths("lstmVariant", x, lengths);
    if (projection ? projection.shape.join() !== `${P},${H}` : P !== H) {
      mismatch("lstmVariant", w, projection ?? c0, `a projection [${P}, ${H}] is needed`);
    }
    const cells = [T, B, H];
    return { hs: [T, B, P], cs: cells, gates: [T, B, width], ...(projection && { ms: cells }) };
  },
  inPlace: [["x", "gates"]],
  run({ inputs: { x, w, h0, c0, lengths, p, q, r, projection }, outputs: { hs, cs, gates, ms }, node }) {
    const [T, B, H] = node.outputs.cs.shape;
    const P = node.outputs.hs.shape[2];
    const G = blocksOf(node.attributes);
    const phi = activationOf(node.attributes.inputActivation).value;
    const psi = activationOf(node.attributes.outputActivation).value;
    const order = scanOrder(T, node.attributes);
    order.forEach((t, k) => {
      for (let b = 0; b < B; b++) {
        const row = t * B + b;
        const h = stateBefore(order, k, b, B, hs, h0);
        const c = stateBefore(order, k, b, B, cs, c0);
        const ended = hasEnded(lengths, t, b);
        const sum = (block: number, j: number) => {
          const n = (block + G - 4) * H + j;
          let total = x[G * H * row + n];
          for (let i = 0; i < P; i++) total += w[n * P + i] * h[i];
          return total;
        };
        const m = new Float64Array(H);
        for (let j = 0; j < H; j++) {
          const f = sigmoidOf(sum(1, j) + (q ? q[j] * c[j] : 0));
          const i = G === 3 ? 1 - f : sigmoidOf(sum(0, j) + (p ? p[j] * c[j] : 0));
          const g = phi(sum(2, j));
          const cell = f * c[j] + i * g;
          const o = sigmoidOf(sum(3, j) + (r ? r[j] * cell : 0));
          [i, f, g, o].slice(4 - G).forEach((value, block) => {
            gates[G * H * row + block * H + j] = ended ? 0 : value;
          });
          cs[row * H + j] = ended ? c[j] : cell;
          m[j] = ended ? 0 : o * psi(cell);
        }
        ms?.set(m, row * H);
        for (let i = 0; i < P; i++) {
          let value = m[i];
          if (projection) value = m.reduce((total, mj, j) => total + projection[i * H + j] * mj, 0);
          hs[row * P + i] = ended ? h[i] : value;
        }
      }
    });
  },
  differentiate(node, { hs: dhs, cs: dcs }, sink) {
    const { inputs, attributes } = node;
    const { x, w, h0, c0, lengths, p, q, r, projection } = inputs;
    const { hs, cs, gates, ms } = node.outputs;
    const { graph } = sink;
    productGradient(sink, x, hs, (dx) => {
      const temporary = (name: string, shape: readonly number[]) => graph.tensor(name, shape, "f32", "activation");
      const dStates = temporary(`${dhs!.name}.total`, hs.shape);
      const dCell = temporary(`∂${cs.name}.running`, c0.shape);
      const dOut = ms && temporary(`∂${ms.name}.step`, c0.shape);
      const dh0 = initialGradient(sink, h0, hs);
      const outputs = { dx, dStates, dc: dCell, dOut, dh0 };
      const operands = { gates, cs, c0, dhs: dhs!, dcs, w, lengths, p, q, r, projection };
      graph.applyTo(lstmVariantBackward, operands, outputs, { ...attributes, initial: !!dh0 });
      recurrentWeightGradient(sink, w, dx, hs, h0, attributes);
      sink.contribute(projection, (dW, accumulate) => {
        graph.applyTo(matmul, { a: dStates, b: ms! }, { out: dW }, { transposeA: true, accumulate });
      });
      const H = cs.shape[2];
      const ofBlock = (block: number) => (block + blocksOf(attributes) - 4) * H;
      const seen = (peephole: Tensor | undefined, block: number, d: Tensor, cells: Tensor) => {
        sink.contribute(peephole, (gradient, accumulate) => {
          graph.applyTo(productSum, { x: d, y: cells }, { out: gradient }, { from: ofBlock(block), accumulate });
        });
      };
      for (const [d, before] of stepsBefore(graph, dx, cs, c0, attributes)) {
        seen(p, 0, d, before);
        seen(q, 1, d, before);
      }
      seen(r, 3, dx, cs);
      handOn(sink, h0, dh0);
      handOn(sink, c0, dCell);
    });
  },
  lower({ inputs, outputs, attributes }, emit) {
    const { x, w, h0, c0, lengths, p, q, r, projection } = inputs;
    const { hs, cs, gates, ms } = outputs;
    const [T, B, H] = cs.shape;
    const P = hs.shape[2];
    emit.scratch(EDGE_SCRATCH);
    const packedW = emit.pack(w, P, blocksOf(attributes) * H, true, B === 1);
    const packedR = projection && emit.pack(projection, H, P, true, B === 1);
    const tensors = { xs: x, packedW, h0, c0, p, q, r, packedR, gates, cells: cs, hs, ms, lengths };
    emit.run(lstmVariantForwardKernel, { ...tensors, T, B, H, P, ...optionsOf(attributes) });
  },
};

export const lstmVariantBackwardKernel = kernel(
  "sequences/lstmVariant",
  "lstmVariantBackward",
  {
    gates: "tensor",
    cells: "tensor",
    c0: "tensor",
    dhs: "tensor",
    dcs: "tensor?",
    packedW: "tensor",
    p: "tensor?",
    q: "tensor?",
    r: "tensor?",
    packedR: "tensor?",
    dGates: "tensor",
    dStates: "tensor",
    dc: "tensor",
    dh0: "tensor?",
    dOut: "tensor?",
    lengths: "tensor?",
    T: "i32",
    B: "i32",
    H: "i32",
    P: "i32",
    reverse: "bool",
    coupled: "bool",
    phi: "i32",
    psi: "i32",
    edge: "scratch",
  },
  { stops: true },
);

/**
 * Inputs gates, c, c0, dh from above, W_hh, and where there are any dc from above, lengths, p, q, r and W_hr; outputs dx̂ (T,B,G·H), the whole
 * gradient of each h_t (T,B,P), working memory (B,H) that ends as the gradient of c0, with a projection working memory (B,H), and
 * with the attribute `initial` the gradient of h0 (B,P).
 */
export const lstmVariantBackward: Operation<
  Tensors<"gates" | "cs" | "c0" | "dhs" | "w", "dcs" | "lengths" | "p" | "q" | "r" | "projection">,
  Tensors<"dx" | "dStates" | "dc", "dOut" | "dh0">,
  VariantAttributes & ScanBackward
> = {
  name: "lstmVariantBackward",
  infer({ gates, c0, dhs, projection }, attributes) {
    const { shape: cell } = c0;
    return {
      dx: gates.shape,
      dStates: dhs.shape,
      dc: cell,
      ...(projection && { dOut: cell }),
      ...(attributes.initial && { dh0: dhs.shape.slice(1) }),
    };
  },
  inPlace: [
    ["gates", "dx"],
    ["dhs", "dStates"],
  ],
  run({ inputs: { gates, cs, c0, dhs, dcs, w, lengths, p, q, r, projection }, outputs, node }) {
    const { dx, dStates, dc, dh0 } = outputs;
    const [T, B, H] = node.inputs.cs.shape;
    const P = node.inputs.dhs.shape[2];
    const G = blocksOf(node.attributes);
    const phi = activationOf(node.attributes.inputActivation);
    const psi = activationOf(node.attributes.outputActivation);
    dStates.set(dhs as Float64Array);
    dc.fill(0);
    dh0?.fill(0);
    const order = scanOrder(T, node.attributes);
    for (let k = T - 1; k >= 0; k--) {
      const t = order[k];
      if (dcs) for (let i = 0; i < B * H; i++) dc[i] += dcs[t * B * H + i];
      for (let b = 0; b < B; b++) {
        const row = t * B + b;
        const before = stateBefore(order, k, b, B, cs, c0);
        const ended = hasEnded(lengths, t, b);
        const dh = dStates.subarray(row * P, (row + 1) * P);
        for (let j = 0; j < H; j++) {
          const [f, g, o] = [G - 3, G - 2, G - 1].map((block) => gates[G * H * row + block * H + j]);
          const i = G === 3 ? 1 - f : gates[G * H * row + j];
          const out = projection ? dh.reduce((sum, d, n) => sum + d * projection[n * H + j], 0) : dh[j];
          const squashed = psi.value(cs[row * H + j]);
          const zo = out * squashed * o * (1 - o);
          const d = dc[b * H + j] + out * o * psi.slope(squashed) + (r ? zo * r[j] : 0);
          const zi = d * g * i * (1 - i);
          const zf = d * (G === 3 ? before[j] - g : before[j]) * f * (1 - f);
          const zg = d * i * phi.slope(g);
          [zi, zf, zg, zo].slice(4 - G).forEach((value, block) => {
            dx[G * H * row + block * H + j] = ended ? 0 : value;
          });
          if (!ended) dc[b * H + j] = d * f + (p && G === 4 ? zi * p[j] : 0) + (q ? zf * q[j] : 0);
        }
        if (k === 0 && !dh0) continue;
        const dBefore = stateBefore(order, k, b, B, dStates, dh0);
        for (let i = 0; i < P; i++) {
          let sum = ended ? dh[i] : 0;
          for (let n = 0; n < G * H; n++) sum += dx[G * H * row + n] * w[n * P + i];
          dBefore[i] += sum;
        }
      }
    }
  },
  lower({ inputs, outputs, attributes }, emit) {
    const { gates, cs, c0, dhs, dcs, w, lengths, p, q, r, projection } = inputs;
    const { dx, dStates, dc, dOut, dh0 } = outputs;
    const [T, B, H] = cs.shape;
    const P = dhs.shape[2];
    emit.scratch(EDGE_SCRATCH);
    const packedW = emit.pack(w, blocksOf(attributes) * H, P, false, B === 1);
    const packedR = projection && emit.pack(projection, P, H, false, B === 1);
    const states = { gates, cells: cs, c0, dhs, dcs, packedW, p, q, r, packedR, lengths };
    const gradients = { dGates: dx, dStates, dc, dh0, dOut };
    emit.run(lstmVariantBackwardKernel, { ...states, ...gradients, T, B, H, P, ...optionsOf(attributes) });
  },
};
