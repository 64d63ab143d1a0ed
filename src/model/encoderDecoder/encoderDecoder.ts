import { differentiate, Feeds, Graph, ops, sizeOf, type Tensor, type TensorFeed } from "../../graph/index.ts";
import { freeze } from "../freeze.ts";
import { everyStep } from "../heads.ts";
import type { BuildOptions, Dimensions, Model } from "../model.ts";
import type { LayerSource } from "../product.ts";
import { stackLayers } from "../stack.ts";
import type { ModelOptions, StackBuild, StackLayer } from "../stackLayer.ts";
import { Attention, keysOf, type Source } from "./attention.ts";
import { bridged } from "./bridge.ts";
import { type Decoded, decode, decodeAsking } from "./decoder.ts";
import { type Encoded, encode, stackBuild } from "./encoder.ts";
import type { DecoderForm } from "./form.ts";
import { contextSum, handedOver, powersOf, sourceOfStep } from "./handover.ts";
import { memoryWidth, type Parts, queryOf, targetTable } from "./parts.ts";

/**
 * An encoder that reads the source, and a decoder that writes the target, symbol after symbol. Feeds are `inputs` and `lengths` of the
 * source, and of the target `targetInputs` (U,B), which begin with `<bos>`, `targets` (U,B), which end with `<eos>`, and `targetLengths`;
 * outputs are `logits` (U,B,V_y) and the `attention` (U,B,T). With `part` the encoder alone, which puts out what its steps are looked at by
 * (handover.ts), and `start.<state>` for each state of the decoder, or one step of the decoder, which reads these.
 */
export function buildEncoderDecoder(
  options: ModelOptions,
  form: DecoderForm,
  sizes: Dimensions,
  build: BuildOptions = {},
): Model {
  const graph = new Graph();
  const dimensions = { ...sizes, targetSteps: sizes.targetSteps ?? 1 };
  const feeds = new Feeds(graph, dimensions, sizes.batch);
  const common = stackBuild(graph, sizes.batch, options, build);
  const layers = stackLayers(form.options, { module: "decoder" });
  const parts = { graph, feeds, options, form, dimensions, build, common, roles: new Map(), layers };
  if (build.part === "encoder") return encoderPart(parts);
  if (build.part === "step") return stepPart(parts);
  return whole(parts);
}

function whole(parts: Parts): Model {
  const { graph, feeds, options, dimensions, build, common, roles } = parts;
  const lengths = feeds.add("lengths", { type: "i32", per: "sequence" });
  const encoded = encode(feeds, common, options, dimensions, lengths);
  const tokens = feeds.add("targetInputs", { type: "i32", per: "target-step" });
  const targetLengths = feeds.add("targetLengths", { type: "i32", per: "sequence" });
  const stack: StackBuild = {
    ...common,
    lengths: targetLengths,
    start: (layer, state, suffix) => startOf(parts, encoded, layer, state, suffix),
  };
  const attention = attentionOf(parts, sourceOf(parts, encoded.memory, lengths));
  const decoded = decoderOf(parts, stack, tokens, attention);
  const made = answers(parts, decoded, targetLengths);
  freeze(graph, options.freeze ?? []);
  const { stack: reader } = encoded;
  const model: Model = {
    ...made,
    states: [],
    layers: [...reader.layers, ...decoded.layers],
    roles: new Map([...reader.roles, ...decoded.roles, ...roles]),
    initializers: new Map([...reader.initializers, ...decoded.initializers, ...initialZeros(graph)]),
  };
  if (model.objective && build.training) model.gradients = gradientsOf(graph, model.objective);
  return model;
}

/** Without attention nothing may read an encoder's upper layers; what the loss does not depend on has a gradient of zero. */
function gradientsOf(graph: Graph, objective: Tensor): Map<Tensor, Tensor> {
  const gradients = differentiate(graph, objective);
  for (const parameter of graph.parameters()) {
    if (gradients.has(parameter) || graph.isFrozen(parameter.name)) continue;
    const size = sizeOf(parameter.shape);
    const { out } = graph.apply(ops.fill, {}, { value: 0, size }, `∂${parameter.name}`);
    gradients.set(parameter, out);
  }
  return gradients;
}

/** Reads the source once, for as many symbols as are then written. */
function encoderPart(parts: Parts): Model {
  const { graph, feeds, options, dimensions, common, layers } = parts;
  const lengths = feeds.add("lengths", { type: "i32", per: "sequence" });
  const encoded = encode(feeds, common, options, dimensions, lengths);
  const { memory } = encoded;
  const outputs = handedOver(parts, memory, lengths).map(([name, tensor]) => output(name, "step", tensor));
  for (const layer of layers) {
    for (const state of layer.cell.states) {
      const start = startOf(parts, encoded, layer, state, layer.suffix);
      outputs.push(output(`start.${layer.suffix}.${state.name}`, "sequence", start));
    }
  }
  const { stack } = encoded;
  return {
    graph,
    rows: dimensions.batch,
    feeds: feeds.all,
    outputs,
    logits: memory,
    states: [],
    layers: stack.layers,
    roles: stack.roles,
    initializers: stack.initializers,
  };
}

