// The vectors of test/vectors that PyTorch made.
import { readFileSync } from "node:fs";
import type { CellName, ModelOptions } from "../../src/model/index.ts";
import { decodeSafetensors, type Tensor } from "../../src/tensors/index.ts";
import type { Values } from "./networks.ts";

/** A minibatch of a language model in PyTorch, as test/vectors/make.py lists it. */
export interface VectorCase {
  file: string;
  cell: CellName;
  layers: number;
  units: number;
  vocabulary: number;
  embedding: number;
  bias: boolean;
  B: number;
  T: number;
  clip: number | null;
  sgd: boolean;
  activation?: "relu";
  projection?: number;
}

const folder = new URL("../vectors/", import.meta.url);
export const vectorIndex = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as {
  cases: VectorCase[];
  adam: { learningRate: number };
  sgd: { learningRate: number };
};

/** Its tensors: what a step needs, and what it gives in f64. */
export function loadVector(c: VectorCase) {
  const { tensors } = decodeSafetensors(readFileSync(new URL(c.file, folder)), c.file);
  const named = (prefix: string) => withPrefix(tensors, prefix);
  const parameters = new Map(
    [...tensors].filter(([name]) => /^(embedding|rnn|output)\./.test(name)).map(([n, t]) => [n, numbers(t)]),
  );
  const states = new Map([...named("state.")].map(([name, data]) => [`state.${name}`, data]));
  const finals = new Map([...named("final.")].map(([name, data]) => [`state.${name}`, data]));
  const integers = (name: string) => Int32Array.from(numbers(tensors.get(name)!));
  const values: Values = { parameters, states, inputs: integers("inputs"), targets: integers("targets") };
  const losses = (name: string) => tensors.has(name) && Array.from(numbers(tensors.get(name)!));
  return {
    values,
    loss: numbers(tensors.get("loss")!)[0],
    gradients: named("gradient."),
    finals,
    adamLosses: losses("adam.losses"),
    sgdLosses: losses("sgd.losses"),
  };
}

/** The tensors whose names begin so, by the rest of their names. */
export function withPrefix(tensors: ReadonlyMap<string, Tensor>, prefix: string): Map<string, Float64Array> {
  return new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { data }]) => [name.slice(prefix.length), Float64Array.from(data as ArrayLike<number>)]),
  );
}

function numbers(tensor: Tensor): number[] {
  return Array.from(tensor.data as ArrayLike<number>, Number);
}

export const optionsOf = ({
  cell,
  layers,
  units,
  embedding,
  bias,
  activation,
  projection,
}: VectorCase): ModelOptions => {
  return { cell, layers, units, embedding, bias, dropout: 0, activation, projection };
};
export const dimensionsOf = ({ T, B, vocabulary }: VectorCase) => ({ steps: T, batch: B, vocabulary });
