import { type Feeds, type Graph, ops, type Tensor } from "../../graph/index.ts";
import { concatenate } from "../cell.ts";
import type { BuildOptions, Dimensions } from "../model.ts";
import { embedded, type LayerSource } from "../product.ts";
import { recurrentStack, type Stack, stackLayers } from "../stack.ts";
import type { ModelOptions, StackBuild } from "../stackLayer.ts";
import { type EncoderEnds, initialValue } from "./bridge.ts";

export interface Encoded extends EncoderEnds {
  stack: Stack;
  /** What the last layer puts out (T,B,M). */
  memory: Tensor;
}

/** What all stacks of an encoder-decoder share while they are built. */
export function stackBuild(graph: Graph, B: number, options: ModelOptions, build: BuildOptions): StackBuild {
  const learned = options.initialState === "learned";
  return {
    graph,
    B,
    unrolled: build.unrolled === true,
    drawing: build.training === true && !build.dry,
    learnsInitialState: learned,
    see: build.see,
    start: (_, state, suffix) => initialValue(graph, B, state, suffix, learned),
  };
}

/** Reads the source: tokens or vectors or both, with lengths. Its states begin with each sequence and are not carried. */
export function encode(
  feeds: Feeds,
  common: StackBuild,
  options: ModelOptions,
  dimensions: Dimensions,
  lengths: Tensor,
): Encoded {
  const { graph } = common;
  const { steps: T, batch: B, vocabulary: V, features = 0, both = false } = dimensions;
  const build = { ...common, lengths };
  let source: LayerSource | undefined;
  if (features === 0 || both) {
    const tokens = feeds.add("inputs", { type: "i32", per: "step" });
    const embedding = options.embedding ? graph.parameter("embedding.weight", [V, options.embedding]) : undefined;
    source = { tokens, vocabulary: V, embedding, project: (dimensions.tokens ?? T * B) > V, lengths };
  }
  if (features > 0) {
    const x = feeds.add("vectors", { type: "f32", per: "step", width: features });
    // Padding is cleared at the door, so that nothing behind it depends on what stands there.
    const { out: kept } = graph.apply(ops.keepRows, { x, lengths }, {}, "vectors.kept");
    const beside = source && "tokens" in source ? [embedded(graph, source), kept] : [kept];
    source = { sequence: beside.length > 1 ? concatenate(graph, beside, "embedded.beside") : kept };
  }
  const stack = recurrentStack(build, options, source!, { module: "encoder" });
  return { stack, memory: stack.output, layers: stackLayers(options, { module: "encoder" }), ends: stack.ends };
}
