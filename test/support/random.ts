import type { Model, ModelOptions } from "../../src/model/index.ts";
import { generator } from "./generator.ts";
import { feedOf, type Values } from "./networks.ts";

export { generator };

export function uniform(random: () => number, count: number, bound: number): Float64Array {
  // Values that f32 holds exactly, so that both precisions start from the same network.
  return Float64Array.from({ length: count }, () => Math.fround((2 * random() - 1) * bound));
}

/** Random parameters, non-zero states and a random minibatch for a model of a whole minibatch. */
export function randomValues(model: Model, vocabulary: number, seed: number, bound = 0.5): Values {
  const random = generator(seed);
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const tokens = () =>
    Int32Array.from({ length: size(feedOf(model, "inputs")!.shape) }, () => Math.floor(random() * vocabulary));
  return {
    parameters: new Map(model.graph.parameters().map((p) => [p.name, uniform(random, size(p.shape), bound)])),
    states: new Map(
      model.states.map(({ name, shape }) => {
        // A clock counts steps.
        if (name.endsWith(".t"))
          return [name, Float64Array.from({ length: size(shape) }, () => Math.floor(random() * 9))];
        return [name, uniform(random, size(shape), bound)];
      }),
    ),
    inputs: tokens(),
    targets: tokens(),
  };
}

export function labelOf(options: ModelOptions, dimensions: { steps: number; batch: number }): string {
  const { cell, layers, units, embedding, bias } = options;
  const input = embedding ? `embedding ${embedding}` : "one-hot";
  return `${cell} ${layers}×${units}, ${input}${bias ? "" : ", no bias"}, B${dimensions.batch} T${dimensions.steps}`;
}
