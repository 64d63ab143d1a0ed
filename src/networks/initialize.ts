import { Random } from "../base/random.ts";
import { type Config, initializerOf } from "../config/index.ts";
import type { Network } from "../engine/index.ts";
import { frozenValue, type Model } from "../model/index.ts";
import { orthogonalRows } from "./orthogonal.ts";

/** Standard deviation of the weights that an IRNN does not start at the identity (Le, Jaitly and Hinton 2015). */
const SMALL = 0.001;
/** Bound of an embedding that is also the output's weights. */
const TIED = 0.1;

/**
 * Gives every parameter its first values, as `model.initializer` says. PyTorch's defaults are U(±1/√H) for the recurrent layers,
 * U(±1/√inputs) for convolutions and the output, N(0, 1) for the embedding. Each parameter has a random stream of its own, so a network with one
 * layer more starts its other layers the same. What a cell or a layer says of its own parameters comes after, and what
 * `model.freeze` fixes last.
 */
export function initialize(
  network: Network,
  model: Pick<Model, "roles" | "initializers" | "tied">,
  config: Config,
): void {
  const { name: kind, scale } = initializerOf(config);
  const { freeze } = config.model;
  for (const { name, shape } of network.layout.places.values()) {
    const values = network.parameter(name);
    const random = Random.seeded(config.training.seed, name);
    const uniform = (bound: number) => fill(values, () => (2 * random.nextFloat() - 1) * bound);
    const normal = (deviation: number) => fill(values, () => random.nextGaussian() * deviation);
    const [rows, columns = 0, kernel = 1] = shape;
    const isEmbedding = name.endsWith("embedding.weight");
    const role = model.roles.get(name);
    const units = role ? (role.fanIn ?? role.units) : outputWidth(network, model);
    /** Rows of a gate's block. */
    const block = role && rows % role.units === 0 ? role.units : rows;

    if (kind === "uniform") uniform(scale);
    else if (kind === "constant") values.fill(scale);
    else if (kind === "normal" && columns > 0) normal(scale);
    else if (name === model.tied?.name) uniform(TIED);
    else if (isEmbedding) normal(kind === "default" ? scale : 1);
    else if (kind === "default") uniform(scale / Math.sqrt(units));
    else if (columns === 0) values.fill(0);
    else if (kind === "orthogonal" && role?.kind === "recurrent") {
      for (let at = 0; at < values.length; at += block * columns) {
        orthogonalRows(values.subarray(at, at + block * columns), columns, scale, random);
      }
    } else if (kind === "identity" && role?.kind === "recurrent") {
      values.fill(0);
      for (let r = 0; r < rows; r++) if (r % block < columns) values[r * columns + (r % block)] = scale;
    } else if (kind === "identity") normal(SMALL);
    else uniform((kind === "glorot" ? scale : 1) * Math.sqrt(6 / ((block + columns) * kernel)));

    model.initializers.get(name)?.(values);
    const fixed = frozenValue(freeze, name);
    if (fixed !== undefined) values.fill(fixed);
  }
}

/** Numbers that the output reads: what nn.Linear bounds its weights and biases by. */
function outputWidth({ layout }: Network, { tied }: Pick<Model, "tied">): number {
  return (layout.places.get("output.weight") ?? tied)?.shape[1] ?? 1;
}

function fill(values: Float32Array, draw: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] = draw();
}
