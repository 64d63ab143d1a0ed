import { type Graph, ops, type Tensor } from "../graph/index.ts";
import type { CellOutput, CellParameters, StepHooks } from "./cell.ts";
import { type StepMasks, stepMasks } from "./masks.ts";
import { type LayerNorms, layerNorms } from "./norms.ts";
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

/** What one direction of one layer is made of, before it reads anything. */
export interface LayerParts {
  /** Ends the names of its tensors: "l0_reverse". */
  suffix: string;
  weights: CellParameters;
  norms: LayerNorms | undefined;
  masks: StepMasks;
  /** States that are carried from step to step; none where they start elsewhere. */
  carried: Tensor[];
  /** What the sequence starts from: the states, or where they were cleared those that are learned. */
  initialStates: Tensor[];
  roles: [string, ParameterRole][];
  initializers: [string, (values: Float32Array) => void][];
  /** What happens inside step t. */
  hooks(t: number): StepHooks;
}

export interface LayerOutput extends CellOutput, Pick<LayerParts, "initialStates" | "roles" | "initializers"> {
  states: Tensor[];
}

/** Parameters of one direction of a layer that reads F features, as its cell takes them. */
export function layerWeights(graph: Graph, layer: StackLayer, features: number, reverse: boolean) {
  const { cell, settings } = layer;
  const norms = settings.layerNorm ? layerNorms(cell, features, settings.bias) : undefined;
  const shapes = Object.entries({ ...cell.parameters(features), ...norms?.shapes });
  const parameters = shapes.map(([short, shape]) => [
    short,
    graph.parameter(layer.parameterName(short, reverse), shape),
  ]);
  const named = Object.fromEntries(parameters) as CellParameters;
  return { weights: cell.prepare?.(graph, named) ?? named, norms, shapes };
}

/** Parameters, states and masks of one direction of a layer that reads F features. */
export function layerParts(build: StackBuild, layer: StackLayer, features: number, reverse: boolean): LayerParts {
  const { graph, B } = build;
  const { cell, settings } = layer;
  const suffix = `${layer.suffix}${reverse ? "_reverse" : ""}`;
  const { weights, norms, shapes } = layerWeights(graph, layer, features, reverse);
  const nameOf = (short: string) => layer.parameterName(short, reverse);
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

  const carried = build.start
    ? []
    : cell.states.map(({ name, width }) => graph.state(`state.${suffix}.${name}`, [B, width]));
  const initialStates = cell.states.map((shape, i) => {
    const state = carried[i];
    if (!state) return build.start!(layer, shape, suffix);
    const { name, width, internal } = shape;
    if (!build.learnsInitialState || internal) return state;
    const parameter = graph.parameter(`initial.${suffix}.${name}`, [width]);
    initializers.push([parameter.name, (values) => values.fill(0)]);
    return graph.apply(ops.initialState, { state, parameter }, {}, `${state.name}.initial`).out;
  });

  const masks = stepMasks(graph, cell, layer, reverse, build.drawing);
  const inner = norms?.hooks(graph, weights);
  const hooks = (t: number) => ({ ...inner, ...masks.hooks(t) });
  return { suffix, weights, norms, masks, carried, initialStates, roles, initializers, hooks };
}

/** One direction of one recurrent layer. */
export function recurrentLayer(
  build: StackBuild,
  layer: StackLayer,
  source: LayerSource,
  reverse: boolean,
): LayerOutput {
  const { graph, lengths } = build;
  const { cell } = layer;
  const parts = layerParts(build, layer, featuresOf(source), reverse);
  const { suffix, weights, norms, masks, carried, initialStates, hooks } = parts;
  const input = { weights, states: initialStates, lengths, reverse, suffix };
  const made = fusedOrUnrolled();
  for (const [i, state] of carried.entries()) graph.carry(state, made.finalStates[i]);
  const { roles, initializers } = parts;
  return { ...made, states: carried, initialStates, roles, initializers };

  function fusedOrUnrolled(): CellOutput {
    const { weight_ih, bias_ih, bias_hh } = weights;
    if (cell.fused && !build.unrolled && !build.see && !masks.needed && !norms) {
      const together = cell.biasesTogether && bias_ih && bias_hh;
      const bias = together ? graph.apply(ops.add, { x: bias_ih, y: bias_hh }, {}, `bias.${suffix}`).out : bias_ih;
      return cell.fused(graph, { ...input, product: layerProduct(graph, weight_ih, source, { bias, suffix }) });
    }
    const normalise = norms && ((product: Tensor) => norms.input(graph, weights, product));
    if (build.see) {
      const plain = layerProduct(graph, weight_ih, source, { bias: undefined, normalise, suffix });
      const product = bias_ih ? graph.apply(ops.bias, { x: plain, b: bias_ih }, {}, `x.${suffix}`).out : plain;
      return unroll(graph, cell, { ...input, product, hooks, settle: masks.settle, view: { see: build.see, plain } });
    }
    const product =
      build.unrolled && !norms
        ? plainProduct(graph, weights, source)
        : layerProduct(graph, weight_ih, source, { bias: bias_ih, normalise, suffix });
    return unroll(graph, cell, { ...input, product, hooks, settle: masks.settle });
  }
}
