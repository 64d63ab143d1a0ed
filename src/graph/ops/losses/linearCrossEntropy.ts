import * as core from "../../../core/constants.ts";
import { kernel } from "../../kernel.ts";
import type { Operation, StepScalars, Tensors, Values } from "../../operation.ts";
import { sizeOf, type Tensor } from "../../tensor.ts";
import { matrix, mismatch, needRows } from "../shapes.ts";

interface Smoothing {
  readonly smoothing?: number;
}

type Inputs = Tensors<"hidden" | "weight" | "targets", "bias" | "mask" | "weights">;
type Losses = Tensors<"loss" | "surprise">;

export const linearCrossEntropyKernel = kernel(
  "losses/linearCrossEntropy",
  "linearCrossEntropy",
  {
    hidden: "tensor",
    weight: "tensor",
    bias: "tensor?",
    targets: "tensor",
    mask: "tensor?",
    weights: "tensor?",
    dLoss: "tensor?",
    loss: "tensor",
    surprise: "tensor",
    dHidden: "tensor?",
    dWeight: "tensor?",
    dBias: "tensor?",
    R: "i32",
    V: "i32",
    H: "i32",
    smoothing: "f32",
    addsHidden: "bool",
    addsWeight: "bool",
    addsBias: "bool",
    block: "i32",
    turn: "i32",
    turns: "i32",
    range: "i32",
    scratch: "tensor",
    scalars: "scalars",
  },
  { stops: true },
);

/**
 * The product with the output layer and its softmax cross-entropy in one, so that the logits x = h·Wᵀ + b never exist as a whole:
 * hidden h (…,H), weight W (V,H), bias b (V), targets (…), with optional row weights (…), class weights (V), and the attribute
 * `smoothing`; loss [1] and surprise [1] as `weightedCrossEntropy` has them. A row whose weight is 0, or whose target is negative,
 * is not read.
 *
 * Its gradients are computed with it: differentiation puts `linearCrossEntropyGradients` in its place.
 */
export const linearCrossEntropy: Operation<Inputs, Losses, Smoothing> = {
  name: "linearCrossEntropy",
  infer: inferLosses,
  run({ inputs, outputs, node, scalars }) {
    evaluate(inputs, outputs, node, scalars);
  },
  differentiate({ inputs, outputs, attributes }, { loss: dLoss }, sink) {
    const gradients: { dHidden?: Tensor; dWeight?: Tensor; dBias?: Tensor } = {};
    const adds = { addsHidden: false, addsWeight: false, addsBias: false };
    sink.contribute(inputs.hidden, (gradient, accumulate) => {
      gradients.dHidden = gradient;
      adds.addsHidden = accumulate;
    });
    sink.contribute(inputs.weight, (gradient, accumulate) => {
      gradients.dWeight = gradient;
      adds.addsWeight = accumulate;
    });
    sink.contribute(inputs.bias, (gradient, accumulate) => {
      gradients.dBias = gradient;
      adds.addsBias = accumulate;
    });
    const operands = { ...inputs, dLoss: dLoss! };
    sink.supersede(outputs);
    sink.graph.applyTo(linearCrossEntropyGradients, operands, { ...outputs, ...gradients }, { ...attributes, ...adds });
  },
  lower({ inputs, outputs, attributes: { smoothing = 0 } }, emit) {
    const scratch = emit.room(linearScratch(inputs, false));
    emit.run(linearCrossEntropyKernel, { ...inputs, ...outputs, ...sizesOf(inputs), smoothing, ...whole, scratch });
  },
};

/**
 * `linearCrossEntropy` with its gradients (…,H), (V,H) and (V), each where it is wanted, times dLoss [1]. Attributes: `smoothing`,
 * and for each gradient whether it is added to what is there.
 */
export const linearCrossEntropyGradients: Operation<
  Inputs & Tensors<"dLoss">,
  Losses & Tensors<never, "dHidden" | "dWeight" | "dBias">,
  Smoothing & { readonly addsHidden: boolean; readonly addsWeight: boolean; readonly addsBias: boolean }
