import type { Graph } from "./graph.ts";
import { type Node, type Operands, tensorsOf } from "./operation.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

/** Applications of one operation that add up in the same tensor. */
interface Group {
  nodes: { node: Node; index: number }[];
}

/**
 * Replaces sums over single steps by one over all of them: a weight that every step of a network uses gets its gradient of all steps at
 * once, as one large product, where what is multiplied lies step behind step in memory. Nodes of `forward` stay as they are.
 */
export function joinSums(graph: Graph, forward: ReadonlySet<Node>): void {
  const groups = new Map<string, Group>();
  graph.nodes.forEach((node, index) => {
    const keys = forward.has(node) ? [] : (node.op.sumsOver?.(node.attributes) ?? []);
    if (keys.length === 0 || !isView(node, keys)) return;
    const key = keyOf(node, keys);
    const group = groups.get(key) ?? { nodes: [] };
    groups.set(key, group);
    group.nodes.push({ node, index });
  });
  const replaced = new Map<Node, Node | undefined>();
  for (const { nodes } of groups.values()) {
    for (const run of runsOf(nodes)) {
      if (run.length < 2 || !standsAlone(graph, run)) continue;
      const last = run[run.length - 1].node;
      for (const { node } of run) replaced.set(node, undefined);
      replaced.set(
        last,
        joined(
          graph,
          run.map(({ node }) => node),
        ),
      );
    }
  }
  if (replaced.size === 0) return;
  const nodes = graph.nodes.flatMap((node) => (replaced.has(node) ? (replaced.get(node) ?? []) : [node]));
  graph.nodes.splice(0, graph.nodes.length, ...nodes);
}

const summed = (node: Node, keys: readonly string[]) => keys.map((key) => node.inputs[key]!);

const isView = (node: Node, keys: readonly string[]) => summed(node, keys).every(({ base }) => base !== undefined);

/** What nodes have in common that can be joined: operation, attributes, other operands, and whose parts they sum. */
function keyOf(node: Node, keys: readonly string[]): string {
  const { accumulate: _, ...attributes } = node.attributes;
  const inputs = Object.entries(node.inputs).map(([key, tensor]) => {
    if (!tensor) return "";
    return keys.includes(key) ? `${rootOf(tensor).id}:${tensor.shape.join()}` : placeOf(tensor);
  });
  return JSON.stringify([node.op.name, attributes, inputs, tensorsOf(node.outputs).map(placeOf)]);
}

const placeOf = (tensor: Tensor) => `${rootOf(tensor).id}+${tensor.offset}:${tensor.shape.join()}`;

/** Stretches of nodes whose operands follow each other in memory, forward or backward. */
function runsOf(nodes: Group["nodes"]): Group["nodes"][] {
  const runs: Group["nodes"][] = [];
  let direction = 0;
  for (const each of nodes) {
    const run = runs.at(-1);
    const step = run ? stepBetween(run[run.length - 1].node, each.node) : 0;
    if (run && step !== 0 && (direction === 0 || step === direction)) {
      direction = step;
      run.push(each);
    } else {
      direction = 0;
      runs.push([each]);
    }
  }
  return runs;
}

/** 1 where all operands of b begin where those of a end, −1 where they end where those of a begin, else 0. */
function stepBetween(a: Node, b: Node): number {
  const keys = a.op.sumsOver!(a.attributes);
  const steps = keys.map((key) => {
    const [x, y] = [a.inputs[key]!, b.inputs[key]!];
    const size = sizeOf(x.shape);
    return (y.offset - x.offset) / size;
  });
  return steps.every((step) => step === steps[0]) && Math.abs(steps[0]) === 1 ? steps[0] : 0;
}

/** Whether nobody else touches what a run adds up between its first node and its last. */
function standsAlone(graph: Graph, run: Group["nodes"]): boolean {
  const outputs = new Set(tensorsOf(run[0].node.outputs).map(rootOf));
  const own = new Set(run.map(({ node }) => node));
  const between = graph.nodes.slice(run[0].index, run[run.length - 1].index);
  return between.every((node) => {
    if (own.has(node)) return true;
    return ![...tensorsOf(node.inputs), ...tensorsOf(node.outputs)].some((tensor) => outputs.has(rootOf(tensor)));
  });
}

function joined(graph: Graph, nodes: readonly Node[]): Node {
  const [first] = nodes;
  const keys = first.op.sumsOver!(first.attributes);
  const inputs: Record<string, Tensor | undefined> = { ...(first.inputs as Operands) };
  for (const key of keys) {
    const parts = nodes.map((node) => node.inputs[key]!);
    const [row] = parts;
    const root = rootOf(row);
    const offset = Math.min(...parts.map((part) => part.offset));
    const flat = graph.reshape(root, [sizeOf(root.shape)]);
    const whole = graph.slice(flat, offset, offset + nodes.length * sizeOf(row.shape));
    // One step (B,F) has no dimension for its time; more than one have.
    const shape =
      row.shape.length > 2 ? [nodes.length * row.shape[0], ...row.shape.slice(1)] : [nodes.length, ...row.shape];
    inputs[key] = graph.reshape(whole, shape);
  }
  return { ...first, inputs };
}
