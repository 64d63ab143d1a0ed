import type { Config } from "../config/index.ts";
import { differentiate, Graph, type Tensor } from "../graph/index.ts";
import type { CellOutput, CellSettings } from "./cell.ts";
import { cellOf } from "./cells.ts";
import { learnForward } from "./influence.ts";
import { type LayerOptions, recurrentLayer } from "./layer.ts";

/** What of a config makes the network. */
export interface ModelOptions extends CellSettings {
  layers: number;
  /** E, 0 for one-hot input. */
  embedding: number;
  /** Probability that an element between two recurrent layers is dropped. */
  dropout: number;
}

export interface Dimensions {
  /** V, symbols. */
  vocabulary: number;
  /** T, time steps of the minibatch. */
  steps: number;
  /** B, rows of this shard. */
  batch: number;
  /** Predicted tokens of the whole minibatch; decides whether the embedding is projected first. Defaults to T·B. */
  tokens?: number;
}

export interface BuildOptions {
  /** Fused sequences (the default), or the unrolled graph of small operations that defines them. */
  unrolled?: boolean;
  /** Adds the loss and the backward pass. */
  training?: boolean;
  /** Adds the loss without a backward pass, and leaves dropout out. */
  evaluation?: boolean;
  /** Share of each target that is spread evenly over all symbols; none where absent. */
  labelSmoothing?: number;
  /** Whether gradients go back through time or are carried forward with it; back where absent. */
  gradient?: Config["training"]["gradient"];
}

export interface Model {
  graph: Graph;
  /** Tokens (T,B). */
  inputs: Tensor;
  /** Tokens (T,B); absent in a graph that only predicts. */
  targets?: Tensor;
  /** (T,B,V) */
  logits: Tensor;
  /** [1], nats: the mean −ln p over the predicted tokens of the whole minibatch, this shard's part of it. */
  loss?: Tensor;
  /** [1]: what training lowers, `loss` or, with label smoothing, the smoothed loss. */
  objective?: Tensor;
  states: Tensor[];
  /** Of each layer: hidden state (T,B,H), and where the cell has them, cell state (T,B,H) and gates (T,B,G·H). */
  layers: CellOutput["tensors"][];
  /** What cells say of their parameters' first values, by name, after the initialiser. */
  initializers: Map<string, (values: Float32Array) => void>;
  gradients?: Map<Tensor, Tensor>;
}

/**
 * A next-token model: embedding or one-hot input, recurrent layers, a linear output. Parameters carry PyTorch's names and
 * layouts. The state of every layer is carried from step to step.
 */
export function buildModel(options: ModelOptions, dimensions: Dimensions, build: BuildOptions = {}): Model {
  const graph = new Graph();
  const { steps: T, batch: B, vocabulary: V } = dimensions;
  const { layers } = options;
  const withLoss = build.training || build.evaluation;
  const inputs = graph.input("inputs", [T, B]);
  const targets = withLoss ? graph.input("targets", [T, B]) : undefined;
  const embedding = options.embedding ? graph.parameter("embedding.weight", [V, options.embedding]) : undefined;
  const layerOptions: LayerOptions = {
    cell: cellOf(options),
    unrolled: build.unrolled === true,
  };

  const states: Tensor[] = [];
  const initializers: Model["initializers"] = new Map();
  const layerTensors: CellOutput["tensors"][] = [];
  // Projecting the table through W_ih costs V rows, gathering first costs T·B.
  const forward = build.training && build.gradient === "rtrl";
  const project = forward || (dimensions.tokens ?? T * B) > V;
  let sequence: Tensor | undefined;
  for (let layer = 0; layer < layers; layer++) {
    if (sequence && options.dropout > 0 && build.training) {
      sequence = graph.apply("dropout", [sequence], { p: options.dropout, layer }, `dropout.l${layer}`)[0];
    }
    const source = sequence ? { sequence } : { tokens: inputs, vocabulary: V, embedding, project };
    const made = recurrentLayer(graph, layerOptions, layer, source, B);
    states.push(...made.states);
    for (const [name, initializer] of made.initializers) initializers.set(name, initializer);
    layerTensors.push(made.tensors);
    sequence = made.output;
    if (forward) {
      const carried = learnForward(graph, sequence);
      states.push(...carried.states);
      sequence = carried.output;
    }
  }

  const weight = graph.parameter("output.weight", [V, layerOptions.cell.output]);
  const bias = graph.parameter("output.bias", [V]);
  const logits = graph.apply("matmul", [sequence, weight, bias], { transposeA: false, transposeB: true }, "logits")[0];
  const model: Model = { graph, inputs, targets, logits, states, layers: layerTensors, initializers };
  if (targets) {
    const smoothing = build.labelSmoothing ?? 0;
    const operands = [logits, targets];
    const [objective, , surprise] =
      smoothing > 0
        ? graph.apply("weightedCrossEntropy", operands, { smoothing }, "loss")
        : graph.apply("crossEntropy", operands, {}, "loss");
    model.objective = objective;
    model.loss = surprise ?? objective;
    if (build.training) model.gradients = differentiate(graph, objective);
  }
  return model;
}
