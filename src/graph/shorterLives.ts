// What a step would keep for long and need not: changes to its list of nodes that give up memory for copies that cost next to nothing.
import type { Graph } from "./graph.ts";
import { type Node, type Operands, tensorsOf } from "./operation.ts";
import { copy } from "./ops/pointwise/arithmetic.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

/** Bytes from which memory is worth a copy. */
const LEAST_BYTES = 2 ** 18;
/** Nodes between two readers for which a tensor is not kept. */
const LEAST_GAP = 4;

/** Nodes, and what becomes of the states when the step is taken. */
export interface Step {
  nodes: readonly Node[];
  carried: Graph["carried"];
}

/** The step of a graph in which large tensors live no longer than they must. What is in `keep` stays as it is. */
export function shorterLives({ nodes, carried }: Graph, keep: ReadonlySet<Tensor>): Step {
  const step = carriedApart({ nodes, carried }, keep);
  const ends = new Set([...keep, ...step.carried.map(({ value }) => rootOf(value))]);
  const cheap = nodes.filter(({ op }) => op.isCheap).map((node) => tensorsOf(node.outputs)[0]);
  const large = cheap.filter((output) => !output.base && !ends.has(output) && bytesOf(output) >= LEAST_BYTES);
  return { ...step, nodes: large.reduce(madeAgain, step.nodes) };
}

/** Of a sequence only its end is carried on: it lies apart, so that the sequence need not last until the step is taken. */
function carriedApart({ nodes, carried }: Step, keep: ReadonlySet<Tensor>): Step {
  let all = nodes;
  const ends = carried.map(({ state, value }) => {
    const root = rootOf(value);
    const isApart = root.kind === "activation" && !keep.has(root);
    if (!isApart || bytesOf(root) < LEAST_BYTES || 4 * bytesOf(value) > bytesOf(root)) return { state, value };
    const { base: _, ...rest } = value;
    const end: Tensor = { ...rest, id: -1 - value.id, name: `${state.name} next`, offset: 0 };
    const written = all.findLastIndex(({ outputs }) => tensorsOf(outputs).some((tensor) => rootOf(tensor) === root));
    const copied = { op: copy, inputs: { x: value }, outputs: { out: end }, attributes: {} } as unknown as Node;
    all = all.toSpliced(written + 1, 0, copied);
    return { state, value: end };
  });
  return { nodes: all, carried: ends };
}

/** Makes the output of a cheap operation a second time before it is read by the backward pass. */
function madeAgain(nodes: readonly Node[], output: Tensor): readonly Node[] {
  const touching = nodes.flatMap(({ inputs, outputs }, index) => {
    return [...tensorsOf(inputs), ...tensorsOf(outputs)].some((tensor) => rootOf(tensor) === output) ? index : [];
  });
  const gaps = touching.map((index, i) => index - (touching[i - 1] ?? index));
  const widest = gaps.indexOf(Math.max(...gaps));
  if (gaps[widest] < LEAST_GAP) return nodes;
  const second: Tensor = { ...output, id: -1 - output.id, name: `${output.name} again` };
  const standIn = (operands: Operands): Operands => {
    const all = Object.entries(operands).map(([key, tensor]) => {
      if (tensor === output) return [key, second];
      return [key, tensor?.base === output ? { ...tensor, base: second } : tensor];
    });
    return Object.fromEntries(all);
  };
  const writer = nodes[touching[0]];
  const late = touching.slice(widest);
  return nodes.flatMap((node, index) => {
    if (!late.includes(index)) return node;
    const reader = { ...node, inputs: standIn(node.inputs) };
    return index === late[0] ? [{ ...writer, outputs: standIn(writer.outputs) }, reader] : reader;
  });
}

function bytesOf({ shape }: Tensor): number {
  return 4 * sizeOf(shape);
}
