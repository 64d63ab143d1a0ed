import { Engine } from "../../engine/index.ts";
import { differentiate, ops, sizeOf, type Tensor } from "../../graph/index.ts";
import type { See } from "../../model/index.ts";
import { type Form, formModel, loadNetwork } from "../../networks/index.ts";
import { GraphProgram } from "../passage/graphProgram.ts";
import { numbersIn, type WholePassage, writePassage } from "../passage/wholePassage.ts";
import { freezeAll } from "./eachStep.ts";

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

export interface WholeOptions {
  /** Whose gradient it is: of −ln p, or of the number that is put out. */
  of?: "loss" | "number";
  /** Not 0 when what is computed is to end. */
  control?: Int32Array;
  progress?(share: number): void;
}

/** Predictions whose gradients go back together. */
const ROWS = 16;
const STATES = ["h", "c", "s"];

/**
 * Gradients of predictions of any network over its whole graph, by the definition of its cells: of networks that read in both directions, of
 * encoders and decoders, and where one answer is made of all steps. The state of step s is what it hands to its neighbour, as where networks
 * read in one direction; at the step of the prediction, of an encoder, and where there is one answer, it is all that reads the state.
 */
export async function wholeGradients(
  passage: WholePassage,
  predictions: readonly Prediction[],
  { of = "loss", control, progress = () => {} }: WholeOptions = {},
): Promise<WholeGradient[]> {
  const rows = Math.min(ROWS, predictions.length);
  const options = { ...passage.form.options, freeze: [] };
  const form: Form = { ...passage.form, options };
  const network = await loadNetwork(form, passage.tensors, await Engine.create({ control }));
  const shown = new Map<string, { layer: string; t: number; read: Tensor; handed?: Tensor }>();
  const see: See = ({ graph, layer, label, t }, tensor) => {
    if (!STATES.includes(label)) return tensor;
    // Shown last, c is what is carried on, and no longer what h is made of: states are independent numbers.
    const { out } = graph.apply(ops.copy, { x: tensor }, {}, "shown");
    shown.set(`${layer} ${label} ${t}`, { layer, t, read: out });
    return out;
  };
  see.handOn = ({ graph, layer, label, t }, state) => {
    const { out } = graph.apply(ops.copy, { x: state }, {}, "handed");
    shown.get(`${layer} ${label} ${t}`)!.handed = out;
    return out;
  };
  const shape = { steps: passage.steps, targetSteps: passage.targetSteps, batch: rows };
  const model = formModel(form, shape, { see, evaluation: true, readsLogits: true }, 0);
  const { graph, feeds, logits } = model;
  freezeAll(graph);
  const reads = readsOf(feeds, graph.nodesOf(ops.embedding));
  const states = [...shown.values()];
  const inputs = [
    ...states.flatMap(({ read, handed }) => (handed ? [read, handed] : [read])),
    ...reads.map(({ x }) => x),
  ];
  // A number has the gradient 1, where it is looked at.
  const seed = of === "number" ? graph.input("seed", logits!.shape, "f32") : undefined;
  const gradients = differentiate(graph, seed ? undefined : model.objective, {
    inputs,
    ...(seed && { given: new Map([[logits!, seed]]) }),
  });
  const program = new GraphProgram(network, graph, rows, [...gradients.values(), ...reads.map(({ x }) => x), logits!]);
  const { steps: T, targetSteps: U = T } = passage;
  const stepsOf = (layer: string) => (layer.startsWith("decoder.") ? U : T);
  const found: WholeGradient[] = [];
  for (let first = 0; first < predictions.length; first += rows) {
    const some = predictions.slice(first, first + rows);
    writePassage(passage, feeds, (tensor) => program.values(tensor), rows);
    ask(some);
    program.run();
    some.forEach((prediction, b) => found.push(rowOf(prediction, b)));
    progress(found.length / predictions.length);
  }
  return found;

  /** Writes what is looked at, in each row of the program another. */
  function ask(some: readonly Prediction[]): void {
    const place = ({ row }: Prediction, b: number) => (passage.perStep ? row * rows : 0) + b;
    if (seed) {
      const values = program.values(seed).fill(0);
      const width = logits!.shape.at(-1)!;
      some.forEach((one, b) => (values[place(one, b) * width + one.target] = 1));
      return;
    }
    const { tensor, type } = feeds.find(({ name }) => name === "targets")!;
    const values = numbersIn(program.values(tensor), type);
    some.forEach((one, b) => (values[place(one, b)] = one.target));
  }

  function rowOf({ row, target }: Prediction, b: number): WholeGradient {
    const layers = new Map<string, Float32Array>();
    for (const { layer, t, read, handed } of states) {
      const squares = layers.get(layer) ?? new Float32Array(stepsOf(layer));
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
    for (const { x, side } of reads) {
      const gradient = gradients.get(x);
      if (!gradient) continue;
      const width = x.shape[2];
      const [values, slopes] = [program.values(x), program.values(gradient)];
      for (let t = 0; t < x.shape[0]; t++) {
        for (let k = 0, i = (t * rows + b) * width; k < width; k++, i++) sides[side][t] += sign * values[i] * slopes[i];
      }
    }
    const all = program.values(logits!);
    const C = all.length / rows / (passage.perStep ? U : 1);
    const at = ((passage.perStep ? row * rows : 0) + b) * C;
    const said = all.subarray(at, at + C);
    return { value: seed ? said[target] : lossOf(said, target), layers, saliency: sides };
  }
}

/** What a network reads of each step (T,B,·): rows of tables by token, and vectors; 0 of the input, 1 of the target. */
function readsOf(
  feeds: ReturnType<typeof formModel>["feeds"],
  gathered: readonly { inputs: { tokens: Tensor }; outputs: { out: Tensor } }[],
): { x: Tensor; side: 0 | 1 }[] {
  const target = feeds.find(({ name }) => name === "targetInputs")?.tensor;
  const vectors = feeds.find(({ name }) => name === "vectors")?.tensor;
  const tokens = gathered.map(
    ({ inputs, outputs }) => ({ x: outputs.out, side: inputs.tokens === target ? 1 : 0 }) as const,
  );
  return [...tokens, ...(vectors ? [{ x: vectors, side: 0 } as const] : [])];
}

/** −ln p, in f64. */
function lossOf(logits: Float32Array, target: number): number {
  const peak = logits.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((total, x) => total + Math.exp(x - peak), 0);
  return Math.log(sum) + peak - logits[target];
}
