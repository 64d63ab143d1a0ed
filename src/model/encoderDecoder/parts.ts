import type { Feeds, Graph } from "../../graph/index.ts";
import type { BuildOptions, Dimensions } from "../model.ts";
import { stackLayers } from "../stack.ts";
import type { ModelOptions, StackBuild, StackLayer } from "../stackLayer.ts";
import type { Roles } from "./bridge.ts";
import type { DecoderForm } from "./form.ts";

/** What the parts of an encoder-decoder share while they are built. */
export interface Parts {
  graph: Graph;
  feeds: Feeds;
  options: ModelOptions;
  form: DecoderForm;
  dimensions: Dimensions;
  build: BuildOptions;
  common: StackBuild;
  roles: Roles;
  layers: readonly StackLayer[];
}

/** M, numbers that the encoder puts out at each step. */
export function memoryWidth(options: ModelOptions): number {
  const layers = stackLayers(options, { module: "encoder" });
  const { cell, settings } = layers[layers.length - 1];
  return cell.output * (settings.bidirectional ? 2 : 1);
}

/** S, numbers that the decoder puts out at each step. */
export function outputWidth({ layers }: Parts): number {
  return layers[layers.length - 1].cell.output;
}

/** Numbers of a query: of h of the decoder's last layer. */
export function queryOf({ layers }: Parts): number {
  return layers[layers.length - 1].cell.states[0].width;
}

/** What a symbol of the target is read by: the name of its embedding, and E, numbers of a symbol. */
export function targetTable({ options, form }: Parts): { name: string; embedding: number | null; width: number } {
  const name = form.sharedEmbedding ? "embedding.weight" : "decoder.embedding.weight";
  const embedding = form.sharedEmbedding ? options.embedding : form.options.embedding;
  return { name, embedding, width: embedding || form.vocabulary };
}
