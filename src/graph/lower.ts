import * as core from "../core/constants.ts";
import type { Emitter } from "./emitter.ts";
import type { Graph } from "./graph.ts";
import type { Operand } from "./kernel.ts";
import { align, type ParameterLayout } from "./layout.ts";
import { type Node, tensorsOf } from "./operation.ts";
import { copyKernel } from "./ops/pointwise/arithmetic.ts";
import { packedBytes, packKernel } from "./ops/products/pack.ts";
import { planActivations } from "./plan.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";
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

  const perShard = graph.nodes.filter((node) => !shared.has(node));
  const memory = planActivations(graph, perShard, (tensor) => places.has(tensor), new Set(keep.map(rootOf)));
  for (const [tensor, offset] of memory.offsets) places.set(tensor, { segment: core.SEGMENT_ACTIVATIONS, offset });
  let activationBytes = memory.bytes;

  const place = (tensor: Tensor): Operand => {
    const root = places.get(rootOf(tensor));
    if (!root) throw new Error(`${tensor.name} has no place in memory`);
    return { segment: root.segment, offset: root.offset + tensor.offset * 4 };
  };
  const prepare = new Words();
  const step = [new Words()];
  const packs = new Map<string, Operand>();
  let scratchFloats = 0;
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
    pack(tensor, rows, columns, transposed) {
      const from = place(tensor);
      const key = `${from.segment}:${from.offset}:${rows}:${columns}:${transposed}`;
      const lasting = from.segment === core.SEGMENT_PARAMETERS || from.segment === core.SEGMENT_SHARED;
      const known = lasting && packs.get(key);
      if (known) return known;
      const bytes = packedBytes(rows, columns);
      let to: Operand;
      if (lasting) {
        to = share(bytes);
        packs.set(key, to);
      } else {
        to = { segment: core.SEGMENT_ACTIVATIONS, offset: activationBytes };
        activationBytes += align(bytes);
      }
      const ld = transposed ? rows : columns;
      const args = { source: from, ld, target: to, K: rows, N: columns, transposed };
      (lasting ? prepare : target()).instruction(packKernel, args);
      return to;
    },
  });
  const [once, each] = [emitter(() => prepare), emitter(() => step[step.length - 1])];
  for (const node of graph.nodes) node.op.lower(node, shared.has(node) ? once : each);
  const commit = new Words();
  for (const { state, value } of graph.carried) {
    commit.instruction(copyKernel, { x: place(value), out: place(state), n: sizeOf(state.shape) });
  }
  return {
    prepare: prepare.inParts(threads, sharedStarts, asleep),
    step: step.map((part) => part.finish()),
    commit: commit.finish(),
    bytes: {
      shared: sharedBytes,
      activations: activationBytes,
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
