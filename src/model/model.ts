import type { MinibatchShape } from "../base/minibatch.ts";
import type { Config } from "../config/index.ts";
import { differentiate, Feeds, Graph, type Tensor, type TensorFeed } from "../graph/index.ts";
import type { CellOutput } from "./cell.ts";
import { clozeStacks } from "./cloze.ts";
import { freeze } from "./freeze.ts";
import { type AnswerWeights, everyStep, type Head } from "./heads.ts";
import { learnForward } from "./influence.ts";
import { inputSource } from "./inputSource.ts";
import type { ParameterRole } from "./layer.ts";
import { recurrentStack } from "./stack.ts";
import type { ModelOptions } from "./stackLayer.ts";
import type { See } from "./stepView.ts";

export interface Dimensions extends MinibatchShape {
  /** V, symbols of the input, and what the head answers with unless `classes` says otherwise. */
  vocabulary: number;
  /** F: the input is vectors (T,B,F) instead of tokens, or with `both` beside them. */
  features?: number;
  both?: boolean;
  /** C, symbols, classes, labels or numbers of the output. */
  classes?: number;
  /** B, rows of this shard. */
  batch: number;
  /** Predicted tokens of the whole minibatch; decides whether the embedding is projected first. Defaults to T·B. */
  tokens?: number;
  /** Sequences have lengths of their own, and what follows their end is padding. */
  lengths?: boolean;
}

export interface BuildOptions {
  /** Fused sequences (the default), or the unrolled graph of small operations that defines them. */
  unrolled?: boolean;
  /** Adds the loss and the backward pass. */
  training?: boolean;
  /** Adds the loss without a backward pass, and leaves out all that is random. A class below 0 counts for nothing. */
  evaluation?: boolean;
  /** Whether the logits are read back although there is a loss. */
  readsLogits?: boolean;
  /** Share of each target that is spread evenly over all symbols; none where absent. */
  labelSmoothing?: number;
  /** What classes or labels weigh in what training lowers; all alike where absent. */
  classWeights?: AnswerWeights;
  /** Whether gradients go back through time or are carried forward with it; back where absent. */
  gradient?: Config["training"]["gradient"];
  /** Leaves out all that is random in training too. */
  dry?: boolean;
  /** What stands on top of the recurrent layers; a symbol at every time step where absent. */
  head?: Head;
  /**
   * Of an encoder-decoder one part, to write with: the encoder, or one step of the decoder, whose states are carried. Both where absent,
   * as training and evaluation need them.
   */
  part?: "encoder" | "step";
  /**
   * Of a part: so many rows write for each source, and look at one copy of it. Row k·E + e of a step is row k of source e; what the encoder
   * hands over of its steps is then (T,E,·) as it lies, and a feed of numbers of the K·E rows.
   */
  beams?: number;
  /** Who looks inside; then every cell runs by its definition, whatever `unrolled` says. */
  see?: See;
  /**
   * Of a step of the decoder: it puts out so many of the largest logits of each row, all where there are fewer, with what
   * log-probabilities are less, instead of all logits: `rankedLogits`, `rankedIds` and `logSum`.
   */
  ranked?: number;
}

export interface Model {
  graph: Graph;
  /** B */
  rows: number;
  /** What each minibatch hands over, by name: "inputs", tokens; "vectors"; "lengths"; and what the head adds, "targets". */
  feeds: readonly TensorFeed[];
  /** What can be read back by name: "logits" where they exist, and of an encoder-decoder "attention"; of a part of one all that it makes. */
  outputs: readonly TensorFeed[];
  /** (T,B,V), or as the head says, and absent where the loss is computed without them; of an encoder alone its memory. */
  logits?: Tensor;
  /** [1], nats or the head's error: the mean over what is predicted of the whole minibatch, this shard's part of it. */
  loss?: Tensor;
  /** [1]: what training lowers, `loss` or, with label smoothing or class weights, the smoothed and weighted loss. */
  objective?: Tensor;
  /** Inputs that are the same at every step, with what stands in them. */
  constants?: ReadonlyMap<Tensor, Float32Array>;
  states: Tensor[];
  /** Of each layer and direction: hidden state (T,B,H), and where the cell has them, cell state (T,B,H) and gates (T,B,G·H). */
  layers: CellOutput["tensors"][];
  /** What the recurrent layers' parameters are for, by name. */
  roles: Map<string, ParameterRole>;
  /** What cells and layers say of their parameters' first values, by name, after the initialiser. */
  initializers: Map<string, (values: Float32Array) => void>;
  /** The embedding that is also the output's weights. */
  tied?: Tensor;
  gradients?: Map<Tensor, Tensor>;
}

/**
 * Embedding, one-hot or vector input, recurrent layers, and a head, by default one that predicts a symbol at every time step.
 * Parameters carry PyTorch's names and layouts. The state of every layer and direction is carried from step to step: who trains on
 * whole sequences clears the states before each minibatch.
 */
export function buildModel(options: ModelOptions, dimensions: Dimensions, build: BuildOptions = {}): Model {
  const graph = new Graph();
  const { steps: T, batch: B, vocabulary: V } = dimensions;
  const feeds = new Feeds(graph, dimensions, B);
  const lengths = dimensions.lengths ? feeds.add("lengths", { type: "i32", per: "sequence" }) : undefined;
  const forward = build.training === true && build.gradient === "rtrl";
  // Projecting the table through W_ih costs V rows, gathering first costs T·B.
  const project = forward || (dimensions.tokens ?? T * B) > V;
  const read = { ...dimensions, embedding: options.embedding };
  const { source, embedding } = inputSource(graph, feeds, read, { lengths, project });
  const drawing = build.training === true && !build.dry;
  const learnsInitialState = options.initialState === "learned";
  const unrolled = build.unrolled === true;
  const shared = { graph, B, lengths, unrolled, drawing, learnsInitialState, see: build.see };
  const stack = options.cloze ? clozeStacks(shared, options, source) : recurrentStack(shared, options, source);
  if (forward) {
    const carried = learnForward(graph, stack.output);
    stack.states.push(...carried.states);
    stack.output = carried.output;
  }
  const withLoss = build.training === true || build.evaluation === true;
  const tied = options.tied ? embedding : undefined;
  const head = (build.head ?? everyStep)({
    graph,
    feeds,
    stack,
    classes: dimensions.classes ?? V,
    lengths,
    tied,
    withLoss,
    readsLogits: build.readsLogits === true,
    skips: build.evaluation === true,
    labelSmoothing: build.labelSmoothing,
    classWeights: build.classWeights,
  });
  freeze(graph, options.freeze ?? []);
  const { states, layers, roles, initializers } = stack;
  const { per, ...made } = head;
  const { logits } = made;
  const outputs: TensorFeed[] = [];
  if (logits) outputs.push({ name: "logits", type: "f32", per, width: logits.shape.at(-1)!, tensor: logits });
  const model: Model = {
    graph,
    rows: B,
    feeds: feeds.all,
    outputs,
    ...made,
    states,
    layers,
    roles,
    initializers,
    tied,
  };
  if (model.objective && build.training) model.gradients = differentiate(graph, model.objective);
  return model;
}
