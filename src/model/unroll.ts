import type { Graph, Tensor } from "../graph/index.ts";
import { type Cell, type CellOutput, type StepHooks, stepOf, type Weights } from "./cell.ts";

export interface UnrolledInput {
  weights: Weights;
  /** x̂ (T,B,rows of W_ih): W_ih x + b_ih. */
  product: Tensor;
  /** Initial states, in the order of `Cell.states`. */
  states: readonly Tensor[];
  /** Ends the names of tensors: "l0". */
  suffix: string;
  hooks: StepHooks;
}

/** A cell over all time steps by its definition, step by step. */
export function unroll(graph: Graph, cell: Cell, input: UnrolledInput): CellOutput {
  const { weights, product, hooks, suffix } = input;
  const steps: Tensor[][] = [];
  let states = [...input.states];
  for (let t = 0; t < product.shape[0]; t++) {
    states = cell.step({ graph, weights, x: stepOf(graph, product, t), states, hooks });
    steps.push(states);
  }
  const sequences = cell.states.flatMap(({ name, clock }, i) => {
    const all = steps.map((step) => step[i]);
    return clock ? [] : [joinSteps(graph, all, `${name}.${suffix}`)];
  });
  const tensors: CellOutput["tensors"] = { hidden: sequences[0] };
  if (cell.states[1]?.name === "c") tensors.cell = sequences[1];
  return { output: cell.join?.(graph, sequences) ?? sequences[0], tensors, finalStates: states };
}

/** Joins per-step tensors (B,F) into a sequence (T,B,F). */
function joinSteps(graph: Graph, steps: readonly Tensor[], name: string): Tensor {
  const [B, F] = steps[0].shape;
  const joined = graph.tensor(name, [steps.length, B, F], "f32", "activation");
  steps.forEach((step, t) => {
    graph.applyTo("copy", [step], [stepOf(graph, joined, t)], {});
  });
  return joined;
}
