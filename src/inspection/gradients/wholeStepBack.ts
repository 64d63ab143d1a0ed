import type { ParameterPlan } from "../../engine/index.ts";
import { differentiate, type Tensor } from "../../graph/index.ts";
import { type Form, formModel } from "../../networks/index.ts";
import { GraphProgram } from "../passage/graphProgram.ts";
import { type Passage, stepBuild } from "../passage/passage.ts";
import { feedOf, type StateName, type StatesBefore, stateName, statesWithGradient } from "../passage/states.ts";

/** A parameter in memory: its gradient of the last step. */
interface Gradient {
  name: string;
  values: Float32Array;
}

/** A state that gradients go through: of what a step hands on, of what its prediction reads, and of what it was handed. */
interface Through extends StateName {
  index: number;
  handed: Float32Array;
  read: Float32Array | undefined;
  before: Float32Array;
}

/**
 * Takes the gradient of one loss, or of a sum of them, back step by step through whole steps, with the gradients of the parameters that each
 * step contributes: of the recurrent weights, and of those that read the input.
 */
export class WholeStepBack {
  readonly layers: readonly string[];
  readonly recurrent: readonly Gradient[];
  /** Of the first layer, with the weights themselves. */
  readonly input: readonly (Gradient & { weight: Float32Array })[];
  private readonly program: GraphProgram;
  private readonly through: readonly Through[];
  private readonly unread: readonly { layer: string; read: Float32Array }[];
  private readonly reads: readonly ((row: number, t: number) => void)[];
  private readonly written: readonly { values: Float32Array; all: Float32Array }[];
  private readonly total: Float32Array;

  constructor(network: ParameterPlan, form: Form, passage: Passage, before: StatesBefore) {
    const build = { ...stepBuild(form), evaluation: true, readsLogits: true };
    const model = formModel(form, { steps: 1, batch: 1 }, build, 0);
    const { graph, states, roles, feeds } = model;
    const ofKind = (kind: string) => [...roles].filter(([, role]) => role.kind === kind).map(([name]) => name);
    const [inputs, recurrent] = [ofKind("input").slice(0, 1), ofKind("recurrent")];
    const wanted = new Set([...inputs, ...recurrent]);
    for (const { name } of graph.parameters()) if (!wanted.has(name)) graph.freeze(name);

    const given = new Map<Tensor, Tensor>();
    const ends = statesWithGradient(graph, states).map((state) => {
      const { value } = graph.carried.find((one) => one.state === state)!;
      const handed = graph.input(`gradient.${state.name}`, state.shape, "f32");
      given.set(value, handed);
      return { state, handed, root: value.base ?? value };
    });
    // What is put out and not read by the next step has a gradient too, as predictions read it.
    const others = graph.carried.filter(({ state }) => !ends.some((end) => end.state === state));
    const roots = [...ends.map(({ root }) => root), ...others.map(({ value }) => value.base ?? value)];
    const found = differentiate(graph, model.objective, {
      inputs: [...ends.map(({ state }) => state), ...roots],
      given,
    });
    this.program = new GraphProgram(network, graph, 1, [...found.values(), model.loss!]);

    const values = (tensor: Tensor) => this.program.values(tensor);
    this.total = values(model.loss!);
    this.through = ends.map(({ state, handed, root }) => {
      const read = found.get(root);
      const index = states.indexOf(state);
      return {
        ...{ ...stateName(state), index, handed: values(handed) },
        read: read && values(read),
        before: values(found.get(state)!),
      };
    });
    this.unread = others.flatMap(({ state, value }) => {
      const read = found.get(value.base ?? value);
      return read ? [{ layer: stateName(state).layer, read: values(read) }] : [];
    });
    this.layers = [...new Set(states.map((state) => stateName(state).layer))];
    const gradient = (name: string): Gradient[] => {
      const tensor = found.get(graph.find(name)!);
      return tensor ? [{ name, values: values(tensor) }] : [];
    };
    this.recurrent = recurrent.flatMap(gradient);
    this.input = inputs.flatMap(gradient).map((one) => ({ ...one, weight: values(graph.find(one.name)!) }));
    this.reads = feeds.map(({ name, type, width, tensor }) => {
      return feedOf(values(tensor), type, width, passage.arrays[name]);
    });
    this.written = states.map((state, i) => ({ values: values(state), all: before[i] }));
  }

  /** Nothing is handed back yet. */
  begin(): void {
    for (const { handed, before } of this.through) {
      handed.fill(0);
      before.fill(0);
    }
  }

  /** Goes back through step t; `weight`: what its own loss counts for. */
  step(t: number, weight: number): void {
    for (const { handed, before } of this.through) handed.set(before);
    for (const read of this.reads) read(0, t);
    for (const { values, all } of this.written) values.set(all.subarray(t * values.length, (t + 1) * values.length));
    this.program.run(weight);
  }

  /** The loss of the last step, times its weight. */
  get loss(): number {
    return this.total[0];
  }

  /** The norm of the gradient of what a layer handed on in the last step, or of what its prediction read of the layer. */
  norm(layer: string, own: boolean): number {
    let sum = 0;
    const add = (values: Float32Array | undefined) => {
      for (const x of values ?? []) sum += x * x;
    };
    for (const state of this.through) if (state.layer === layer) add(own ? state.read : state.handed);
    for (const state of this.unread) if (own && state.layer === layer) add(state.read);
    return Math.sqrt(sum);
  }
}
