import { Engine } from "../../engine/index.ts";
import { differentiate, ops, sizeOf, type Tensor } from "../../graph/index.ts";
import type { See } from "../../model/index.ts";
import { type Form, formModel, loadNetwork } from "../../networks/index.ts";
import { GraphProgram } from "../passage/graphProgram.ts";
import { numbersIn, type WholePassage, writePassage } from "../passage/wholePassage.ts";
import type { Progress } from "../progress.ts";
import { freezeAll } from "./eachStep.ts";
import type { StepContributions } from "./lossGradient.ts";
import { type StepMark, StepProducts } from "./stepProducts.ts";

/** What is looked at: −ln p of `target` in row `row` of the predictions, or number `target` of what is put out there. */
export interface Prediction {
  row: number;
  target: number;
}

export interface WholeGradient {
  /** −ln p, or the number itself. */
  value: number;
  /** By layer ("l0_reverse", "decoder.l0"), (T) of its time axis. */
  layers: ReadonlyMap<string, Float32Array>;
  /** ∂/∂x · x of ln p, or of the number, of what is read at each step: of the input, and of the target. */
  saliency: Float32Array[];
}

type Model = ReturnType<typeof formModel>;

export interface WholeSettings {
  /** Predictions that are looked at together. */
  rows: number;
  /** Whether it goes back from −ln p, or from numbers that are put out. */
  of: "loss" | "number";
  /** Whether the gradients of the recurrent weights are wanted too, step by step. */
  ofWeights?: boolean;
  control?: Int32Array;
  /** Is told how much of the graph is made. */
  progress?: Progress;
}

/** A state at a step: what all that reads it sees, and what is handed on of it. */
interface Shown {
  layer: string;
  t: number;
  read: Tensor;
  handed?: Tensor;
}

const STATES = ["h", "c", "s"];

/** The whole graph of a network on one input, forward and back, with a prediction in each row. */
export class WholeProgram {
  private readonly reads: { x: Tensor; side: 0 | 1 }[];

  private constructor(
    private readonly passage: WholePassage,
    private readonly rows: number,
    private readonly program: GraphProgram,
    private readonly model: Model,
    private readonly states: readonly Shown[],
    private readonly gradients: ReadonlyMap<Tensor, Tensor>,
    /** The gradient of what is put out, where that is given. */
    private readonly seed: Tensor | undefined,
    private readonly multiplied: StepProducts | undefined,
  ) {
    this.reads = readsOf(model);
    writePassage(passage, model.feeds, (tensor) => program.values(tensor), rows);
  }

  static async load(
    passage: WholePassage,
    { rows, of, ofWeights = false, control, progress = () => {} }: WholeSettings,
  ): Promise<WholeProgram> {
    const options = { ...passage.form.options, freeze: [] };
    const form: Form = { ...passage.form, options };
    const network = await loadNetwork(form, passage.tensors, await Engine.create({ control }));
    const shown = new Map<string, Shown>();
    const marks: StepMark[] = [];
    const see: See = ({ graph, layer, label, t }, tensor) => {
      if (!STATES.includes(label)) return tensor;
      // Shown last, c is what is carried on, and no longer what h is made of: states are independent numbers.
      const { out } = graph.apply(ops.copy, { x: tensor }, {}, "shown");
      shown.set(`${layer} ${label} ${t}`, { layer, t, read: out });
      marks.push({ tensor: out, t });
      return out;
    };
    see.handOn = ({ graph, layer, label, t }, state) => {
      const { out } = graph.apply(ops.copy, { x: state }, {}, "handed");
      shown.get(`${layer} ${label} ${t}`)!.handed = out;
      return out;
    };
    const shape = { steps: passage.steps, targetSteps: passage.targetSteps, batch: rows };
    const model = formModel(form, shape, { see, evaluation: true, readsLogits: true }, 0);
    const { graph, logits, objective, roles } = model;
    freezeAll(graph);
    const recurrent = [...roles].flatMap(([name, { kind }]) => (kind === "recurrent" ? [name] : []));
    const multiplied = ofWeights ? new StepProducts(graph, marks, new Set(recurrent)) : undefined;
    const reads = readsOf(model).map(({ x }) => x);
    const states = [...shown.values()];
    const ofStates = states.flatMap(({ read, handed }) => (handed ? [read, handed] : [read]));
    const inputs = [...ofStates, ...reads, ...(multiplied?.products ?? [])];
    progress(0.3);
    const seed = of === "number" ? graph.input("seed", logits!.shape, "f32") : undefined;
    const gradients = differentiate(graph, seed ? undefined : objective, {
      inputs,
      ...(seed && { given: new Map([[logits!, seed]]) }),
    });
    progress(0.6);
    const kept = [...gradients.values(), ...reads, ...(multiplied?.read ?? []), logits!];
    const program = new GraphProgram(network, graph, rows, kept);
    progress(1);
    return new WholeProgram(passage, rows, program, model, states, gradients, seed, multiplied);
  }

