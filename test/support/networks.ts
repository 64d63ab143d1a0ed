import type { MinibatchArrays, Numbers } from "../../src/base/minibatch.ts";
import {
  bestBuild,
  type CoreBuild,
  Engine,
  Executable,
  type ExecutableOptions,
  Network,
  type NetworkOptions,
  NetworkPlan,
  type Optimizer,
  planExecutable,
  shardRows,
} from "../../src/engine/index.ts";
import {
  Interpreter,
  jointGradients,
  layOutParameters,
  lower,
  type StepScalars,
  sparseGradients,
  type Tensor,
} from "../../src/graph/index.ts";
import {
  type BuildOptions,
  buildModel,
  type Dimensions,
  type Model,
  type ModelOptions,
} from "../../src/model/index.ts";
import { differencesOf } from "./differences.ts";
import { ends } from "./ends.ts";

export const builds: CoreBuild[] = bestBuild() === "relaxed" ? ["simd", "relaxed"] : ["simd"];

const engines = new Map<string, Promise<Engine>>();
ends.add(async () => {
  const ended = [...engines.values()];
  engines.clear();
  await Promise.all(ended.map(async (engine) => (await engine).dispose()));
});

/** An engine for all tests of a file, each in regions of memory of its own: to start threads takes longer than most tests. */
export function engineFor(build: CoreBuild, threads: number, bits?: Engine["bits"]): Promise<Engine> {
  const key = `${build} ${threads} ${bits}`;
  const engine = engines.get(key) ?? Engine.create({ build, threads, bits });
  engines.set(key, engine);
  return engine;
}

/** A network in memory of an engine. */
export function networkOn(engine: Engine, options: Omit<NetworkOptions, "threads">): Network {
  return new Network(new NetworkPlan(engine.memory, { threads: engine.threads, ...options }));
}

export function executableOn({ plan }: Network, options: ExecutableOptions): Executable {
  return new Executable(planExecutable(plan, options));
}

