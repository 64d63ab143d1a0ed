import { type Feeds, type Graph, ops, type Tensor } from "../graph/index.ts";
import { concatenate } from "./cell.ts";
import { embedded, type LayerSource } from "./product.ts";

/** What is read: V symbols, through an embedding of E numbers or one-hot where E is 0; F numbers a step instead, or with `both` beside them. */
interface InputForm {
  vocabulary: number;
  features?: number;
  both?: boolean;
  embedding: number;
}

/**
 * What a network reads, as feeds of its graph: `inputs`, tokens through the embedding or one-hot, `vectors`, or with `both` the one beside
 * the other. `project`: whether the embedding is projected before tokens gather its rows.
 */
export function inputSource(
  graph: Graph,
  feeds: Feeds,
  { vocabulary: V, features = 0, both = false, embedding: E }: InputForm,
  { lengths, project }: { lengths: Tensor | undefined; project: boolean },
): { source: LayerSource; embedding: Tensor | undefined } {
  const tokens = features === 0 || both ? feeds.add("inputs", { type: "i32", per: "step" }) : undefined;
  const vectors = features > 0 ? feeds.add("vectors", { type: "f32", per: "step", width: features }) : undefined;
  const embedding = E && tokens ? graph.parameter("embedding.weight", [V, E]) : undefined;
  // Padding is cleared at the door, so that nothing behind it depends on what stands there.
  const kept =
    vectors && lengths ? graph.apply(ops.keepRows, { x: vectors, lengths }, {}, "vectors.kept").out : vectors;
  if (!tokens) return { source: { sequence: kept! }, embedding };
  const source = { tokens, vocabulary: V, embedding, project, lengths };
  if (!kept) return { source, embedding };
  return { source: { sequence: concatenate(graph, [embedded(graph, source), kept], "embedded.beside") }, embedding };
}