  /** Writes what is looked at, in each row of the program another. A number has the gradient 1 there. */
  ask(some: readonly Prediction[]): void {
    this.write(some.map((one, b) => ({ ...one, b, slope: 1 })));
  }

  /** Writes all that is looked at to row 0: its mean. It is to run with that weight. */
  askMean(all: readonly Prediction[]): { weight: number } {
    this.write(all.map((one) => ({ ...one, b: 0, slope: 1 / all.length })));
    return { weight: 1 / all.length };
  }

  private write(some: readonly (Prediction & { b: number; slope: number })[]): void {
    const { passage, program, model, rows, seed } = this;
    const place = ({ row, b }: { row: number; b: number }) => (passage.perStep ? row * rows : 0) + b;
    if (seed) {
      const values = program.values(seed).fill(0);
      const width = model.logits!.shape.at(-1)!;
      for (const one of some) values[place(one) * width + one.target] = one.slope;
      return;
    }
    const { tensor, type } = model.feeds.find(({ name }) => name === "targets")!;
    const values = numbersIn(program.values(tensor), type).fill(-1);
    for (const one of some) values[place(one)] = one.target;
  }

  /** `weight`: what losses are multiplied by. */
  run(weight = 1): void {
    this.program.run(weight);
  }

  /** What each step contributes to the gradients of the recurrent weights, of row 0; nothing where it was not asked for. */
  contributions(progress?: Progress): StepContributions[] {
    const { passage, program, gradients, rows, multiplied } = this;
    const { steps: T, targetSteps: U = T } = passage;
    const steps = (parameter: string) => (parameter.startsWith("decoder.") ? U : T);
    return multiplied?.contributions(program, gradients, { row: 0, rows, steps }, progress) ?? [];
  }

  /** (U,B,C): what is put out, its gradient where that is given, and what is read of rows of numbers with its gradient, in memory. */
  get numbers(): Record<"logits" | "seed" | "vectors" | "slopes", Float32Array> {
    const { program, model, seed, gradients } = this;
    const vectors = model.feeds.find(({ name }) => name === "vectors")!.tensor;
    return {
      logits: program.values(model.logits!),
      seed: program.values(seed!),
      vectors: program.values(vectors),
      slopes: program.values(gradients.get(vectors)!),
    };
  }

  /** What row b has found. */
  gradient({ row, target }: Prediction, b: number): WholeGradient {
    const { passage, rows, program, states, gradients, seed, model } = this;
    const { steps: T, targetSteps: U = T } = passage;
    const layers = new Map<string, Float32Array>();
    for (const { layer, t, read, handed } of states) {
      const squares = layers.get(layer) ?? new Float32Array(layer.startsWith("decoder.") ? U : T);
      layers.set(layer, squares);
      const readBy = passage.form.options.cloze ? Math.abs(t - row) === 1 : t === row;
      const whole = !passage.perStep || readBy || layer.startsWith("encoder.");
      const gradient = gradients.get(whole || !handed ? read : handed);
      if (!gradient) continue;
      const width = sizeOf(gradient.shape) / rows;
      for (const x of program.values(gradient).subarray(b * width, (b + 1) * width)) squares[t] += x * x;
    }
    for (const squares of layers.values()) squares.forEach((sum, t) => (squares[t] = Math.sqrt(sum)));
    const sides = [new Float32Array(T), ...(passage.targetSteps === undefined ? [] : [new Float32Array(U)])];
    const sign = seed ? 1 : -1;
    for (const { x, side } of this.reads) {
      const gradient = gradients.get(x);
      if (!gradient) continue;
      const width = x.shape[2];
      const [values, slopes] = [program.values(x), program.values(gradient)];
      for (let t = 0; t < x.shape[0]; t++) {
        for (let k = 0, i = (t * rows + b) * width; k < width; k++, i++) sides[side][t] += sign * values[i] * slopes[i];
      }
    }
    const all = program.values(model.logits!);
    const C = all.length / rows / (passage.perStep ? U : 1);
    const at = ((passage.perStep ? row * rows : 0) + b) * C;
    const said = all.subarray(at, at + C);
    return { value: seed ? said[target] : lossOf(said, target), layers, saliency: sides };
  }
}

/** What a network reads of each step (T,B,·): rows of tables by token, and vectors; 0 of the input, 1 of the target. */
function readsOf({ graph, feeds }: Model): { x: Tensor; side: 0 | 1 }[] {
  const target = feeds.find(({ name }) => name === "targetInputs")?.tensor;
  const vectors = feeds.find(({ name }) => name === "vectors")?.tensor;
  const tokens = graph
    .nodesOf(ops.embedding)
    .map(({ inputs, outputs }) => ({ x: outputs.out, side: inputs.tokens === target ? 1 : 0 }) as const);
  return [...tokens, ...(vectors ? [{ x: vectors, side: 0 } as const] : [])];
}

/** −ln p, in f64. */
function lossOf(logits: Float32Array, target: number): number {
  const peak = logits.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((total, x) => total + Math.exp(x - peak), 0);
  return Math.log(sum) + peak - logits[target];
}
