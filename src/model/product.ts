import { type Graph, ops, type Tensor } from "../graph/index.ts";
import type { CellParameters } from "./cell.ts";

/** A layer reads a sequence (T,B,F), or tokens (T,B) through an embedding (V,E) or one-hot. */
export type LayerSource =
  | { sequence: Tensor }
  | {
      tokens: Tensor;
      vocabulary: number;
      embedding: Tensor | undefined;
      /** Whether projecting the table first is cheaper than projecting each token. */
      project: boolean;
      /** Lengths of the sequences (B): tokens behind their end are not read. */
      lengths?: Tensor;
    };

/** F, numbers that a layer reads at each step. */
export function featuresOf(source: LayerSource): number {
  return "sequence" in source ? source.sequence.shape[2] : (source.embedding?.shape[1] ?? source.vocabulary);
}

/** Rows of a table (V,·) by token. */
export function gather(graph: Graph, table: Tensor, source: Exclude<LayerSource, { sequence: Tensor }>, name: string) {
  return graph.apply(ops.embedding, { table, tokens: source.tokens, lengths: source.lengths }, {}, name).out;
}

/** x̂ (T,B,rows of W_ih) = W_ih x + b_ih, as the formulas say it. */
export function plainProduct(graph: Graph, { weight_ih, bias_ih }: CellParameters, source: LayerSource): Tensor {
  const embedded =
    "sequence" in source ? source.sequence : source.embedding && gather(graph, source.embedding, source, "embedded");
  const product = embedded
    ? graph.apply(ops.matmul, { a: embedded, b: weight_ih }, { transposeB: true }, "x").out
    : gather(graph, graph.apply(ops.transpose, { x: weight_ih }, {}, "table").out, source as never, "x");
  return bias_ih ? graph.apply(ops.bias, { x: product, b: bias_ih }, {}, "x").out : product;
}

export interface ProductOptions {
  /** b_ih, or the sum of both biases. */
  bias: Tensor | undefined;
  /** What happens to W_ih x before its bias is added: layer normalisation. */
  normalise?: (product: Tensor) => Tensor;
  /** Ends the names of tensors: "l0". */
  suffix: string;
}

/** The vector (T,B,E) of each token, or its one-hot row (T,B,V). */
export function embedded(graph: Graph, source: Exclude<LayerSource, { sequence: Tensor }>): Tensor {
  if (source.embedding) return gather(graph, source.embedding, source, "embedded");
  throw new Error("Tokens beside vectors need an embedding");
}

/**
 * x̂ (T,B,rows of W_ih) for all gates and time steps at once. Tokens never multiply a one-hot matrix: they gather rows. Where
 * there are more tokens than symbols, the embedding is projected through W_ih first and rows of the result are gathered: nothing
 * random stands between the two, so it is the same function, and its gradient sums by token before it multiplies.
 */
export function layerProduct(
  graph: Graph,
  weight: Tensor,
  source: LayerSource,
  { bias, normalise, suffix }: ProductOptions,
): Tensor {
  const name = `x.${suffix}`;
  const finish = (product: Tensor, as: string) => {
    const normal = normalise?.(product) ?? product;
    return bias ? graph.apply(ops.bias, { x: normal, b: bias }, {}, as).out : normal;
  };
  const product = (x: Tensor, as: string) => {
    const how = { transposeB: true };
    if (!normalise) return graph.apply(ops.matmul, { a: x, b: weight, bias }, how, as).out;
    return finish(graph.apply(ops.matmul, { a: x, b: weight }, how, `${as}.plain`).out, as);
  };
  if ("sequence" in source) return product(source.sequence, name);
  const { embedding, project } = source;
  if (embedding && project) return gather(graph, product(embedding, `${name}.table`), source, name);
  if (embedding) return product(gather(graph, embedding, source, "embedded"), name);
  const { out: table } = graph.apply(ops.transpose, { x: weight }, {}, `${name}.table`);
  return gather(graph, finish(table, `${name}.biased`), source, name);
}
