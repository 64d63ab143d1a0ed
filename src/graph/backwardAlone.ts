import { Graph } from "./graph.ts";
import { type Node, type Operands, tensorsOf } from "./operation.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

/** A backward pass without the forward pass that it belongs to. */
export interface BackwardAlone {
  graph: Graph;
  /** Inputs of `graph` by the tensors of the whole graph that they stand for: what the forward pass read and made. */
  reads: Map<Tensor, Tensor>;
  /** States of `graph`: gradients that each step hands to the one before it. */
  states: Tensor[];
}

/**
 * The backward pass of a graph by itself, so that it runs for other rows than the forward pass did: every row may go back through the same
 * step. `forward` are the nodes before `differentiate` added the others. `carried` are gradients that were given, with those that take
 * their place for the step before. What depends on parameters alone is computed in `graph` too.
 */
export function backwardAlone(
  whole: Graph,
  forward: ReadonlySet<Node>,
  carried: ReadonlyMap<Tensor, Tensor>,
): BackwardAlone {
  const graph = new Graph();
  const lasting = ofParameters(whole, forward);
  const made = new Map<Tensor, Tensor>();
  const reads = new Map<Tensor, Tensor>();
  const states: Tensor[] = [];
  for (const given of carried.keys()) {
    const state = graph.state(given.name, given.shape);
    states.push(state);
    made.set(given, state);
  }
  const there = (root: Tensor): Tensor => {
    if (root.kind === "parameter") return graph.parameter(root.name, root.shape);
    const known = made.get(root) ?? reads.get(root);
    if (known) return known;
    const input = graph.input(root.name, root.shape, root.type);
    reads.set(root, input);
    return input;
  };
  const same = (tensor: Tensor, root: Tensor): Tensor => {
    if (!tensor.base) return root;
    const flat = graph.reshape(root, [sizeOf(root.shape)]);
    return graph.reshape(graph.slice(flat, tensor.offset, tensor.offset + sizeOf(tensor.shape)), tensor.shape);
  };
  const operands = (from: Operands, find: (root: Tensor) => Tensor): Operands => {
    const all = Object.entries(from).map(([key, tensor]) => [key, tensor && same(tensor, find(rootOf(tensor)))]);
    return Object.fromEntries(all) as Operands;
  };
  const written = (root: Tensor): Tensor => {
    const known = made.get(root) ?? graph.tensor(root.name, root.shape, root.type, "activation");
    made.set(root, known);
    return known;
  };
  for (const node of whole.nodes) {
    if (forward.has(node) && !lasting.has(node)) continue;
    const inputs = operands(node.inputs, there);
    graph.applyTo(node.op, inputs, operands(node.outputs, written), node.attributes);
  }
  for (const [given, next] of carried) graph.carry(made.get(given)!, same(next, made.get(rootOf(next))!));
  return { graph, reads, states };
}

/** Nodes that read parameters, or what such nodes made, and nothing else. */
function ofParameters(graph: Graph, nodes: ReadonlySet<Node>): Set<Node> {
  const made = new Set<Tensor>(graph.parameters());
  const found = new Set<Node>();
  for (const node of nodes) {
    const inputs = tensorsOf(node.inputs);
    if (inputs.length === 0 || !inputs.every((input) => made.has(rootOf(input)))) continue;
    found.add(node);
    for (const output of tensorsOf(node.outputs)) made.add(rootOf(output));
  }
  return found;
}
