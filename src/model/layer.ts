import type { Graph, Tensor } from "../graph/index.ts";
import type { Cell, CellOutput, Weights } from "./cell.ts";
import { unroll } from "./unroll.ts";

export interface LayerOptions {
  cell: Cell;
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
  { cell, unrolled }: LayerOptions,
  layer: number,
  source: LayerSource,
  B: number,
): CellOutput & { states: Tensor[]; initializers: [string, (values: Float32Array) => void][] } {
  const features = "sequence" in source ? source.sequence.shape[2] : (source.embedding?.shape[1] ?? source.vocabulary);
  const shapes = Object.entries(cell.parameters(features));
  const parameters = Object.fromEntries(
    shapes.map(([short, shape]) => [short, graph.parameter(`rnn.${short}_l${layer}`, shape)]),
  ) as Weights;
  const weights = cell.prepare?.(graph, parameters) ?? parameters;
  const states = cell.states.map(({ name, width }) => graph.state(`state.l${layer}.${name}`, [B, width]));
  const suffix = `l${layer}`;
  const made =
    cell.fused && !unrolled
      ? cell.fused(graph, {
          weights,
          product: fusedProduct(graph, cell, weights, source, suffix),
          states,
          reverse: false,
          suffix,
        })
      : unroll(graph, cell, { weights, product: plainProduct(graph, weights, source), states, suffix, hooks: {} });
  for (const [i, value] of made.finalStates.entries()) graph.carry(states[i], value);
  const initializers = shapes.map(([short]): [string, (values: Float32Array) => void] => {
    return [`rnn.${short}_l${layer}`, (values) => cell.initialize?.(short, values)];
  });
  return { ...made, states, initializers };
}

/** x̂ (T,B,rows of W_ih) = W_ih x + b_ih, as the formulas say it. */
function plainProduct(graph: Graph, { weight_ih, bias_ih }: Weights, source: LayerSource): Tensor {
  const embedded =
    "sequence" in source
      ? source.sequence
      : source.embedding && graph.apply("embedding", [source.embedding, source.tokens], {}, "embedded")[0];
  const [product] = embedded
    ? graph.apply("matmul", [embedded, weight_ih], { transposeA: false, transposeB: true }, "x")
    : [oneHotProduct(graph, weight_ih, source as { tokens: Tensor })];
  return bias_ih ? graph.apply("bias", [product, bias_ih], {}, "x")[0] : product;
}

/** W x for one-hot x: columns of W by token. */
function oneHotProduct(graph: Graph, weight: Tensor, { tokens }: { tokens: Tensor }): Tensor {
  const [table] = graph.apply("transpose", [weight], {}, "table");
  return graph.apply("embedding", [table, tokens], {}, "x")[0];
}

/**
 * x̂ (T,B,rows of W_ih) for all gates and time steps at once, with b_ih, and with b_hh where the cell allows it. Tokens never multiply a
 * one-hot matrix: they gather rows. Where there are more tokens than symbols, the embedding is projected through W_ih first
 * and rows of the result are gathered: nothing random stands between the two, so it is the same function, and its gradient
 * sums by token before it multiplies.
 */
function fusedProduct(graph: Graph, cell: Cell, weights: Weights, source: LayerSource, suffix: string): Tensor {
  const { weight_ih, bias_ih, bias_hh } = weights;
  const name = `x.${suffix}`;
  const bias =
    cell.biasesTogether && bias_ih && bias_hh
      ? graph.apply("add", [bias_ih, bias_hh], {}, `bias.${suffix}`)[0]
      : bias_ih;
  const product = (x: Tensor, as: string) =>
    graph.apply("matmul", [x, weight_ih, bias], { transposeA: false, transposeB: true }, as)[0];
  if ("sequence" in source) return product(source.sequence, name);
  const { tokens, embedding, project } = source;
  const gather = (table: Tensor, as: string) => graph.apply("embedding", [table, tokens], {}, as)[0];
  if (embedding) {
    return project ? gather(product(embedding, `${name}.table`), name) : product(gather(embedding, "embedded"), name);
  }
  const [table] = graph.apply("transpose", [weight_ih], {}, `${name}.table`);
  return gather(bias ? graph.apply("bias", [table, bias], {}, `${name}.biased`)[0] : table, name);
}
