import type { Graph } from "./graph.ts";
import { joinSums } from "./joinSums.ts";
import { type GradientSink, tensorsOf } from "./operation.ts";
import { copyOrAdd, fill } from "./ops/pointwise/arithmetic.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";
import { type Range, WrittenRanges } from "./writtenRanges.ts";

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
 * The first contribution to a part of a gradient writes it, later ones add. What nothing has written when it is read is cleared.
 */
export function differentiate(
  graph: Graph,
  loss: Tensor | undefined,
  { inputs = [], given = new Map() }: DifferentiateOptions = {},
): Map<Tensor, Tensor> {
  const gradients = new Map<Tensor, Tensor>();
  const written = new Map<Tensor, WrittenRanges>();
  const wanted = dependents(graph, inputs);
  const zeros = cleared(graph);

  const gradientOf = (root: Tensor): Tensor => {
    let gradient = gradients.get(root);
    if (!gradient) {
      gradient = graph.tensor(`∂${root.name}`, root.shape, "f32", "activation");
      gradients.set(root, gradient);
    }
    return gradient;
  };
  const flatPart = (root: Tensor, { from, to }: Range): Tensor => {
    const gradient = gradientOf(root);
    return graph.slice(graph.reshape(gradient, [sizeOf(gradient.shape)]), from, to);
  };
  const viewOf = (tensor: Tensor): Tensor => {
    if (!tensor.base) return gradientOf(tensor);
    return graph.reshape(flatPart(tensor.base, rangeOf(tensor)), tensor.shape);
  };
  const clear = (root: Tensor, gaps: readonly Range[]): void => {
    for (const gap of gaps) {
      graph.applyTo(fill, {}, { out: flatPart(root, gap) }, { value: 0, size: gap.to - gap.from });
      written.get(root)!.add(gap);
    }
  };
  /** The gradient of what a node puts out, with what nothing has written cleared; undefined where nothing depends on it. */
  const finished = (tensor: Tensor): Tensor | undefined => {
    const root = rootOf(tensor);
    const range = rangeOf(tensor);
    const gaps = written.get(root)?.gaps(range);
    if (!gaps || isWhole(gaps, range)) return undefined;
    clear(root, gaps);
    return viewOf(tensor);
  };
  const wants = (tensor: Tensor | undefined): tensor is Tensor => tensor !== undefined && wanted.has(rootOf(tensor));
  const sink: GradientSink = {
    graph,
    wants,
    isZero: (tensor) => zeros.has(rootOf(tensor)),
    contribute(tensor, write) {
      if (!wants(tensor)) return;
      const root = rootOf(tensor);
      const range = rangeOf(tensor);
      const ranges = written.get(root) ?? new WrittenRanges();
      written.set(root, ranges);
      const gaps = ranges.gaps(range);
      const isFirst = isWhole(gaps, range);
      if (!isFirst) clear(root, gaps);
      ranges.add(range);
      write(viewOf(tensor), !isFirst);
    },
    supersede: (outputs) => graph.remove(tensorsOf(outputs)),
  };

  const forward = [...graph.nodes];
  sink.contribute(loss, (dLoss) => graph.applyTo(fill, {}, { out: dLoss }, { value: 1, size: 1 }));
  for (const [tensor, gradient] of given) {
    sink.contribute(tensor, (dx, accumulate) => copyOrAdd(graph, gradient, dx, accumulate));
  }
  for (const node of forward.reverse()) {
    const gradients = Object.entries(node.outputs).flatMap(([key, output]) => {
      const gradient = output && finished(output);
      return gradient ? [[key, gradient]] : [];
    });
    if (gradients.length === 0 || !tensorsOf(node.inputs).some((input) => wanted.has(rootOf(input)))) continue;
    if (!node.op.differentiate) throw new Error(`${node.op.name} has no backward operation`);
    node.op.differentiate(node, Object.fromEntries(gradients), sink);
  }
  const found = [...graph.parameters(), ...inputs].flatMap((tensor): [Tensor, Tensor][] => {
    const gradient = finished(tensor);
    return gradient ? [[tensor, gradient]] : [];
  });
  joinSums(graph, new Set(forward));
  return new Map(found);
}

const rangeOf = ({ offset, shape }: Tensor): Range => ({ from: offset, to: offset + sizeOf(shape) });

/** Whether a stretch has not been written at all. */
const isWhole = (gaps: readonly Range[], { from, to }: Range): boolean =>
  gaps.length === 1 && gaps[0].from === from && gaps[0].to === to;

/** What is filled with zeros and written by nothing else. */
function cleared(graph: Graph): Set<Tensor> {
  const [zeros, others] = [new Set<Tensor>(), new Set<Tensor>()];
  for (const { op, outputs, attributes } of graph.nodes) {
    const isZero = op.name === fill.name && (attributes as { value: number }).value === 0;
    for (const output of tensorsOf(outputs)) (isZero ? zeros : others).add(rootOf(output));
  }
  return new Set([...zeros].filter((tensor) => !others.has(tensor)));
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
