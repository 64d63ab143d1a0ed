import type { Graph } from "./graph.ts";
import { sizeOf } from "./tensor.ts";

export const ALIGNMENT = 64;

export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

export interface ParameterPlace {
  name: string;
  shape: readonly number[];
  /** Bytes into the segment; the same in parameters and each moment. */
  offset: number;
  /** Bytes into the gradients of a shard. */
  gradient: number;
  size: number;
  /** Whether it gets a gradient and updates. */
  trained: boolean;
  /** Whether the shards of a minibatch add up one gradient, instead of one each. */
  joint: boolean;
  /** Where the gradient has only the rows that a minibatch reads: bytes into the gradients at which it says which these are. */
  sparse?: { slots: number };
}

/**
 * Where each parameter lies. Parameters and moments share one layout, so optimisers are flat loops; so do gradients, up to those
 * that are sparse.
 */
export interface ParameterLayout {
  places: ReadonlyMap<string, ParameterPlace>;
  bytes: number;
  /** Bytes of those that are trained, which lie first: norms and updates end here. */
  trainedBytes: number;
  /** Bytes of the gradients of the first shard, and of each other, which has no joint ones. */
  gradientBytes: { first: number; others: number };
  /** Numbers that are trained. */
  count: number;
}

export interface GradientKinds {
  /** The names of parameters with a joint gradient. */
  joint?: ReadonlySet<string>;
  /** The names of parameters with a sparse gradient, and how many rows these have at most. */
  sparse?: ReadonlyMap<string, number>;
}

export function layOutParameters(
  graph: Graph,
  { joint = new Set(), sparse = new Map() }: GradientKinds = {},
): ParameterLayout {
  const places = new Map<string, ParameterPlace>();
  let bytes = 0;
  let trainedBytes = 0;
  let gradient = 0;
  let others = 0;
  let count = 0;
  const [FEW, JOINT, FROZEN] = [1, 2, 3];
  const rank = (name: string) => {
    if (graph.isFrozen(name)) return FROZEN;
    return sparse.has(name) ? FEW : joint.has(name) ? JOINT : 0;
  };
  const parameters = graph.parameters().sort((a, b) => rank(a.name) - rank(b.name));
  // Sparse gradients lie before the others: they are written last, and what is not written yet lies together (UnwrittenGradients).
  const slots = new Map<string, number>();
  const starts = new Map<string, number>();
  for (const { name, shape } of parameters.filter(({ name }) => rank(name) === FEW)) {
    starts.set(name, gradient);
    slots.set(name, gradient + align(sparse.get(name)! * (sizeOf(shape) / shape[0]) * 4));
    gradient = slots.get(name)! + align((shape[0] + 1) * 4);
  }
  for (const { name, shape } of parameters) {
    const size = sizeOf(shape);
    const isFew = rank(name) === FEW;
    places.set(name, {
      ...{ name, shape, size, offset: bytes, gradient: starts.get(name) ?? gradient },
      ...{ trained: rank(name) < FROZEN, joint: rank(name) === JOINT },
      ...(isFew && { sparse: { slots: slots.get(name)! } }),
    });
    bytes += align(size * 4);
    if (rank(name) === FROZEN) continue;
    if (!isFew) gradient += align(size * 4);
    trainedBytes = bytes;
    if (rank(name) < JOINT) others = gradient;
    count += size;
  }
  return { places, bytes, trainedBytes, gradientBytes: { first: gradient, others }, count };
}