export const adam: Optimizer = { name: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** What a step needs from outside, by name; parameters and states as f64. */
export interface Values {
  parameters: Map<string, ArrayLike<number>>;
  states: Map<string, ArrayLike<number>>;
  inputs: Int32Array;
  targets: Int32Array;
}

export interface StepResult {
  loss: number;
  gradients: Map<string, Float64Array>;
  states: Map<string, Float64Array>;
}

/** What a minibatch may hold, among other values. */
export type Fed = Partial<Record<"inputs" | "vectors" | "lengths" | "targets", Numbers>>;

/** The minibatch alone. */
export function minibatchOf({ inputs, vectors, lengths, targets }: Fed): MinibatchArrays {
  const all = Object.entries({ inputs, vectors, lengths, targets });
  return Object.fromEntries(all.flatMap(([name, numbers]) => (numbers ? [[name, numbers]] : [])));
}

/** Sets the feeds of a model in its interpreter. */
export function feed(interpreter: Interpreter, { feeds }: Model, values: Fed): void {
  const minibatch = minibatchOf(values);
  for (const { name, tensor } of feeds) if (minibatch[name]) interpreter.set(tensor, minibatch[name]);
}

/** The tensor of a feed, where the model has it. */
export function feedOf({ feeds }: Model, name: keyof Fed): Tensor | undefined {
  return feeds.find((other) => other.name === name)?.tensor;
}

type Scalars = Pick<StepScalars, "seed" | "step" | "fresh">;

const scalarsOf = ({ rows }: Model, { inputs }: Values, scalars: Scalars): StepScalars => {
  return { ...scalars, inverseTokens: 1 / inputs.length, firstRow: 0, rows };
};

/** A model and its values on the f64 interpreter, all of it or as far as `wanted`. */
function interpreterOf(model: Model, values: Values, wanted?: Tensor): Interpreter {
  const interpreter = new Interpreter(model.graph, wanted);
  for (const [name, data] of values.parameters) if (model.graph.find(name)) interpreter.set(name, data);
  for (const [name, data] of values.states) interpreter.set(name, data);
  feed(interpreter, model, values);
  return interpreter;
}

/** One training step on the f64 interpreter. */
export function interpretStep(model: Model, values: Values, scalars: Scalars = { seed: 1, step: 1 }): StepResult {
  const interpreter = interpreterOf(model, values);
  interpreter.run(scalarsOf(model, values, scalars));
  const gradients = [...model.gradients!].map(([p, g]) => [p.name, Float64Array.from(interpreter.value(g))] as const);
  const states = model.graph.carried.map(
    ({ state, value }) => [state.name, Float64Array.from(interpreter.value(value))] as const,
  );
  return { loss: interpreter.value(model.loss!)[0], gradients: new Map(gradients), states: new Map(states) };
}

/** The loss of one step on the f64 interpreter. */
export function lossOf(model: Model, values: Values, scalars: Scalars = { seed: 1, step: 1 }): number {
  const interpreter = interpreterOf(model, values, model.loss);
  interpreter.run(scalarsOf(model, values, scalars));
  return interpreter.value(model.loss!)[0];
}

/** Central differences of every element of every parameter. */
export function centralDifferences(
  model: Model,
  values: Values,
  scalars: Scalars = { seed: 1, step: 1 },
): Map<string, Float64Array> {
  const loss = model.loss!;
  const interpreter = interpreterOf(model, values, loss);
  return differencesOf(interpreter, values.parameters.keys(), loss, scalarsOf(model, values, scalars));
}

export interface CoreNetwork {
  engine: Engine;
  network: Network;
  executable: Executable;
  model: Model;
}

/** A training network on the core, with the minibatch in `shards` parts, each on a thread of its own. */
export async function coreNetwork(
  options: ModelOptions,
  dimensions: Dimensions,
  settings: {
    build: CoreBuild;
    bits?: Engine["bits"];
    shards?: number;
    optimizer?: Optimizer;
    how?: BuildOptions;
    /** Whether shards add up one gradient of each parameter where they can, however small it is. */
    joint?: boolean;
    /** Whether gradients have only the rows of the minibatch where they can, however small they are. */
    sparse?: boolean;
    options?: Pick<NetworkOptions, "averages" | "accumulates">;
  },
): Promise<CoreNetwork> {
  const { build, bits, shards = 1, optimizer = adam, how = { training: true }, joint = false, sparse } = settings;
  const engine = await engineFor(build, shards, bits);
  const tokens = dimensions.steps * dimensions.batch;
  const models = shardRows(dimensions.batch, shards).map((rows) =>
    buildModel(options, { ...dimensions, batch: rows, tokens }, how),
  );
  const layout = layOutParameters(models[0].graph, {
    ...(joint && { joint: jointGradients(models, 0) }),
    ...(sparse && { sparse: sparseGradients(models, 0) }),
  });
  const network = networkOn(engine, { layout, optimizer, shards: models.length, ...settings.options });
  const programs = models.map((model, index) => ({
    ...model,
    program: lower(model.graph, layout, {
      gradients: model.gradients,
      keep: [model.logits ?? model.loss!, model.loss!],
      threads: shards,
      shard: { index, count: models.length, rows: model.rows, most: models[0].rows },
    }),
  }));
  return { engine, network, executable: executableOn(network, { shape: dimensions, programs }), model: models[0] };
}

/** Writes parameters, states and minibatch into a core network. */
export function writeValues({ network, executable, model }: CoreNetwork, values: Values): void {
  for (const name of network.layout.places.keys()) network.parameter(name).set(values.parameters.get(name)!);
  model.states.forEach((state, i) => {
    executable.writeState(i, Float32Array.from(values.states.get(state.name)!));
  });
  executable.write(minibatchOf(values));
}

export const noClipping = { learningRate: 0, clipNorm: 0, clipValue: 0 };

/** One training step on the core, states carried on, parameters untouched. */
export function coreStep(core: CoreNetwork, values: Values, scalars = { seed: 1, step: 1 }): StepResult {
  const { network, executable, model } = core;
  writeValues(core, values);
  executable.run({ ...scalars, inverseTokens: 1 / values.inputs.length });
  const loss = executable.loss;
  network.gradientNorm(noClipping);
  executable.commit();
  const gradients = [...network.layout.places.keys()].map(
    (name) => [name, Float64Array.from(network.gradient(name))] as const,
  );
  const states = model.states.map((state, i) => [state.name, Float64Array.from(executable.readState(i))] as const);
  return { loss, gradients: new Map(gradients), states: new Map(states) };
}

/**
 * What a slope by differences may miss without being wrong, for each unit of the bound: the loss is known to 1e-16 and stands over
 * a step of 1e-5, so slopes are known to about 1e-11, and a tensor of gradients near zero (or exactly: as many errors above as
 * below) cannot be told to five digits.
 */
export const SLOPES = 1e-4;

/**
 * What f32 may miss of a gradient, for each unit of the bound: the sum of what the rows of a minibatch say, numbers up to one that
 * may nearly cancel, is known to 1e-7.
 */
export const SUMS = 1e-2;

/**
 * ‖a−b‖₂ / max(‖b‖₂, `floor` · √n), and the plain ‖a‖₂ where that is zero.
 * @param floor what an element of b counts for at the least
 */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>, floor = 0): number {
  if (a.length !== b.length) throw new Error(`${a.length} elements against ${b.length}`);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return Math.sqrt(difference) / (Math.max(Math.sqrt(size), floor * Math.sqrt(b.length)) || 1);
}

/** The largest relative difference over all tensors, and where it is. */
export function worst(a: ReadonlyMap<string, ArrayLike<number>>, b: ReadonlyMap<string, ArrayLike<number>>, floor = 0) {
  let name = "";
  let value = 0;
  for (const [key, data] of b) {
    const difference = relativeDifference(a.get(key)!, data, floor);
    if (!(difference <= value)) [name, value] = [key, difference];
  }
  return { name, value };
}

/** The same numbers, each moved by up to one unit roundoff of f32: what rounding once more would make of them. */
export function nudged(data: Float64Array, random: () => number): Float64Array {
  return data.map((value) => value * (1 + (2 * random() - 1) * 2 ** -24));
}

/**
 * The largest difference over all tensors in parts of what is allowed, and where it is. Allowed is `bound`, and for a tensor of
 * small differences of large numbers more, as no arithmetic of f32 keeps them: 16 times what the truth moves when the numbers
 * that it is computed from are rounded once more (`moved`).
 */
export function worstWithin(
  a: ReadonlyMap<string, ArrayLike<number>>,
  b: ReadonlyMap<string, ArrayLike<number>>,
  moved: readonly ReadonlyMap<string, ArrayLike<number>>[],
  bound: number,
) {
  let name = "";
  let value = 0;
  for (const [key, data] of b) {
    const most = Math.max(...moved.map((other) => relativeDifference(other.get(key)!, data)));
    const part = relativeDifference(a.get(key)!, data) / Math.max(bound, 16 * most);
    if (!(part <= value)) [name, value] = [key, part];
  }
  return { name, value };
}
