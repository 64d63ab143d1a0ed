import type { Graph } from "./graph.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

/** A graph with its gradients, from `differentiate`. */
export interface Differentiated {
  graph: Graph;
  gradients?: ReadonlyMap<Tensor, Tensor>;
}

/** Bytes from which a gradient for each shard is worth the meetings that one for all of them takes. */
export const LEAST_JOINT_BYTES = 2 ** 20;

/**
 * The names of parameters whose gradients the shards of a minibatch can add up in one place: whatever writes such a gradient, in every
 * graph of the network, does so in turns, and nothing else reads it.
 */
export function jointGradients(graphs: readonly Differentiated[], leastBytes = LEAST_JOINT_BYTES): Set<string> {
  const names = graphs.map(({ graph, gradients = new Map<Tensor, Tensor>() }) => {
    const found = new Map<Tensor, string>();
    for (const [{ name, kind, shape }, gradient] of gradients) {
      if (kind === "parameter" && 4 * sizeOf(shape) >= leastBytes) found.set(rootOf(gradient), name);
    }
    for (const { op, inputs, outputs } of graph.nodes) {
      if (found.size === 0) break;
      for (const input of Object.values(inputs)) if (input) found.delete(rootOf(input));
      for (const [key, output] of Object.entries(outputs)) {
        if (output && !op.joint?.includes(key)) found.delete(rootOf(output));
      }
    }
    return new Set(found.values());
  });
  const [first = new Set<string>(), ...others] = names;
  return new Set([...first].filter((name) => others.every((other) => other.has(name))));
}
