import type { Config } from "../config/index.ts";
import { type ActivationName, type Graph, ops, type Tensor } from "../graph/index.ts";

/** The keys of `model` that a cell may read; what is absent is as the schema's default says. */
export type CellSettings = Pick<Config["model"], "cell" | "units" | "bias"> & Partial<Config["model"]>;

/**
 * The parameters of one layer by their short names (`weight_ih`, `bias_hh` …); biases are absent in a network without. In files
 * they are called `rnn.<short>_l<layer>`.
 */
export type CellParameters = Readonly<Record<string, Tensor | undefined>> & { readonly weight_ih: Tensor };

export interface StateShape {
  /** "h", "c" … */
  name: string;
  /** Numbers a row: the state is (B,width). */
  width: number;
  /**
   * No activation, but a count of steps or sums that are still to come: it starts at zero, and nothing is dropped from it, learned
   * or shown.
   */
  internal?: boolean;
}

/**
 * What a layer does inside every step, whatever its cell: normalise, drop. A cell calls these at the places named; the
 * definition of a cell is what it does where none is given.
 */
export interface StepHooks {
  /** h (B,·) that is about to be multiplied by a recurrent weight: a variational mask. */
  recurrentState?(h: Tensor): Tensor;
  /** W_hh h (B,to−from) without its bias, from rows [from, to) of W_hh: layer normalisation. */
  recurrentProduct?(product: Tensor, from: number, to: number): Tensor;
  /** The candidate g or n (B,H): recurrent dropout. */
  candidate?(g: Tensor): Tensor;
  /** c (B,H) on its way to the output's tanh, not the c that is carried on: layer normalisation. */
  cellOutput?(c: Tensor): Tensor;
}

/** Looks at what a cell computes inside a step, and may put something else in its place. */
export interface StepView {
  /** W_ih x_t (B,rows of W_ih) without its bias, normalised where the layer does. */
  input: Tensor;
  /** Products W_hh h with rows of W_hh from `from` on, without their biases: `recurrentProduct` adds them. */
  products: { from: number; product: Tensor }[];
  /** The cell goes on with what it returns. `label`: "i", "c", "pre.i", "term.i.input". */
  see(label: string, tensor: Tensor): Tensor;
}

/** One time step of a cell. */
export interface Step {
  graph: Graph;
  weights: CellParameters;
  /** x̂_t = W_ih x_t + b_ih (B,rows of W_ih). */
  x: Tensor;
  /** States of the step before, in the order of `Cell.states`. */
  states: readonly Tensor[];
  hooks: StepHooks;
  /**
   * A place (B,width) of that name for a product of this step, beside those of the other steps, so that the gradients of its weight are
   * one product over all of them; anywhere where absent.
   */
  place?(name: string, width: number): Tensor;
  /** Who looks inside; nobody where absent. */
  view?: StepView;
}

/** A step that may be one operation, of sequences that may have ended. */
export interface WholeStep extends Omit<Step, "hooks"> {
  /** Lengths of the sequences (B), where they end before the minibatch does. */
  lengths?: Tensor;
  t: number;
}

export interface FusedInput {
  weights: CellParameters;
  /** x̂ (T,B,rows of W_ih): W_ih x + b_ih, and + b_hh where `biasesTogether`. */
  product: Tensor;
  /** Initial states, in the order of `Cell.states`. */
  states: readonly Tensor[];
  /** Lengths of the sequences (B), where they end before the minibatch does. */
  lengths?: Tensor;
  /** From the last step to the first. */
  reverse: boolean;
  /** Ends the names of tensors: "l0". */
  suffix: string;
}

export interface CellOutput {
  /** What the next layer reads (T,B,`Cell.output`). */
  output: Tensor;
  /** Sequences (T,B,·) that people look at. */
  tensors: { hidden: Tensor; cell?: Tensor; gates?: Tensor };
  /** States after the last step, in the order of `Cell.states`. */
  finalStates: Tensor[];
}

/**
 * A recurrent cell with its settings. `step` is its definition, one time step as small operations; `fused` is one operation
 * over the whole sequence that must equal it, where there is one.
 */
export interface Cell {
  /** Short names and shapes of the parameters of a layer that reads F features, PyTorch's where PyTorch has the cell. */
  parameters(features: number): Readonly<Record<string, readonly number[]>>;
  states: readonly StateShape[];
  /** The weights as the steps use them, where those are not the parameters themselves; made once for all steps. */
  prepare?(graph: Graph, weights: CellParameters): CellParameters;
  /** Width of the layer's output. */
  output: number;
  /** The states after the step. */
  step(step: Step): Tensor[];
  /** The same in one operation beside its product, where no layer acts inside: writes the states after the step to their places. */
  fusedStep?(step: WholeStep, states: readonly Tensor[]): void;
  /** The layer's output from the sequences (T,B,·) of its states; that of the first where absent. */
  join?(graph: Graph, sequences: readonly Tensor[]): Tensor;
  fused?(graph: Graph, input: FusedInput): CellOutput;
  /** Whether b_hh may be added to x̂ together with b_ih in the fused form. */
  biasesTogether?: boolean;
  /** Numbers that each pre-activation adds up, where PyTorch bounds first values by those and not by the units. */
  fanIn?(features: number): number;
  /** What the cell itself says of a parameter's first values, after the initialiser: `values` may be changed. */
  initialize?(short: string, values: Float32Array): void;
}

