import * as core from "../core/constants.ts";
import type { Emitter } from "./emitter.ts";
import type { Graph } from "./graph.ts";
import { LEAST_JOINT_BYTES } from "./jointGradients.ts";
import type { Operand } from "./kernel.ts";
import { align, type ParameterLayout } from "./layout.ts";
import { type Node, tensorsOf } from "./operation.ts";
import { copyKernel } from "./ops/pointwise/arithmetic.ts";
import { packedBytes, packKernel } from "./ops/products/pack.ts";
import { planActivations } from "./plan.ts";
import { shorterLives } from "./shorterLives.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";
import { UnwrittenGradients } from "./unwrittenGradients.ts";
import { Words } from "./words.ts";

/** A graph as the core runs it, with the bytes of each segment that it needs. */
export interface Program {
  /** What depends on parameters alone; once a step, before the shards. At least one part; parts may run at the same time. */
  prepare: Int32Array[];
  /** Forward and backward of one shard, in parts: a part begins when all shards have ended the one before. */
  step: readonly Int32Array[];
  /** Carries the states on; only when the step is taken. */
  commit: Int32Array;
  bytes: { shared: number; activations: number; inputs: number; state: number; scratch: number };
  /** Where a tensor lies while the program runs. */
  place(tensor: Tensor): Operand;
}

export interface LowerOptions {
  /** Gradient tensors by what they are of, from `differentiate`. */
  gradients?: ReadonlyMap<Tensor, Tensor>;
  /** Tensors whose values are read after the step. */
  keep?: readonly Tensor[];
  /** Threads that share what is made once a step. */
  threads?: number;
  /** Some of them have no rows of the minibatch and sleep during a step. */
  asleep?: boolean;
  /** Which shard of how many, with its rows of the minibatch and those of the largest; the only one where absent. */
  shard?: { index: number; count: number; rows: number; most: number };
}

/**
 * Lowers a graph to programs of the core. Offsets depend on shapes only, so one program serves every shard of its size.
 */