/** One step of the decoder, from the states that it carries. */
function stepPart(parts: Parts): Model {
  const { feeds, form, dimensions, common } = parts;
  if (dimensions.targetSteps !== 1) throw new Error("A step of a decoder has one target step");
  const tokens = feeds.add("targetInputs", { type: "i32", per: "target-step" });
  const decoded = decoderOf(
    parts,
    { ...common, start: undefined, learnsInitialState: false },
    tokens,
    attentionOf(parts, form.attention ? sourceOfStep(parts, form.attention) : undefined),
  );
  const { states, layers, roles, initializers } = decoded;
  return { ...answers(parts, decoded, undefined), states, layers, roles, initializers };
}

function sourceOf(parts: Parts, memory: Tensor, lengths: Tensor): Source | undefined {
  const { graph, form, roles } = parts;
  if (!form.attention) return undefined;
  const keys = keysOf(graph, roles, form.attention, memory, queryOf(parts));
  const powers = form.attention.name === "additive" ? powersOf(graph, keys, lengths) : undefined;
  return { memory, keys, powers, lengths };
}

function attentionOf(parts: Parts, source: Source | undefined): Attention | undefined {
  const { graph, form, roles } = parts;
  return source && form.attention ? new Attention(graph, roles, form.attention, source, queryOf(parts)) : undefined;
}

/** What a state of the decoder starts from: the bridge, or what the network has learned, or zero. */
function startOf(
  { graph, roles, form, common }: Parts,
  encoded: Encoded,
  layer: StackLayer,
  state: StackLayer["cell"]["states"][number],
  suffix: string,
): Tensor {
  return bridged(graph, roles, form, encoded, layer, state) ?? common.start!(layer, state, suffix);
}

function decoderOf(parts: Parts, stack: StackBuild, tokens: Tensor, attention: Attention | undefined): Decoded {
  const { graph, form, dimensions, options } = parts;
  const { vocabulary, attention: how } = form;
  const { steps: T, batch: B, targetSteps: U = 1 } = dimensions;
  const { name, embedding: E } = targetTable(parts);
  const embedding = E ? graph.parameter(name, [vocabulary, E]) : undefined;
  const written = ((dimensions.tokens ?? T * B) / T) * U;
  const source: LayerSource = {
    tokens,
    vocabulary,
    embedding,
    project: written > vocabulary,
    lengths: stack.lengths,
  };
  return attention && how?.query === "before"
    ? decodeAsking(stack, form.options, source, attention, memoryWidth(options))
    : decode(stack, form.options, source, attention);
}

/** Predictions of h̃ = tanh(W_c [c; s]) where there is attention, else of the decoder's output, and their loss. */
function answers(parts: Parts, { output: s, attended }: Decoded, lengths: Tensor | undefined) {
  const { graph, feeds, form, build, dimensions } = parts;
  let read = s;
  if (attended) read = graph.apply(ops.tanh, { x: contextSum(parts, s, attended) }, {}, "attention.output").out;
  const tied = form.options.tied ? graph.find(targetTable(parts).name) : undefined;
  const head = everyStep({
    graph,
    feeds,
    stack: { output: read },
    classes: form.vocabulary,
    lengths,
    steps: "target-step",
    tied,
    withLoss: build.training === true || build.evaluation === true,
    readsLogits: build.readsLogits === true,
    ranked: build.ranked,
    skips: build.evaluation === true,
    labelSmoothing: build.labelSmoothing,
    classWeights: undefined,
  });
  const { per, ranking, ...made } = head;
  const outputs = made.logits ? [output("logits", per, made.logits)] : [];
  if (ranking) {
    const { logSum, values, ids } = ranking;
    const named = { logSum, rankedLogits: values, rankedIds: ids };
    outputs.push(...Object.entries(named).map(([name, tensor]) => output(name, per, tensor)));
  }
  if (attended) outputs.push(output("attention", "target-step", attended.seen.weights));
  return { graph, rows: dimensions.batch, feeds: feeds.all, outputs, ...made, tied };
}

function output(name: string, per: TensorFeed["per"], tensor: Tensor): TensorFeed {
  return { name, type: tensor.type, per, width: tensor.shape[tensor.shape.length - 1], tensor };
}

/** Learned initial states begin at zero. */
function initialZeros(graph: Graph): [string, (values: Float32Array) => void][] {
  const learned = graph.parameters().filter(({ name }) => name.startsWith("initial."));
  return learned.map(({ name }) => [name, (values) => values.fill(0)]);
}
