import type { ParameterPlan } from "../../engine/index.ts";
import type { Graph, Tensor } from "../../graph/index.ts";
import { type Form, formModel } from "../../networks/index.ts";
import type { Progress } from "../progress.ts";
import { GraphProgram } from "./graphProgram.ts";
import { type Passage, startOf } from "./passage.ts";

/** Steps between two that are told. */
const SOME = 256;

/** One state of a network: of layer "l0" the state "h", (B,width). */
export interface StateName {
  layer: string;
  state: string;
  width: number;
}

/** "state.decoder.l0.h" → layer "decoder.l0", state "h". */
export function stateName({ name, shape }: Tensor): StateName {
  const end = name.lastIndexOf(".");
  return { layer: name.slice("state.".length, end), state: name.slice(end + 1), width: shape[1] };
}

/** What a passage was in before each step: by state of the model, (T,width). */
export type StatesBefore = Float32Array[];

/** Reads a passage step by step. */
export function readStates(
  network: ParameterPlan,
  form: Form,
  passage: Passage,
  progress: Progress = () => {},
): StatesBefore {
  const { graph, states, feeds } = formModel(form, { steps: 1, batch: 1 }, {}, 0);
  const program = new GraphProgram(network, graph, 1, []);
  const before = states.map(({ shape }) => new Float32Array(passage.steps * shape[1]));
  states.forEach((state, i) => {
    const { layer, state: name, width } = stateName(state);
    before[i].set(startOf(passage, `${layer}.${name}`, width));
    program.values(state).set(before[i].subarray(0, width));
  });
  const reads = feeds.map(({ name, width, type, tensor }) => {
    return feedOf(program.values(tensor), type, width, passage.arrays[name]);
  });
  for (let t = 0; t < passage.steps - 1; t++) {
    for (const read of reads) read(0, t);
    program.run();
    program.commit();
    states.forEach((state, i) => before[i].set(program.values(state), (t + 1) * state.shape[1]));
    if (t % SOME === 0) progress(t / passage.steps);
  }
  return before;
}

/** Writes what a feed holds at step t to a row of a program; lengths, which a passage has not, are 1. */
export function feedOf(
  values: Float32Array,
  type: "f32" | "i32",
  width: number,
  given: ArrayLike<number> | undefined,
): (row: number, t: number) => void {
  const numbers = type === "f32" ? values : new Int32Array(values.buffer, values.byteOffset, values.length);
  return (row, t) => {
    for (let k = 0; k < width; k++) numbers[row * width + k] = given ? given[t * width + k] : 1;
  };
}

/** States that a step reads, and that have a gradient: not a clock, nor what is only put out. */
export function statesWithGradient(graph: Graph, states: readonly Tensor[]): Tensor[] {
  return states.filter((state) => {
    const readers = graph.nodes.filter(({ inputs }) => Object.values(inputs).some((x) => (x?.base ?? x) === state));
    return readers.some(({ op }) => op.name !== "clock");
  });
}
