import { Random } from "../base/random.ts";
import type { Network } from "../engine/index.ts";
import type { Model } from "../model/index.ts";

/**
 * PyTorch's defaults: recurrent weights and biases U(±1/√H), the output's U(±1/√H), the embedding N(0, 1). Each parameter has a
 * random stream of its own, so a network with one layer more starts its other layers the same. What a cell says of its own
 * parameters comes last.
 */
export function initialize(
  network: Network,
  { initializers }: Pick<Model, "initializers">,
  units: number,
  seed: number,
): void {
  const bound = 1 / Math.sqrt(units);
  for (const name of network.layout.places.keys()) {
    const random = Random.seeded(seed, name);
    const values = network.parameter(name);
    const draw = name === "embedding.weight" ? () => random.nextGaussian() : () => (2 * random.nextFloat() - 1) * bound;
    for (let i = 0; i < values.length; i++) values[i] = draw();
    initializers.get(name)?.(values);
  }
}