export function lower(
  graph: Graph,
  layout: ParameterLayout,
  {
    gradients,
    keep = [],
    threads = 1,
    asleep = false,
    shard = { index: 0, count: 1, rows: 1, most: 1 },
  }: LowerOptions = {},
): Program {
  const places = new Map<Tensor, Operand>();
  const given = { input: core.SEGMENT_INPUTS, state: core.SEGMENT_STATE };
  const ends = { input: 0, state: 0 };
  for (const tensor of graph.tensors) {
    if (tensor.base || tensor.kind === "activation") continue;
    if (tensor.kind === "parameter") {
      places.set(tensor, { segment: core.SEGMENT_PARAMETERS, offset: layout.places.get(tensor.name)!.offset });
    } else {
      places.set(tensor, { segment: given[tensor.kind], offset: ends[tensor.kind] });
      ends[tensor.kind] += align(sizeOf(tensor.shape) * 4);
    }
  }
  const slots = new Map<Tensor, Operand>();
  for (const [parameter, gradient] of gradients ?? []) {
    // That of an input is read like any other activation.
    if (parameter.kind !== "parameter") continue;
    const { gradient: offset, joint, sparse } = layout.places.get(parameter.name)!;
    places.set(gradient, { segment: joint ? core.SEGMENT_JOINT : core.SEGMENT_GRADIENTS, offset });
    if (sparse) slots.set(rootOf(gradient), { segment: core.SEGMENT_GRADIENTS, offset: sparse.slots });
  }

  let sharedBytes = 0;
  const sharedStarts: number[] = [];
  const share = (bytes: number): Operand => {
    sharedStarts.push(sharedBytes);
    const operand = { segment: core.SEGMENT_SHARED, offset: sharedBytes };
    sharedBytes += align(bytes);
    return operand;
  };
  const shared = sharedNodes(graph);
  for (const node of shared) {
    for (const output of tensorsOf(node.outputs)) places.set(output, share(sizeOf(output.shape) * 4));
  }

  const asked = new Set(keep.map(rootOf));
  const { nodes, carried } = gradients ? shorterLives(graph, asked) : graph;
  const perShard = nodes.filter((node) => !shared.has(node));
  const memory = planActivations(
    perShard,
    (tensor) => places.has(tensor),
    new Set([...asked, ...carried.map(({ value }) => rootOf(value))]),
  );
  for (const [tensor, offset] of memory.offsets) places.set(tensor, { segment: core.SEGMENT_ACTIVATIONS, offset });
  // One shard packs a weight no more often in a step than all of them together do; several only where memory is what counts.
  const sparesPacks = shard.count === 1 || [...layout.places.values()].some(({ joint }) => joint);
  const readers = new Map<Tensor, number>();
  for (const { inputs } of nodes) {
    for (const root of new Set(tensorsOf(inputs).map(rootOf))) readers.set(root, (readers.get(root) ?? 0) + 1);
  }
  /** By one node forward, and by one backward. */
  const isReadOnce = (tensor: Tensor) => readers.get(rootOf(tensor))! <= 2;
  const unwritten = new UnwrittenGradients(layout, perShard, gradients);
  let roomBytes = 0;

  const place = (tensor: Tensor): Operand => {
    const root = places.get(rootOf(tensor));
    if (!root) throw new Error(`${tensor.name} has no place in memory`);
    return { segment: root.segment, offset: root.offset + tensor.offset * 4 };
  };
  const prepare = new Words();
  const step = [new Words()];
  const packs = new Map<string, Operand>();
  let scratchFloats = 0;
  let lowered = nodes[0];
  let taken = 0;
  /** Room at the end of the activations lasts for one operation. */
  const room = (floats: number): Operand => {
    const lent = unwritten.room(lowered, 4 * floats);
    if (lent) return lent;
    const operand = { segment: core.SEGMENT_ACTIVATIONS, offset: memory.bytes + taken };
    taken += align(4 * floats);
    roomBytes = Math.max(roomBytes, taken);
    return operand;
  };
  const emitter = (target: () => Words): Emitter => ({
    run(kernel, args) {
      const placed = Object.entries(args).map(([name, value]) => [name, isTensor(value) ? place(value) : value]);
      target().instruction(kernel, Object.fromEntries(placed));
    },
    shard,
    most: (count) => (count / shard.rows) * shard.most,
    isJoint: (tensor) => shard.count > 1 && place(tensor).segment === core.SEGMENT_JOINT,
    slots: (tensor) => slots.get(tensor),
    meet: () => step.push(new Words()),
    place,
    scratch: (floats) => {
      scratchFloats = Math.max(scratchFloats, floats);
    },
    room,
    pack(tensor, rows, columns, transposed, row = false) {
      const from = place(tensor);
      const key = `${from.segment}:${from.offset}:${rows}:${columns}:${transposed}:${row}`;
      const lasting = from.segment === core.SEGMENT_PARAMETERS || from.segment === core.SEGMENT_SHARED;
      const known = lasting && packs.get(key);
      if (known) return known;
      const bytes = packedBytes(rows, columns);
      const isOwn = sparesPacks && bytes >= LEAST_JOINT_BYTES && isReadOnce(tensor);
      const own = lasting ? isOwn && unwritten.room(lowered, bytes) : room(bytes / 4);
      const to = own || share(bytes);
      if (!own) packs.set(key, to);
      const ld = transposed ? rows : columns;
      const args = { source: from, ld, target: to, K: rows, N: columns, transposed, row };
      (own ? target() : prepare).instruction(packKernel, args);
      return to;
    },
  });
  const [once, each] = [emitter(() => prepare), emitter(() => step[step.length - 1])];
  for (const node of nodes) {
    lowered = node;
    taken = 0;
    node.op.lower(node, shared.has(node) ? once : each);
  }
  const commit = new Words();
  for (const { state, value } of carried) {
    commit.instruction(copyKernel, { x: place(value), out: place(state), n: sizeOf(state.shape) });
  }
  return {
    prepare: prepare.inParts(threads, sharedStarts, asleep),
    step: step.map((part) => part.finish()),
    commit: commit.finish(),
    bytes: {
      shared: sharedBytes,
      activations: memory.bytes + roomBytes,
      inputs: ends.input,
      state: ends.state,
      scratch: align(scratchFloats * 4),
    },
    place,
  };
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "shape" in value;
}

/** Nodes that read parameters, or what such nodes made, and nothing else. */
function sharedNodes(graph: Graph): Set<Node> {
  const made = new Set<Tensor>(graph.parameters());
  const nodes = new Set<Node>();
  for (const node of graph.nodes) {
    const [inputs, outputs] = [tensorsOf(node.inputs), tensorsOf(node.outputs)];
    const lasting = inputs.length > 0 && inputs.every((input) => made.has(rootOf(input)));
    if (!lasting || outputs.some((output) => made.has(rootOf(output)))) continue;
    nodes.add(node);
    for (const output of outputs) made.add(rootOf(output));
  }
  return nodes;
}
