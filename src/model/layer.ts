import { ops, type Tensor } from "../graph/index.ts";
import type { CellOutput, CellParameters } from "./cell.ts";
import { stepMasks } from "./masks.ts";
import { layerNorms } from "./norms.ts";
import { featuresOf, type LayerSource, layerProduct, plainProduct } from "./product.ts";
import type { StackBuild, StackLayer } from "./stackLayer.ts";
import { unroll } from "./unroll.ts";

/** What a parameter of a recurrent layer is for. */
export interface ParameterRole {
  kind: "input" | "recurrent" | "vector";
  /** H of its layer: a weight has a block of so many rows for each gate. */
  units: number;
  /** Numbers that each pre-activation adds up, where those bound its first values. */
  fanIn?: number;
}

export interface LayerOutput extends CellOutput {
  states: Tensor[];
  /** What the sequence starts from: the states, or where they were cleared those that are learned. */
  initialStates: Tensor[];
  roles: [string, ParameterRole][];
  initializers: [string, (values: Float32Array) => void][];
}

/** One direction of one recurrent layer. */
export function recurrentLayer(
  build: StackBuild,
  layer: StackLayer,
  source: LayerSource,
  reverse: boolean,
): LayerOutput {
  const { graph, lengths, B } = build;
  const { cell, settings } = layer;
  const suffix = `l${layer.index}${reverse ? "_reverse" : ""}`;
  const features = featuresOf(source);
  const norms = settings.layerNorm ? layerNorms(cell, features, settings.bias) : undefined;
  const shapes = Object.entries({ ...cell.parameters(features), ...norms?.shapes });
  const nameOf = (short: string) => layer.parameterName(short, reverse);
  const parameters = shapes.map(([short, shape]) => [short, graph.parameter(nameOf(short), shape)]);
  const named = Object.fromEntries(parameters) as CellParameters;
  const weights = cell.prepare?.(graph, named) ?? named;
  const initializers = shapes.map(([short]): [string, (values: Float32Array) => void] => {
    const start = (values: Float32Array) => {
      cell.initialize?.(short, values);
      norms?.initialize(short, values);
    };
    return [nameOf(short), start];
  });

  const roles = shapes.map(([short, shape]): [string, ParameterRole] => {
    const isInput = short === "weight_ih" || short === "weight";
    const kind = shape.length < 2 ? "vector" : isInput ? "input" : "recurrent";
    return [nameOf(short), { kind, units: settings.units, fanIn: cell.fanIn?.(features) }];
  });

  const carried = cell.states.map(({ name, width }) => graph.state(`state.${suffix}.${name}`, [B, width]));
  const states = carried.map((state, i) => {
    const { name, width, internal } = cell.states[i];
    if (!build.learnsInitialState || internal) return state;
    const parameter = graph.parameter(`initial.${suffix}.${name}`, [width]);
    initializers.push([parameter.name, (values) => values.fill(0)]);
    return graph.apply(ops.initialState, { state, parameter }, {}, `${state.name}.initial`).out;
  });

  const masks = stepMasks(graph, cell, layer, reverse, build.drawing);
  const input = { weights, states, lengths, reverse, suffix };
  const made = fusedOrUnrolled();
  for (const [i, value] of made.finalStates.entries()) graph.carry(carried[i], value);
  return { ...made, states: carried, initialStates: states, roles, initializers };

  function fusedOrUnrolled(): CellOutput {
    const { weight_ih, bias_ih, bias_hh } = weights;
    if (cell.fused && !build.unrolled && !masks.needed && !norms) {
      const together = cell.biasesTogether && bias_ih && bias_hh;
      const bias = together ? graph.apply(ops.add, { x: bias_ih, y: bias_hh }, {}, `bias.${suffix}`).out : bias_ih;
      return cell.fused(graph, { ...input, product: layerProduct(graph, weight_ih, source, { bias, suffix }) });
    }
    const normalise = norms && ((product: Tensor) => norms.input(graph, weights, product));
    const product =
      build.unrolled && !norms
        ? plainProduct(graph, weights, source)
        : layerProduct(graph, weight_ih, source, { bias: bias_ih, normalise, suffix });
    const inner = norms?.hooks(graph, weights);
    const hooks = (t: number) => ({ ...inner, ...masks.hooks(t) });
    return unroll(graph, cell, { ...input, product, hooks, settle: masks.settle });
  }
}
