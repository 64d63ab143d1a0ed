import type { ParameterPlan } from "../../engine/index.ts";
import { differentiate, type Graph, sizeOf, type Tensor } from "../../graph/index.ts";
import { type Form, formModel } from "../../networks/index.ts";
import { GraphProgram } from "../passage/graphProgram.ts";
import { type Passage, stepBuild } from "../passage/passage.ts";
import { feedOf, type StatesBefore, statesWithGradient } from "../passage/states.ts";
import type { Progress } from "../progress.ts";

/** Rows that go through a step together: steps of the passage, each from the states that it was in. */
const MOST_ROWS = 128;

/** All steps of a passage, each by itself, of states in the order of the model. */
export interface EachStep {
  /** ∂L_t/∂ what step t put out (T,width): what its prediction reads of it, directly and through the layers above. */
  own: (Float32Array | undefined)[];
  /** ∂L_t/∂ what step t−1 handed to step t (T,width). */
  before: (Float32Array | undefined)[];
  /** What the forward pass made of each step, by the names that were asked for: (T,·). */
  made: Map<string, Float32Array>;
  /** (T,C), what the head says after each step. */
  logits: Float32Array;
}

/** No parameter has a gradient: only states do. */
export function freezeAll(graph: Graph): void {
  for (const { name } of graph.parameters()) graph.freeze(name);
}

/** Runs all steps of a passage, each from the states before it, with the gradients of its own loss. */
export function runEachStep(
  network: ParameterPlan,
  form: Form,
  passage: Passage,
  states: StatesBefore,
  wanted: Iterable<string>,
  progress: Progress = () => {},
): EachStep {
  const { steps: T, arrays } = passage;
  const rows = Math.min(T, MOST_ROWS);
  const model = formModel(
    form,
    { steps: 1, batch: rows },
    { ...stepBuild(form), evaluation: true, readsLogits: true },
    0,
  );
  const { graph, feeds, logits } = model;
  freezeAll(graph);
  const through = statesWithGradient(graph, model.states);
  const after = model.states.map((state) => graph.carried.find((one) => one.state === state)!.value);
  const roots = after.map((value) => value.base ?? value);
  const gradients = differentiate(graph, model.objective, { inputs: [...through, ...roots] });
  const kept = [...wanted].map((name) => graph.find(name)!);
  const program = new GraphProgram(network, graph, rows, [...gradients.values(), ...kept, logits!]);

  const all = (tensor: Tensor) => new Float32Array((sizeOf(tensor.shape) / rows) * T);
  const collected = (tensors: readonly Tensor[]) => tensors.map((tensor) => gradients.get(tensor) && all(tensor));
  const found: EachStep = {
    own: collected(roots),
    before: collected(model.states),
    made: new Map(kept.map((tensor) => [tensor.name, all(tensor)])),
    logits: all(logits!),
  };
  const sources = [
    ...roots.map((root, i) => [gradients.get(root), found.own[i]] as const),
    ...model.states.map((state, i) => [gradients.get(state), found.before[i]] as const),
    ...kept.map((tensor) => [tensor, found.made.get(tensor.name)] as const),
    [logits, found.logits] as const,
  ];
  const reads = feeds.map(({ name, type, width, tensor }) => {
    return feedOf(program.values(tensor), type, width, arrays[name]);
  });
  for (let from = 0; from < T; from += rows) {
    progress(from / T);
    const count = Math.min(rows, T - from);
    for (let row = 0; row < count; row++) for (const read of reads) read(row, from + row);
    model.states.forEach((state, i) => {
      const width = state.shape[1];
      program.values(state).set(states[i].subarray(from * width, (from + count) * width));
    });
    program.run();
    for (const [tensor, target] of sources) {
      if (!tensor || !target) continue;
      const width = sizeOf(tensor.shape) / rows;
      target.set(program.values(tensor).subarray(0, count * width), from * width);
    }
  }
  return found;
}
