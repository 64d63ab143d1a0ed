import { type Graph, ops, type Tensor } from "../graph/index.ts";
import { type Cell, type CellOutput, type CellParameters, type StepHooks, stepOf } from "./cell.ts";
import { handedOn, type See, seenStates, viewOf } from "./stepView.ts";

export interface UnrolledInput {
  weights: CellParameters;
  /** x̂ (T,B,rows of W_ih): W_ih x + b_ih. */
  product: Tensor;
  /** Initial states, in the order of `Cell.states`. */
  states: readonly Tensor[];
  /** Lengths of the sequences (B), where they end before the minibatch does. */
  lengths?: Tensor;
  /** From the last step to the first. */
  reverse: boolean;
  /** Ends the names of tensors: "l0". */
  suffix: string;
  /** What the layer does inside step t. */
  hooks(t: number): StepHooks;
  /** The states that step t carries on, from those it made and those before it: zoneout. */
  settle(made: Tensor[], before: readonly Tensor[], t: number): Tensor[];
  /** Who looks inside, and x̂ (T,B,rows of W_ih) without its bias for that. */
  view?: { see: See; plain: Tensor };
}

/** A cell over all time steps by its definition, step by step. */
export function unroll(graph: Graph, cell: Cell, input: UnrolledInput): CellOutput {
  const { weights, product, lengths, reverse, suffix, view } = input;
  const T = product.shape[0];
  const steps = new Array<Tensor[]>(T);
  let states = [...input.states];
  for (let k = 0; k < T; k++) {
    const t = reverse ? T - 1 - k : k;
    const x = stepOf(graph, product, t);
    const looking = view && viewOf(view.see, { graph, layer: suffix, t }, stepOf(graph, view.plain, t));
    const made = cell.step({ graph, weights, x, states, hooks: input.hooks(t), view: looking });
    const settled = seenStates(cell, looking, input.settle(made, states, t));
    states = settled.map((state, i) => {
      return lengths
        ? graph.apply(ops.selectRows, { fresh: state, before: states[i], lengths }, { t }, "state").out
        : state;
    });
    steps[t] = states;
    if (view) states = handedOn(cell, view.see, { graph, layer: suffix, t }, states);
  }
  const sequences = cell.states.flatMap(({ name, internal }, i) => {
    const all = steps.map((step) => step[i]);
    return internal ? [] : [joinSteps(graph, all, `${name}.${suffix}`)];
  });
  const tensors: CellOutput["tensors"] = { hidden: sequences[0] };
  if (cell.states[1]?.name === "c") tensors.cell = sequences[1];
  return { output: cell.join?.(graph, sequences) ?? sequences[0], tensors, finalStates: states };
}

/** Joins per-step tensors (B,F) into a sequence (T,B,F). */
export function joinSteps(graph: Graph, steps: readonly Tensor[], name: string): Tensor {
  const [B, F] = steps[0].shape;
  const joined = graph.tensor(name, [steps.length, B, F], "f32", "activation");
  steps.forEach((step, t) => {
    graph.applyTo(ops.copy, { x: step }, { out: stepOf(graph, joined, t) }, {});
  });
  return joined;
}
