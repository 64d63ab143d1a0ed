// Any graph with a loss, on the f64 interpreter and on the core: values in by name, loss and gradients out.
import type { CoreBuild, Engine } from "../../src/engine/index.ts";
import { type Graph, Interpreter, layOutParameters, lower, type Tensor } from "../../src/graph/index.ts";
import { differencesOf } from "./differences.ts";
import { adam, engineFor, executableOn, networkOn, noClipping } from "./networks.ts";

/** A graph with its loss, differentiated or not. */
export interface LossGraph {
  graph: Graph;
  /** [1] */
  loss: Tensor;
  gradients?: ReadonlyMap<Tensor, Tensor>;
  /** Tensors to read beside the loss. */
  keep?: readonly Tensor[];
}

export type NamedValues = ReadonlyMap<string, ArrayLike<number>>;

export interface LossResult {
  loss: number;
  gradients: Map<string, Float64Array>;
  kept: Float64Array[];
}

const scalarsOf = (inverseTokens: number) => ({ inverseTokens, seed: 1, step: 1, firstRow: 0, rows: 1 });

function interpreterOf(graph: Graph, values: NamedValues, wanted?: Tensor): Interpreter {
  const interpreter = new Interpreter(graph, wanted);
  for (const [name, data] of values) interpreter.set(name, data);
  return interpreter;
}

/** One step in f64. */
export function interpretGraph(
  { graph, loss, gradients, keep = [] }: LossGraph,
  values: NamedValues,
  inverse: number,
): LossResult {
  const interpreter = interpreterOf(graph, values);
  interpreter.run(scalarsOf(inverse));
  const copy = (tensor: Tensor) => Float64Array.from(interpreter.value(tensor));
  return {
    loss: interpreter.value(loss)[0],
    gradients: new Map([...(gradients ?? [])].map(([p, g]) => [p.name, copy(g)])),
    kept: keep.map(copy),
  };
}

/** Central differences of every element of every parameter. */
export function centralDifferences(
  { graph, loss }: LossGraph,
  values: NamedValues,
  inverse: number,
): Map<string, Float64Array> {
  const names = graph.parameters().map(({ name }) => name);
  return differencesOf(interpreterOf(graph, values, loss), names, loss, scalarsOf(inverse));
}

/** One step on the core. */
export async function coreGraph(
  { graph, loss, gradients, keep = [] }: LossGraph,
  values: NamedValues,
  inverse: number,
  build: CoreBuild,
  bits?: Engine["bits"],
): Promise<LossResult> {
  const layout = layOutParameters(graph);
  const network = networkOn(await engineFor(build, 1, bits), { layout, optimizer: adam });
  const inputs = graph.tensors.filter(({ kind, base }) => kind === "input" && !base);
  const program = lower(graph, layout, { gradients, keep: [loss, ...keep] });
  const executable = executableOn(network, {
    shape: { steps: 1 },
    programs: [{ program, rows: 1, feeds: [], loss, states: [] }],
  });
  for (const name of layout.places.keys()) network.parameter(name).set(values.get(name)!);
  for (const tensor of inputs) {
    const floats = executable.values(tensor);
    const given = values.get(tensor.name)!;
    if (tensor.type === "i32") new Int32Array(floats.buffer, floats.byteOffset, floats.length).set(given);
    else floats.set(given);
  }
  executable.run({ inverseTokens: inverse, seed: 1, step: 1 });
  network.gradientNorm(noClipping);
  return {
    loss: executable.loss,
    gradients: new Map([...layout.places.keys()].map((name) => [name, Float64Array.from(network.gradient(name))])),
    kept: keep.map((tensor) => Float64Array.from(executable.values(tensor))),
  };
}
