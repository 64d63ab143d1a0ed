import { kinds, layersOf, rateOf } from "../config/index.ts";
import { type Graph, ops, type Tensor } from "../graph/index.ts";
import { type Cell, type CellOutput, concatenate } from "./cell.ts";
import { cellOf } from "./cells.ts";
import { type LayerOutput, type ParameterRole, recurrentLayer } from "./layer.ts";
import { DECODER_MASKS, maskNumber, variationalMask } from "./masks.ts";
import { gather, type LayerSource } from "./product.ts";
import type { ModelOptions, StackBuild, StackLayer } from "./stackLayer.ts";

export interface Stack {
  /** What the last layer puts out (T,B,·), both directions beside each other. */
  output: Tensor;
  /** Of each layer and direction the states after each sequence's own last step: of the backward direction after its first. */
  ends: Tensor[][][];
  /** What a layer that has read nothing puts out (1,B,·); of the last layer and direction. */
  initialOutput: Tensor;
  states: Tensor[];
  /** Of each layer, and of each direction. */
  layers: CellOutput["tensors"][];
  roles: Map<string, ParameterRole>;
  initializers: Map<string, (values: Float32Array) => void>;
}

/** A stack among others of a network. */
export interface StackPlace {
  /** Begins the names of its parameters; "rnn" where absent. */
  module: "forward" | "backward" | "encoder" | "decoder";
  /** All layers read that way, whatever their settings say. */
  only?: "forward" | "backward";
}

/** The layers that a model's settings describe. */
export function stackLayers(options: ModelOptions, place?: StackPlace): StackLayer[] {
  const all = layersOf(options);
  const cells = all.map(cellOf);
  const { kind = "recurrent" } = options;
  // What a single nn.LSTM, nn.GRU or nn.RNN could hold: the same cell of the same size in every layer and direction.
  const forms = all.map(({ cell, bidirectional }, i) => {
    const { weight_ih, ...others } = cells[i].parameters(1);
    return JSON.stringify([cell, bidirectional === true, weight_ih?.[0], others]);
  });
  const isUniform = new Set(forms).size === 1;
  const module = place?.module ?? "rnn";
  // Of two stacks that are kept apart each is a module by itself.
  const isSide = place?.module === "encoder" || place?.module === "decoder";
  const parameterName = (index: number) => (short: string, reverse: boolean) => {
    if (kinds[kind].taps) return `${place ? module : kind}.${index}.${short}`;
    const direction = reverse && !place?.only ? "_reverse" : "";
    return isUniform ? `${module}.${short}_l${index}${direction}` : `${module}.${index}.${short}_l0${direction}`;
  };
  return all.map((settings, index) => ({
    index,
    settings,
    cell: cells[index],
    parameterName: parameterName(index),
    suffix: `${isSide ? `${module}.` : ""}l${index}`,
    firstMask: index + (place?.module === "decoder" ? DECODER_MASKS : 0),
  }));
}

/**
 * Recurrent layers on top of each other, bidirectional where their settings say so. Parameters of layers that one module of
 * PyTorch could hold have its names; of others, those of a `ModuleList` of one-layer modules: `rnn.<layer>.weight_ih_l0`. Of other
 * kinds they are those of a `ModuleList` of nn.Conv1d: `convolution.<layer>.weight`. Stacks beside each other have names of their
 * own in the place of `rnn`: `forward.weight_ih_l0`, `decoder.weight_ih_l0`.
 */
export function recurrentStack(
  build: StackBuild,
  options: ModelOptions,
  input: LayerSource,
  place?: StackPlace,
): Stack {
  const { graph, drawing } = build;
  const layers = stackLayers(options, place);
  const only = place?.only;
  const back = only === "backward";
  const made: LayerOutput[] = [];
  const ends: Tensor[][][] = [];
  let source = input;
  for (const layer of layers) {
    const { index, settings, firstMask } = layer;
    if ("sequence" in source && index > 0 && options.dropout > 0 && drawing) {
      const mask = { p: options.dropout, layer: maskNumber(firstMask, back, "between") };
      source = { sequence: graph.apply(ops.dropout, { x: source.sequence }, mask, `dropout.l${index}`).out };
    }
    const p = drawing ? rateOf(settings.variationalDropout, "input") : 0;
    source = maskedInput(graph, source, p, maskNumber(firstMask, back, "input"), index);
    const directions = only ? [back] : settings.bidirectional ? [false, true] : [false];
    const outputs = directions.map((reverse) => recurrentLayer(build, layer, source, reverse));
    made.push(...outputs);
    ends.push(outputs.map(({ finalStates }) => finalStates));
    const parts = outputs.map(({ output }) => output);
    source = { sequence: parts.length > 1 ? concatenate(graph, parts, `h.l${index}.both`) : parts[0] };
  }
  const { sequence } = source as { sequence: Tensor };
  const { firstMask, settings } = layers[layers.length - 1];
  const p = drawing ? rateOf(settings.variationalDropout, "output") : 0;
  return {
    output: variationalMask(graph, sequence, p, maskNumber(firstMask, back, "output"), "output.masked"),
    initialOutput: initialOutput(graph, layers[layers.length - 1].cell, made[made.length - 1].initialStates),
    ends,
    states: made.flatMap(({ states }) => states),
    layers: made.map(({ tensors }) => tensors),
    roles: new Map(made.flatMap(({ roles }) => roles)),
    initializers: new Map(made.flatMap(({ initializers }) => initializers)),
  };
}

function initialOutput(graph: Graph, cell: Cell, states: readonly Tensor[]): Tensor {
  const before = states.map((state) => graph.reshape(state, [1, ...state.shape]));
  return cell.join?.(graph, before) ?? before[0];
}

/** A layer's input with one mask for all steps. Tokens are embedded first; one-hot input is not dropped. */
function maskedInput(graph: Graph, source: LayerSource, p: number, mask: number, layer: number): LayerSource {
  if (p === 0 || (!("sequence" in source) && !source.embedding)) return source;
  const sequence = "sequence" in source ? source.sequence : gather(graph, source.embedding!, source, "embedded");
  return { sequence: variationalMask(graph, sequence, p, mask, `input.l${layer}.masked`) };
}
