import type { Graph, Tensor } from "../graph/index.ts";
import { type Cell, type CellOutput, gateOf, type Weights } from "./cell.ts";

export interface LayerOptions {
  cell: Cell;
  /** H */
  units: number;
  bias: boolean;
  /** The definition of the cell, step by step, instead of its fused form. */
  unrolled: boolean;
}

/** A layer reads a sequence (T,B,F), or tokens (T,B) through an embedding (V,E) or one-hot. */
export type LayerSource =
  | { sequence: Tensor }
  | { tokens: Tensor; vocabulary: number; embedding: Tensor | undefined; project: boolean };

/** One recurrent layer, with its parameters under PyTorch's names for `nn.RNN`, `nn.LSTM` and `nn.GRU`. */
export function recurrentLayer(
  graph: Graph,
  options: LayerOptions,
  layer: number,
  source: LayerSource,
  B: number,
): { tensors: CellOutput["tensors"]; states: Tensor[] } {
  const { cell, units: H, bias } = options;
  const width = cell.gates * H;
  const features = "sequence" in source ? source.sequence.shape[2] : (source.embedding?.shape[1] ?? source.vocabulary);
  const weights: Weights = {
    weightIh: graph.parameter(`rnn.weight_ih_l${layer}`, [width, features]),
    weightHh: graph.parameter(`rnn.weight_hh_l${layer}`, [width, H]),
    biasIh: bias ? graph.parameter(`rnn.bias_ih_l${layer}`, [width]) : undefined,
    biasHh: bias ? graph.parameter(`rnn.bias_hh_l${layer}`, [width]) : undefined,
  };
  const states = cell.states.map((part) => graph.state(`state.l${layer}.${part}`, [B, H]));
  const made = options.unrolled
    ? cell.unrolled(graph, { ...weights, products: gateProducts(graph, cell, weights, H, source), states, layer })
    : cell.fused(graph, { ...weights, product: fusedProduct(graph, cell, weights, source, layer), states, layer });
  for (const [i, value] of made.finalStates.entries()) graph.carry(states[i], value);
  return { tensors: made.tensors, states };
}

/** x̂ of each gate (T,B,H) = W_ih x + b_ih, as the formulas say it. */
function gateProducts(graph: Graph, cell: Cell, weights: Weights, H: number, source: LayerSource): Tensor[] {
  const embedded =
    "sequence" in source
      ? source.sequence
      : source.embedding && graph.apply("embedding", [source.embedding, source.tokens], {}, "embedded")[0];
  return Array.from({ length: cell.gates }, (_, gate) => {
    const weight = gateOf(graph, weights.weightIh, gate, H);
    const bias = gateOf(graph, weights.biasIh, gate, H);
    const product = embedded
      ? graph.apply("matmul", [embedded, weight], { transposeA: false, transposeB: true }, "x")[0]
      : oneHotProduct(graph, weight, source as { tokens: Tensor });
    return bias ? graph.apply("bias", [product, bias], {}, "x")[0] : product;
  });
}

/** W x for one-hot x: columns of W by token. */
function oneHotProduct(graph: Graph, weight: Tensor, { tokens }: { tokens: Tensor }): Tensor {
  const [table] = graph.apply("transpose", [weight], {}, "table");
  return graph.apply("embedding", [table, tokens], {}, "x")[0];
}

/**
 * x̂ (T,B,G·H) for all gates and time steps at once, with b_ih, and with b_hh where the cell allows it. Tokens never multiply a
 * one-hot matrix: they gather rows. Where there are more tokens than symbols, the embedding is projected through W_ih first
 * and rows of the result are gathered: nothing random stands between the two, so it is the same function, and its gradient
 * sums by token before it multiplies.
 */
function fusedProduct(graph: Graph, cell: Cell, weights: Weights, source: LayerSource, layer: number): Tensor {
  const { weightIh, biasIh, biasHh } = weights;
  const name = `x.l${layer}`;
  const bias =
    cell.biasesTogether && biasIh && biasHh ? graph.apply("add", [biasIh, biasHh], {}, `bias.l${layer}`)[0] : biasIh;
  const product = (x: Tensor, as: string) =>
    graph.apply("matmul", [x, weightIh, bias], { transposeA: false, transposeB: true }, as)[0];
  if ("sequence" in source) return product(source.sequence, name);
  const { tokens, embedding, project } = source;
  const gather = (table: Tensor, as: string) => graph.apply("embedding", [table, tokens], {}, as)[0];
  if (embedding) {
    return project ? gather(product(embedding, `${name}.table`), name) : product(gather(embedding, "embedded"), name);
  }
  const [table] = graph.apply("transpose", [weightIh], {}, `${name}.table`);
  return gather(bias ? graph.apply("bias", [table, bias], {}, `${name}.biased`)[0] : table, name);
}
