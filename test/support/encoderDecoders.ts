// Encoder-decoders of any form, on the f64 interpreter and on the core: a minibatch in by name, loss and gradients out.
import type { MinibatchArrays, MinibatchShape, Numbers } from "../../src/base/minibatch.ts";
import type { CoreBuild, Network } from "../../src/engine/index.ts";
import { shardRows } from "../../src/engine/index.ts";
import { Interpreter, layOutParameters, lower, sizeOf } from "../../src/graph/index.ts";
import {
  type BuildOptions,
  buildEncoderDecoder,
  type DecoderForm,
  type Dimensions,
  type Model,
  type ModelOptions,
} from "../../src/model/index.ts";
import { adam, engineFor, executableOn, networkOn, noClipping } from "./networks.ts";
import { generator, uniform } from "./random.ts";

export interface Case {
  options: ModelOptions;
  decoder: DecoderForm;
  dimensions: Dimensions & { targetSteps: number };
}

export interface CaseValues {
  parameters: Map<string, ArrayLike<number>>;
  minibatch: Record<string, Int32Array>;
  /** Predicted symbols. */
  count: number;
}

export const modelOf = ({ options, decoder, dimensions }: Case, build: BuildOptions, rows?: number): Model => {
  const { steps, batch } = dimensions;
  return buildEncoderDecoder(
    options,
    decoder,
    { ...dimensions, tokens: steps * batch, ...(rows !== undefined && { batch: rows }) },
    build,
  );
};

/** Random parameters and a minibatch whose sequences differ in length; in the padding stands `padding`. */
export function valuesOf(c: Case, seed: number, padding = 0): CaseValues {
  const random = generator(seed);
  const { steps: T, targetSteps: U, batch: B, vocabulary: V } = c.dimensions;
  const model = modelOf(c, {});
  const parameters = new Map(
    model.graph.parameters().map(({ name, shape }) => [name, uniform(random, sizeOf(shape), 0.6)] as const),
  );
  const below = (n: number) => Math.floor(random() * n);
  // The first fills the minibatch, so that no step is padding alone.
  const lengthsOf = (most: number) => Int32Array.from({ length: B }, (_, b) => (b === 0 ? most : 1 + below(most)));
  const [lengths, targetLengths] = [lengthsOf(T), lengthsOf(U)];
  const ids = (steps: number, of: Int32Array, vocabulary: number) =>
    Int32Array.from({ length: steps * B }, (_, i) => {
      const id = below(vocabulary);
      return Math.floor(i / B) < of[i % B] ? id : padding;
    });
  return {
    parameters,
    minibatch: {
      inputs: ids(T, lengths, V),
      lengths,
      targetInputs: ids(U, targetLengths, c.decoder.vocabulary),
      targets: ids(U, targetLengths, c.decoder.vocabulary),
      targetLengths,
    },
    count: targetLengths.reduce((a, b) => a + b, 0),
  };
}

export interface CaseResult {
  loss: number;
  gradients: Map<string, Float64Array>;
}

/** The model in f64, run. */
export function interpret(model: Model, { parameters, minibatch, count }: CaseValues, step = 1): Interpreter {
  const interpreter = new Interpreter(model.graph);
  for (const [name, data] of parameters) if (model.graph.find(name)) interpreter.set(name, data);
  for (const { name, tensor } of model.feeds) interpreter.set(tensor, minibatch[name]);
  interpreter.run({ inverseTokens: 1 / count, seed: 1, step, firstRow: 0, rows: model.rows, fresh: true });
  return interpreter;
}

export function interpretCase(model: Model, values: CaseValues): CaseResult {
  const interpreter = interpret(model, values);
  return {
    loss: interpreter.value(model.loss!)[0],
    gradients: new Map([...model.gradients!].map(([p, g]) => [p.name, Float64Array.from(interpreter.value(g))])),
  };
}

/**
 * How the loss changes along one random direction of each parameter, by differences, (L(w + εd) − L(w − εd)) / 2ε with ε = 1e-5, and what
 * its gradient says of it.
 */
