import type { Graph } from "./graph.ts";
import { sizeOf } from "./tensor.ts";

export const ALIGNMENT = 64;

export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

export interface ParameterPlace {
  name: string;
  shape: readonly number[];
  /** Bytes into the segment; the same in parameters, gradients and each moment. */
  offset: number;
  size: number;
  /** Whether it gets a gradient and updates. */
  trained: boolean;
  /** Whether the shards of a minibatch add up one gradient, instead of one each. */
  joint: boolean;
}

/** Where each parameter lies. Parameters, gradients and moments share one layout, so optimisers are flat loops. */
export interface ParameterLayout {
  places: ReadonlyMap<string, ParameterPlace>;
  bytes: number;
  /** Bytes of those that are trained, which lie first: gradients, norms and updates end here. */
  trainedBytes: number;
  /** Bytes of those with a gradient for each shard, which lie before the joint ones: a gradient of another than the first ends here. */
  ownBytes: number;
  /** Numbers that are trained. */
  count: number;
}

/** `joint`: the names of parameters with a joint gradient. */
export function layOutParameters(graph: Graph, joint: ReadonlySet<string> = new Set()): ParameterLayout {
  const places = new Map<string, ParameterPlace>();
  let bytes = 0;
  let trainedBytes = 0;
  let ownBytes = 0;
  let count = 0;
  const rank = (name: string) => (graph.isFrozen(name) ? 2 : Number(joint.has(name)));
  for (const { name, shape } of graph.parameters().sort((a, b) => rank(a.name) - rank(b.name))) {
    const size = sizeOf(shape);
    places.set(name, { name, shape, offset: bytes, size, trained: rank(name) < 2, joint: rank(name) === 1 });
    bytes += align(size * 4);
    if (rank(name) === 2) continue;
    trainedBytes = bytes;
    if (rank(name) === 0) ownBytes = bytes;
    count += size;
  }
  return { places, bytes, trainedBytes, ownBytes, count };
}