/** The four parameters of `rows` pre-activations that every cell of PyTorch has. */
export function standardParameters(rows: number, features: number, recurrent: number, bias: boolean) {
  return {
    weight_ih: [rows, features],
    weight_hh: [rows, recurrent],
    ...(bias ? { bias_ih: [rows], bias_hh: [rows] } : {}),
  };
}

/** Step t of a sequence (T,B,F) as (B,F), without a copy. */
export function stepOf(graph: Graph, sequence: Tensor, t: number): Tensor {
  return graph.reshape(graph.slice(sequence, t, t + 1), sequence.shape.slice(1));
}

/** The step of a sequence (T,B,F) that a scan visits last, as (B,F), without a copy. */
export function lastOf(graph: Graph, sequence: Tensor, { reverse }: { reverse: boolean }): Tensor {
  return stepOf(graph, sequence, reverse ? 0 : sequence.shape[0] - 1);
}

/** Columns [from, to) of a tensor (…,·). */
export function columnsOf(graph: Graph, x: Tensor, from: number, to: number): Tensor {
  return graph.apply(ops.columns, { x }, { from, to }, "columns").out;
}

/** Block `index` of `width` columns of a tensor (…,·). */
export function blockOf(graph: Graph, x: Tensor, index: number, width: number): Tensor {
  return columnsOf(graph, x, index * width, (index + 1) * width);
}

const activations = { tanh: ops.tanh, sigmoid: ops.sigmoid, relu: ops.relu };

export function activate(graph: Graph, activation: ActivationName, x: Tensor, name: string): Tensor {
  return activation === "identity" ? x : graph.apply(activations[activation], { x }, {}, name).out;
}

/** (1−α)·old + α·fresh, as old + α·(fresh − old). */
export function mix(graph: Graph, old: Tensor, fresh: Tensor, alpha: number): Tensor {
  const { out: difference } = graph.apply(ops.add, { x: fresh, y: old }, { scale: -1 }, "difference");
  return graph.apply(ops.add, { x: old, y: difference }, { scale: alpha }, "mixed").out;
}

/** W_hh h + b_hh for rows [from, to) of W_hh, all where absent, with the layer's hooks. */
export function recurrentProduct(
  step: Omit<Step, "hooks"> & Partial<Pick<Step, "hooks">>,
  h: Tensor,
  from = 0,
  to?: number,
): Tensor {
  const { graph, weights, hooks = {} } = step;
  const { weight_hh, bias_hh } = weights;
  const end = to ?? weight_hh!.shape[0];
  const state = hooks.recurrentState?.(h) ?? h;
  const weight = graph.slice(weight_hh!, from, end);
  if (step.place && !hooks.recurrentProduct && !step.view) {
    const out = step.place(`recurrent.${from}`, end - from);
    const bias = bias_hh && graph.slice(bias_hh, from, end);
    graph.applyTo(ops.matmul, { a: state, b: weight, bias }, { out }, { transposeB: true });
    return out;
  }
  const { out: plain } = graph.apply(ops.matmul, { a: state, b: weight }, { transposeB: true }, "product");
  const product = hooks.recurrentProduct?.(plain, from, end) ?? plain;
  step.view?.products.push({ from, product });
  return bias_hh
    ? graph.apply(ops.bias, { x: product, b: graph.slice(bias_hh, from, end) }, {}, "biased").out
    : product;
}

export function add(graph: Graph, x: Tensor, y: Tensor, name: string): Tensor {
  return graph.apply(ops.add, { x, y }, {}, name).out;
}

export function mul(graph: Graph, x: Tensor, y: Tensor, name: string): Tensor {
  return graph.apply(ops.mul, { x, y }, {}, name).out;
}

/** Sequences (T,B,·) beside each other. */
export function concatenate(graph: Graph, parts: readonly Tensor[], name: string): Tensor {
  const of = parts.reduce((sum, { shape }) => sum + shape[2], 0);
  const joined = graph.tensor(name, [...parts[0].shape.slice(0, 2), of], "f32", "activation");
  let from = 0;
  for (const part of parts) {
    graph.applyTo(ops.placeColumns, { x: part }, { out: joined }, { from, of });
    from += part.shape[2];
  }
  return joined;
}
