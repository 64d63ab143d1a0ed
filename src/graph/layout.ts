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
}

/** Where each parameter lies. Parameters, gradients and moments share one layout, so optimisers are flat loops. */
export interface ParameterLayout {
  places: ReadonlyMap<string, ParameterPlace>;
  bytes: number;
  /** Bytes of those that are trained, which lie first: gradients, norms and updates end here. */
  trainedBytes: number;
  /** Numbers that are trained. */
  count: number;
}

export function layOutParameters(graph: Graph): ParameterLayout {
  const places = new Map<string, ParameterPlace>();
  let bytes = 0;
  let trainedBytes = 0;
  let count = 0;
  const frozen = (name: string) => graph.isFrozen(name);
  for (const { name, shape } of graph.parameters().sort((a, b) => Number(frozen(a.name)) - Number(frozen(b.name)))) {
    const size = sizeOf(shape);
    places.set(name, { name, shape, offset: bytes, size, trained: !frozen(name) });
    bytes += align(size * 4);
    if (frozen(name)) continue;
    trainedBytes = bytes;
    count += size;
  }
  return { places, bytes, trainedBytes, count };
}
