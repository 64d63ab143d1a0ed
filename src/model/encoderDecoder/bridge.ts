import { type Graph, ops, type Tensor } from "../../graph/index.ts";
import { concatenate, type StateShape } from "../cell.ts";
import type { ParameterRole } from "../layer.ts";
import type { StackLayer } from "../stackLayer.ts";
import type { DecoderForm } from "./form.ts";

/** Parameters that a part of a network adds, with what they are for. */
export type Roles = Map<string, ParameterRole>;

/** In which states an encoder ends: of each layer and direction those of its cell, and the layers. */
export interface EncoderEnds {
  layers: readonly StackLayer[];
  ends: Tensor[][][];
}

/** A weight (rows, columns) as nn.Linear has it. */
export function linearWeight(graph: Graph, roles: Roles, name: string, rows: number, columns: number): Tensor {
  roles.set(name, { kind: "input", units: rows, fanIn: columns });
  return graph.parameter(name, [rows, columns]);
}

/** A state (B,width) of zeros, or of a parameter `initial.<suffix>.<state>` that is learned. */
export function initialValue(
  graph: Graph,
  B: number,
  { name, width, internal }: StateShape,
  suffix: string,
  learned: boolean,
): Tensor {
  const { out: zeros } = graph.apply(ops.fill, {}, { value: 0, size: B * width }, `zero.${suffix}.${name}`);
  const state = graph.reshape(zeros, [B, width]);
  if (!learned || internal) return state;
  const b = graph.parameter(`initial.${suffix}.${name}`, [width]);
  return graph.apply(ops.bias, { x: state, b }, {}, `start.${suffix}.${name}`).out;
}

/**
 * What a state of the decoder starts from, where the bridge has it; undefined where it starts as states do that read nothing. Layer l of
 * the decoder reads where layer min(l, last) of the encoder ended, both directions beside each other:
 * - linear: tanh(W·ends + b) for h, and for c of the ends of c, or of those of h where the encoder has no c
 * - copy: the ends themselves, of every state that people look at
 */
export function bridged(
  graph: Graph,
  roles: Roles,
  { bridge }: DecoderForm,
  { layers, ends }: EncoderEnds,
  layer: StackLayer,
  { name, width, internal }: StateShape,
): Tensor | undefined {
  if (bridge === "zero" || internal) return undefined;
  if (bridge === "linear" && name !== "h" && name !== "c") return undefined;
  const from = Math.min(layer.index, layers.length - 1);
  const { states } = layers[from].cell;
  const found = states.findIndex((state) => state.name === name);
  const read = endsOf(graph, ends[from], found < 0 && bridge === "linear" ? 0 : found);
  if (bridge === "copy") {
    if (read?.shape[1] === width) return read;
    throw new Error(
      `The bridge cannot copy ${name}: ${read?.shape[1] ?? 0} numbers of the encoder, ${width} of the decoder`,
    );
  }
  const place = `bridge.${name}_l${layer.index}`;
  const b = linearWeight(graph, roles, `${place}.weight`, width, read!.shape[1]);
  const bias = graph.parameter(`${place}.bias`, [width]);
  roles.set(bias.name, { kind: "vector", units: width, fanIn: read!.shape[1] });
  const { out: sum } = graph.apply(ops.matmul, { a: read!, b, bias }, { transposeB: true }, `${place}.sum`);
  return graph.apply(ops.tanh, { x: sum }, {}, place).out;
}

/** A state of a layer where its directions end, beside each other (B,·). */
function endsOf(graph: Graph, directions: Tensor[][], state: number): Tensor | undefined {
  const parts = directions.flatMap((states) => states[state] ?? []);
  if (parts.length < 2) return parts[0];
  const rows = parts.map((part) => graph.reshape(part, [1, ...part.shape]));
  const joined = concatenate(graph, rows, "ends");
  return graph.reshape(joined, joined.shape.slice(1));
}