> = {
  name: "linearCrossEntropyGradients",
  infer: inferLosses,
  run({ inputs, outputs, node, scalars }) {
    const { dHidden, dWeight, dBias } = outputs;
    const { addsHidden, addsWeight, addsBias } = node.attributes;
    if (!addsHidden) dHidden?.fill(0);
    if (!addsWeight) dWeight?.fill(0);
    if (!addsBias) dBias?.fill(0);
    const { hidden, weight, dLoss } = inputs;
    const { H } = sizesOf(node.inputs);
    evaluate(inputs, outputs, node, scalars, (r, v, slope) => {
      const d = slope * scalars.inverseTokens * dLoss[0];
      if (dBias) dBias[v] += d;
      for (let k = 0; k < H; k++) {
        if (dHidden) dHidden[r * H + k] += d * weight[v * H + k];
        if (dWeight) dWeight[v * H + k] += d * hidden[r * H + k];
      }
    });
  },
  joint: ["dWeight"],
  lower({ inputs, outputs, attributes }, emit) {
    const { smoothing = 0, ...adds } = attributes;
    const sizes = sizesOf(inputs);
    const scratch = emit.room(linearScratch(inputs, true));
    const operands = { ...inputs, ...outputs, ...sizes, smoothing, ...adds, scratch };
    if (!outputs.dWeight || !emit.isJoint(outputs.dWeight)) {
      return emit.run(linearCrossEntropyKernel, { ...operands, ...whole });
    }
    const { index, count: turns } = emit.shard;
    const most = emit.most(sizes.R);
    const blocks = Math.ceil(most / blockRows(most));
    for (let block = 0; block < blocks; block++) {
      for (let turn = 0; turn < turns; turn++) {
        // A block begins with the range that the one before has ended with, where nobody else is.
        if (turn > 0 || (block === 0 && adds.addsWeight)) emit.meet();
        const range = (index + turn + block * (turns - 1)) % turns;
        emit.run(linearCrossEntropyKernel, { ...operands, block, turn, turns, range });
      }
    }
  },
};

function inferLosses({ hidden, weight, bias, targets, mask, weights }: Inputs) {
  const { rows: R, columns: H } = matrix(hidden);
  const { rows: V, columns } = matrix(weight);
  const name = "linearCrossEntropy";
  if (columns !== H) mismatch(name, hidden, weight, `the sum runs over ${H} on the left and ${columns} on the right`);
  if (bias && sizeOf(bias.shape) !== V) mismatch(name, weight, bias, `the bias needs ${V} elements`);
  if (sizeOf(targets.shape) !== R) mismatch(name, hidden, targets, `${R} targets are needed`);
  needRows(name, hidden, mask);
  if (weights && sizeOf(weights.shape) !== V) mismatch(name, weight, weights, `${V} class weights are needed`);
  return { loss: [1], surprise: [1] };
}

function sizesOf({ hidden, weight }: Inputs) {
  return { R: matrix(hidden).rows, V: matrix(weight).rows, H: matrix(hidden).columns };
}

/** Both losses, in f64; `slope` hears of ∂loss/∂x for each logit x of row r and symbol v, but for inverseTokens. */
function evaluate(
  { hidden, weight, bias, targets, mask, weights }: { [K in keyof Inputs]: Values },
  { loss, surprise }: { loss: Float64Array; surprise: Float64Array },
  { inputs, attributes }: { inputs: Inputs; attributes: Smoothing },
  { inverseTokens }: StepScalars,
  slope?: (r: number, v: number, slope: number) => void,
): void {
  const { R, V, H } = sizesOf(inputs);
  const { smoothing = 0 } = attributes;
  const weightOf = (v: number) => weights?.[v] ?? 1;
  const all = weights ? (weights as Float64Array).reduce((a, b) => a + b, 0) : V;
  loss[0] = 0;
  surprise[0] = 0;
  for (let r = 0; r < R; r++) {
    const y = targets[r];
    const m = y < 0 ? 0 : (mask?.[r] ?? 1);
    if (m === 0) continue;
    const logits = Float64Array.from({ length: V }, (_, v) => {
      let sum = bias?.[v] ?? 0;
      for (let k = 0; k < H; k++) sum += hidden[r * H + k] * weight[v * H + k];
      return sum;
    });
    const peak = logits.reduce((a, b) => Math.max(a, b));
    const level = peak + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - peak), 0));
    const even = logits.reduce((sum, x, v) => sum + weightOf(v) * (level - x), 0);
    const hit = (1 - smoothing) * weightOf(y);
    const nats = level - logits[y];
    loss[0] += m * (hit * nats + (smoothing / V) * even) * inverseTokens;
    surprise[0] += m * nats * inverseTokens;
    for (let v = 0; slope && v < V; v++) {
      const share = (hit + (smoothing * all) / V) * Math.exp(logits[v] - level);
      slope(r, v, m * (share - (smoothing / V) * weightOf(v) - (v === y ? hit : 0)));
    }
  }
}

/** All blocks and all symbols at once. */
const whole = { block: -1, turn: 0, turns: 1, range: 0 };

const padded = (n: number) => Math.ceil(n / core.PANEL_COLUMNS) * core.PANEL_COLUMNS;

/** The most rows of a block, of R rows. */
function blockRows(R: number): number {
  return Math.min(core.LINEAR_ROWS, padded(R));
}

/** Floats of working memory of the kernel. */
function linearScratch(inputs: Inputs, trains: boolean): number {
  const { R, V, H } = sizesOf(inputs);
  const most = blockRows(R);
  const vectors = 4 + 8 * most + core.PANEL_COLUMNS ** 2;
  const operands = 2 * most * padded(H) + core.LINEAR_COLUMNS * core.LINEAR_SYMBOLS;
  return vectors + operands + (trains ? V : Math.min(V, core.LINEAR_SYMBOLS)) * most + R;
}