export function slopes(
  c: Case,
  values: CaseValues,
  gradients: CaseResult["gradients"],
  seed: number,
  how: BuildOptions = { evaluation: true },
) {
  const model = modelOf(c, how);
  const random = generator(seed);
  const epsilon = 1e-5;
  const measured = new Map<string, number[]>();
  const said = new Map<string, number[]>();
  for (const [name, gradient] of gradients) {
    const data = values.parameters.get(name)!;
    const direction = Float64Array.from({ length: data.length }, () => random() - 0.5);
    const lossAt = (step: number) => {
      const moved = Float64Array.from(data, (value, i) => value + step * direction[i]);
      const there = { ...values, parameters: new Map(values.parameters).set(name, moved) };
      return interpret(model, there).value(model.loss!)[0];
    };
    measured.set(name, [(lossAt(epsilon) - lossAt(-epsilon)) / (2 * epsilon)]);
    said.set(name, [direction.reduce((sum, d, i) => sum + d * gradient[i], 0)]);
  }
  return { measured, said };
}

export interface CoreCase {
  network: Network;
  run(step?: number): void;
  result(): CaseResult;
}

/** A training network on the core with its minibatch, in so many shards. */
export async function coreCase(
  c: Case,
  values: CaseValues,
  build: CoreBuild,
  shards: number,
  how: BuildOptions = { training: true },
): Promise<CoreCase> {
  const engine = await engineFor(build, shards);
  const models = shardRows(c.dimensions.batch, shards).map((rows) => modelOf(c, how, rows));
  const layout = layOutParameters(models[0].graph);
  const network = networkOn(engine, { layout, optimizer: adam, shards: models.length });
  const programs = models.map((model) => ({
    ...model,
    program: lower(model.graph, layout, { gradients: model.gradients, keep: [model.loss!], threads: shards }),
    outputs: [],
  }));
  const executable = executableOn(network, { shape: c.dimensions, programs });
  for (const name of layout.places.keys()) network.parameter(name).set(values.parameters.get(name)!);
  executable.write(values.minibatch);
  return {
    network,
    run: (step = 1) => executable.run({ inverseTokens: 1 / values.count, seed: 1, step }),
    result() {
      const loss = executable.loss;
      network.gradientNorm(noClipping);
      const trained = [...layout.places].filter(([, place]) => place.trained);
      const gradients = trained.map(([name]) => [name, Float64Array.from(network.gradient(name))] as const);
      return { loss, gradients: new Map(gradients) };
    },
  };
}

/** One part of an encoder-decoder on the core: feeds in, outputs out. */
export async function corePart(
  c: Case,
  shape: MinibatchShape,
  values: CaseValues,
  build: CoreBuild,
  part: "encoder" | "step" | undefined,
  shards = 1,
) {
  const engine = await engineFor(build, shards);
  const sized = { ...c, dimensions: { ...c.dimensions, ...shape } as Case["dimensions"] };
  const models = shardRows(c.dimensions.batch, shards).map((rows) => modelOf(sized, { part }, rows));
  const layout = layOutParameters(modelOf(c, {}).graph);
  const network = networkOn(engine, { layout, optimizer: adam, shards: models.length });
  const programs = models.map((model) => ({
    ...model,
    program: lower(model.graph, layout, { keep: model.outputs.map(({ tensor }) => tensor), threads: shards }),
  }));
  const executable = executableOn(network, { shape: sized.dimensions, programs });
  for (const name of layout.places.keys()) network.parameter(name).set(values.parameters.get(name)!);
  const [model] = models;
  const read = (name: string, places: number): Float32Array => {
    const { width } = model.outputs.find((other) => other.name === name)!;
    const numbers = new Float32Array(places * c.dimensions.batch * width);
    executable.read(name, numbers as Numbers);
    return numbers;
  };
  return { executable, model, read, write: (arrays: MinibatchArrays) => executable.write(arrays) };
}
