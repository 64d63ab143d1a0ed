import type { ParameterPlan } from "../../engine/index.ts";
import { backwardAlone } from "../../graph/backwardAlone.ts";
import { differentiate, type Tensor } from "../../graph/index.ts";
import { type Form, formModel } from "../../networks/index.ts";
import { GraphProgram } from "../passage/graphProgram.ts";
import { stepBuild } from "../passage/passage.ts";
import { statesWithGradient } from "../passage/states.ts";
import { freezeAll } from "./eachStep.ts";

/**
 * Takes gradients of so many losses back over one step after the other: every row is a loss, and all go through the same step. What the
 * step made of its own row is spread over all rows, so nothing of the forward pass is computed again.
 */
export class StepBack {
  /** By state of the model, ∂L/∂ what a step hands on (rows,width), in memory; undefined where a state has no gradient. */
  readonly gradients: readonly (Float32Array | undefined)[];
  /** Names of what the backward pass reads of the forward pass. */
  readonly reads: readonly string[];
  private readonly program: GraphProgram;
  private readonly inputs: { name: string; values: Float32Array; width: number }[];

  constructor(
    network: ParameterPlan,
    form: Form,
    readonly rows: number,
  ) {
    const { graph, states } = formModel(form, { steps: 1, batch: rows }, stepBuild(form), 0);
    freezeAll(graph);
    const forward = new Set(graph.nodes);
    const through = statesWithGradient(graph, states);
    const given = new Map<Tensor, Tensor>();
    const gradientOf = new Map<Tensor, Tensor>();
    for (const state of through) {
      const { value } = graph.carried.find((one) => one.state === state)!;
      const gradient = graph.input(`gradient.${state.name}`, state.shape, "f32");
      given.set(value, gradient);
      gradientOf.set(state, gradient);
    }
    const found = differentiate(graph, undefined, { inputs: through, given });
    const carried = new Map(through.map((state) => [gradientOf.get(state)!, found.get(state)!]));
    const alone = backwardAlone(graph, forward, carried);
    this.program = new GraphProgram(network, alone.graph, rows, []);
    this.gradients = states.map((state) => {
      const gradient = gradientOf.get(state);
      return gradient && this.program.values(alone.graph.find(gradient.name)!);
    });
    this.inputs = [...alone.reads].map(([{ name }, tensor]) => {
      const values = this.program.values(tensor);
      return { name, values, width: values.length / rows };
    });
    this.reads = this.inputs.map(({ name }) => name);
  }

  /** From what step t handed on to what step t−1 handed on; `made` is what the forward pass made of all steps. */
  back(t: number, made: ReadonlyMap<string, Float32Array>): void {
    for (const { name, values, width } of this.inputs) {
      values.set(made.get(name)!.subarray(t * width, (t + 1) * width));
      for (let filled = width; filled < values.length; filled *= 2) {
        values.copyWithin(filled, 0, Math.min(filled, values.length - filled));
      }
    }
    this.program.run();
    this.program.commit();
  }
}
