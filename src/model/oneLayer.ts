import { Feeds, Graph, ops, type Tensor, type TensorFeed } from "../graph/index.ts";
import { everyStep } from "./heads.ts";
import { inputSource } from "./inputSource.ts";
import { recurrentLayer } from "./layer.ts";
import type { Dimensions, Model } from "./model.ts";
import { type StackPlace, stackLayers } from "./stack.ts";
import type { ModelOptions, StackLayer } from "./stackLayer.ts";
import type { See } from "./stepView.ts";
import { joinSteps } from "./unroll.ts";

/** One direction of one layer of a network. */
export interface LayerAt {
  /** The stack that it is in, where the network has several. */
  place?: StackPlace;
  index: number;
  reverse: boolean;
}

/** Numbers a step that a layer puts out, both directions beside each other. */
function layerOutput({ cell, settings }: StackLayer, place?: StackPlace): number {
  return cell.output * (settings.bidirectional && !place?.only ? 2 : 1);
}

/**
 * One direction of one layer by itself, run by its cell's definition: it reads what the network reads, or in the feed `vectors` what the
 * layer below puts out, and carries its states. Its outputs are `output` (T,B,·) and all that the cell shows of its steps, by label; `change`
 * puts something in the place of that.
 */
export function buildLayer(
  options: ModelOptions,
  { place, index, reverse }: LayerAt,
  dimensions: Dimensions,
  change: See = (_, tensor) => tensor,
): Model {
  const graph = new Graph();
  const { batch: B } = dimensions;
  const feeds = new Feeds(graph, dimensions, B);
  const layers = stackLayers(options, place);
  const { source } =
    index === 0
      ? inputSource(
          graph,
          feeds,
          { ...dimensions, embedding: options.embedding },
          { lengths: undefined, project: false },
        )
      : {
          source: {
            sequence: feeds.add("vectors", { type: "f32", per: "step", width: layerOutput(layers[index - 1], place) }),
          },
        };
  const seen = new Map<string, Tensor[]>();
  const see: See = (at, tensor) => {
    const steps = seen.get(at.label) ?? [];
    seen.set(at.label, steps);
    steps[at.t] = change(at, tensor);
    return steps[at.t];
  };
  const learnsInitialState = options.initialState === "learned";
  const build = { graph, B, unrolled: true, drawing: false, learnsInitialState, see };
  const { output, states, tensors, roles, initializers } = recurrentLayer(build, layers[index], source, reverse);
  const made = [...seen].map(([label, steps]) => [label, joinSteps(graph, steps, `seen.${label}`)] as const);
  const outputs = [["output", output] as const, ...made].map(([name, tensor]): TensorFeed => {
    return { name, type: "f32", per: "step", width: tensor.shape[2], tensor };
  });
  return {
    ...{ graph, rows: B, feeds: feeds.all, outputs, states, layers: [tensors] },
    ...{ roles: new Map(roles), initializers: new Map(initializers) },
  };
}

/** How the output layer reads. */
export interface OutputForm {
  /** Numbers of what the last layer puts out. */
  width: number;
  /** Numbers of what attention looked at: they stand before those of the layer in the feed. */
  context?: number;
  /** The table that is the output's weights too. */
  tied?: string;
}

/**
 * The output layer by itself: logits of what a layer puts out, in the feed `vectors` (T,B,·). With a context it goes through
 * tanh(W_c [context; h]) first.
 */
export function buildOutput(dimensions: Dimensions, { width, context = 0, tied }: OutputForm): Model {
  const graph = new Graph();
  const { batch: B, vocabulary: V, classes = V } = dimensions;
  const feeds = new Feeds(graph, dimensions, B);
  let output = feeds.add("vectors", { type: "f32", per: "step", width: context + width });
  if (context > 0) {
    const b = graph.parameter("attention.output.weight", [width, context + width]);
    const { out: sum } = graph.apply(ops.matmul, { a: output, b }, { transposeB: true }, "attention.sum");
    output = graph.apply(ops.tanh, { x: sum }, {}, "attention.output").out;
  }
  const { logits } = everyStep({
    ...{ graph, feeds, stack: { output }, classes, lengths: undefined },
    tied: tied === undefined ? undefined : graph.parameter(tied, [classes, width]),
    ...{ withLoss: false, readsLogits: true, skips: false, labelSmoothing: undefined, classWeights: undefined },
  });
  const outputs: TensorFeed[] = [{ name: "logits", type: "f32", per: "step", width: classes, tensor: logits! }];
  const nothing = { states: [], layers: [], roles: new Map(), initializers: new Map() };
  return { graph, rows: B, feeds: feeds.all, outputs, logits, ...nothing };
}
