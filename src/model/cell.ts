import type { Graph, Tensor } from "../graph/index.ts";

/** The parameters of one layer; biases are undefined in a network without. */
export interface Weights {
  /** (G·H, F) */
  weightIh: Tensor;
  /** (G·H, H) */
  weightHh: Tensor;
  /** (G·H) */
  biasIh: Tensor | undefined;
  /** (G·H) */
  biasHh: Tensor | undefined;
}

export interface FusedInput extends Weights {
  /** x̂ (T,B,G·H): W_ih x + inputBias. */
  product: Tensor;
  /** Initial states (B,H), in the order of `states`. */
  states: readonly Tensor[];
  layer: number;
}

export interface UnrolledInput extends Weights {
  /** x̂ of each gate (T,B,H): W_ih x + b_ih. */
  products: readonly Tensor[];
  states: readonly Tensor[];
  layer: number;
}

export interface CellOutput {
  /** Sequences (T,B,·) that people look at. */
  tensors: { hidden: Tensor; cell?: Tensor; gates?: Tensor };
  /** States after the last step (B,H), in the order of `states`. */
  finalStates: Tensor[];
}

/**
 * A recurrent cell. `unrolled` is its definition, a graph of small operations step by step; `fused` is one operation over the
 * whole sequence that must equal it.
 */
export interface Cell {
  /** G, blocks of H rows in its weights, in PyTorch's order. */
  gates: number;
  states: readonly string[];
  /** Whether b_hh may be added to x̂ together with b_ih in the fused form. */
  biasesTogether: boolean;
  unrolled(graph: Graph, input: UnrolledInput): CellOutput;
  fused(graph: Graph, input: FusedInput): CellOutput;
}

/** Joins per-step tensors (B,F) into a sequence (T,B,F). */
export function joinSteps(graph: Graph, steps: readonly Tensor[], name: string): Tensor {
  const [B, F] = steps[0].shape;
  const joined = graph.tensor(name, [steps.length, B, F], "f32", "activation");
  steps.forEach((step, t) => {
    graph.applyTo("copy", [step], [stepOf(graph, joined, t)], {});
  });
  return joined;
}

/** Step t of a sequence (T,B,F) as (B,F), without a copy. */
export function stepOf(graph: Graph, sequence: Tensor, t: number): Tensor {
  return graph.reshape(graph.slice(sequence, t, t + 1), sequence.shape.slice(1));
}

/** Rows of gate g in a weight (G·H,F) or a bias (G·H). */
export function gateOf(graph: Graph, weight: Tensor, gate: number, units: number): Tensor;
export function gateOf(graph: Graph, weight: Tensor | undefined, gate: number, units: number): Tensor | undefined;
export function gateOf(graph: Graph, weight: Tensor | undefined, gate: number, units: number): Tensor | undefined {
  return weight && graph.slice(weight, gate * units, (gate + 1) * units);
}

/** W_hh h + b_hh of one gate, small operations. */
export function recurrentProduct(graph: Graph, input: UnrolledInput, h: Tensor, gate: number): Tensor {
  const H = h.shape[1];
  const weight = gateOf(graph, input.weightHh, gate, H);
  const [product] = graph.apply("matmul", [h, weight], { transposeA: false, transposeB: true }, "product");
  const bias = gateOf(graph, input.biasHh, gate, H);
  return bias ? graph.apply("bias", [product, bias], {}, "biased")[0] : product;
}
