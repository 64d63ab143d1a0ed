import { type Graph, ops, type Tensor } from "../graph/index.ts";
import type { Cell, CellParameters, StepHooks } from "./cell.ts";

/** Layer normalisation of a layer: of W_ih x for all steps at once, and inside each step. */
export interface LayerNorms {
  /** Short names and shapes of its parameters. */
  shapes: Readonly<Record<string, readonly number[]>>;
  /** What its parameters are at first: gains 1, the bias of c 0. */
  initialize(short: string, values: Float32Array): void;
  /** W_ih x (…,rows of W_ih), without its bias, normalised. */
  input(graph: Graph, weights: CellParameters, product: Tensor): Tensor;
  hooks(graph: Graph, weights: CellParameters): Pick<StepHooks, "recurrentProduct" | "cellOutput">;
}

/**
 * As Ba, Kiros and Hinton do: W_ih x and W_hh h are normalised each, over all gates together, with gains of their own; b_ih and
 * b_hh are the biases. A cell state c is normalised with gain and bias on its way to the output.
 */
export function layerNorms(cell: Cell, features: number, bias: boolean): LayerNorms {
  const { weight_ih, weight_hh } = cell.parameters(features);
  const c = cell.states.find(({ name }) => name === "c");
  const normalise = (graph: Graph, x: Tensor, gain: Tensor, shift?: Tensor) =>
    graph.apply(ops.layerNorm, { x, gain, bias: shift }, {}, "normal").y;
  return {
    shapes: {
      norm_weight_ih: [weight_ih[0]],
      norm_weight_hh: [weight_hh[0]],
      ...(c && { norm_weight_c: [c.width] }),
      ...(c && bias && { norm_bias_c: [c.width] }),
    },
    initialize(short, values) {
      if (short.startsWith("norm_")) values.fill(short.startsWith("norm_weight") ? 1 : 0);
    },
    input: (graph, weights, product) => normalise(graph, product, weights.norm_weight_ih!),
    hooks: (graph, weights) => ({
      recurrentProduct: (product, from, to) =>
        normalise(graph, product, graph.slice(weights.norm_weight_hh!, from, to)),
      ...(c && { cellOutput: (state) => normalise(graph, state, weights.norm_weight_c!, weights.norm_bias_c) }),
    }),
  };
}
