import type { Feeds, Graph, Tensor } from "../../graph/index.ts";
import { inputSource } from "../inputSource.ts";
import type { BuildOptions, Dimensions } from "../model.ts";
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
  const { steps: T, batch: B, vocabulary: V } = dimensions;
  const build = { ...common, lengths };
  const project = (dimensions.tokens ?? T * B) > V;
  const { source } = inputSource(
    common.graph,
    feeds,
    { ...dimensions, embedding: options.embedding },
    { lengths, project },
  );
  const stack = recurrentStack(build, options, source, { module: "encoder" });
  return { stack, memory: stack.output, layers: stackLayers(options, { module: "encoder" }), ends: stack.ends };
}
