import type { Graph } from "./graph.ts";
import { type GradientSink, tensorsOf } from "./operation.ts";
import { copyOrAdd, fill } from "./ops/pointwise/arithmetic.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

export interface DifferentiateOptions {
  /** Inputs of the graph whose gradients are wanted too: another program goes on with them. */
  inputs?: readonly Tensor[];
  /** Tensors with gradients that come from elsewhere: another program has read them. */
  given?: ReadonlyMap<Tensor, Tensor>;
}

/**
 * Adds the backward operations for `loss` [1], or for the tensors that have a gradient already, to their graph (reverse mode), and
 * returns the gradient of each parameter, and of the inputs that were asked for: a tensor of the same shape named ∂<parameter>.
 *
 * The first contribution to a gradient writes it, later ones add. A gradient of which parts are written through views is
 * cleared first.
 */
export function differentiate(
  graph: Graph,
  loss: Tensor | undefined,
  { inputs = [], given = new Map() }: DifferentiateOptions = {},
): Map<Tensor, Tensor> {
  const gradients = new Map<Tensor, Tensor>();
  const begun = new Set<Tensor>();
  const wanted = dependents(graph, inputs);

  const gradientOf = (root: Tensor): Tensor => {
    let gradient = gradients.get(root);
    if (!gradient) {
      gradient = graph.tensor(`∂${root.name}`, root.shape, "f32", "activation");
      gradients.set(root, gradient);
    }
    return gradient;
  };
  const viewOf = (tensor: Tensor): Tensor => {
    const gradient = gradientOf(rootOf(tensor));
    if (!tensor.base) return gradient;
    const flat = graph.reshape(gradient, [sizeOf(gradient.shape)]);
    const part = graph.slice(flat, tensor.offset, tensor.offset + sizeOf(tensor.shape));
    return graph.reshape(part, tensor.shape);
  };
  const wants = (tensor: Tensor | undefined): tensor is Tensor => tensor !== undefined && wanted.has(rootOf(tensor));
  const sink: GradientSink = {
    graph,
    wants,
    contribute(tensor, write) {
      if (!wants(tensor)) return;
      const root = rootOf(tensor);
      const whole = sizeOf(tensor.shape) === sizeOf(root.shape);
      const first = !begun.has(root);
      begun.add(root);
      const gradient = viewOf(tensor);
      if (first && !whole) {
        const target = gradientOf(root);
        graph.applyTo(fill, {}, { out: target }, { value: 0, size: sizeOf(target.shape) });
      }
      write(gradient, !first || !whole);
    },
  };

  const forward = [...graph.nodes];
  sink.contribute(loss, (dLoss) => graph.applyTo(fill, {}, { out: dLoss }, { value: 1, size: 1 }));
  for (const [tensor, gradient] of given) {
    sink.contribute(tensor, (dx, accumulate) => copyOrAdd(graph, gradient, dx, accumulate));
  }
  for (const node of forward.reverse()) {
    const gradients = Object.entries(node.outputs).flatMap(([key, output]) => {
      return output && begun.has(rootOf(output)) ? [[key, viewOf(output)]] : [];
    });
    if (gradients.length === 0 || !tensorsOf(node.inputs).some((input) => wanted.has(rootOf(input)))) continue;
    if (!node.op.differentiate) throw new Error(`${node.op.name} has no backward operation`);
    node.op.differentiate(node, Object.fromEntries(gradients), sink);
  }
  const found = [...graph.parameters(), ...inputs].filter((tensor) => begun.has(tensor));
  return new Map(found.map((tensor) => [tensor, gradients.get(tensor)!]));
}

/** Numbers that depend on a parameter that is trained, or on one of the inputs: only these want a gradient, and no whole number does. */
function dependents(graph: Graph, inputs: readonly Tensor[]): Set<Tensor> {
  const trained = graph.parameters().filter(({ name }) => !graph.isFrozen(name));
  const found = new Set<Tensor>([...trained, ...inputs]);
  for (const node of graph.nodes) {
    if (!tensorsOf(node.inputs).some((input) => found.has(rootOf(input)))) continue;
    for (const output of tensorsOf(node.outputs)) if (output.type === "f32") found.add(rootOf(output));
  }
  return found;
}
