import { factsOf, usual } from "../cells/index.ts";
import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { outputWidth } from "../resolved/decoder.ts";
import type { Config, Partly } from "../schema.ts";
import { nameOf } from "../support/uses.ts";

type Model = Config["model"];

interface Sides {
  /** Of the encoder. */
  model: Partly<Model>;
  layers: Partly<Model>[];
  decoder: Partly<Model>;
  decoderLayers: Partly<Model>[];
}

/** What encoder and decoder mean together. */
export function checkDecoder(
  { model, layers, decoder, decoderLayers }: Sides,
  given: Checker["given"],
  problems: ProblemList,
): void {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const { attention, bridge } = model;
  const last = decoderLayers[decoderLayers.length - 1];

  if (given.has("model.decoder.dropout") && decoder.dropout && decoderLayers.length === 1) {
    const key = "model.decoder.dropout";
    problems.warning(key, at(key), says.dropsNothing({ key, dropout: decoder.dropout }));
  }
  if (nameOf(attention) === "dot") {
    const memory = widthOf(layers[layers.length - 1]);
    const query = stateWidth(last);
    if (memory !== undefined && query !== undefined && memory !== query) {
      problems.error("model.attention", at("model.attention"), says.dotOfOtherWidths({ memory, query }));
    }
  }
  if (bridge === "zero" && attention === null) {
    problems.warning("model.bridge", at("model.bridge"), says.knowsNoSource());
  }
  if (bridge === "copy") checkCopy(layers, decoderLayers, at("model.bridge"), problems);
}

/** Numbers at each step of the output, of both directions. */
function widthOf(layer: Partly<Model> | undefined): number | undefined {
  const one = outputWidth(layer as Partial<Model>);
  return one !== undefined && layer?.bidirectional ? 2 * one : one;
}

/** Numbers of h, which asks: of a cell whose output holds more than h, fewer than it puts out. */
function stateWidth({ projection, units }: Partly<Model>): number | undefined {
  return projection ?? units;
}

/** Whether the states in which the encoder ends are such as the decoder has. */
function checkCopy(layers: Partly<Model>[], decoderLayers: Partly<Model>[], span: Span, problems: ProblemList): void {
  if (layers.length !== decoderLayers.length) {
    const counts = { encoder: layers.length, decoder: decoderLayers.length };
    problems.error("model.bridge", span, says.copiesOtherDepth(counts));
    return;
  }
  for (const [i, layer] of layers.entries()) {
    const to = decoderLayers[i];
    const at = { layer: i + 1, layers: layers.length };
    if (layer.cell !== to.cell && layer.cell !== undefined && to.cell !== undefined) {
      problems.error("model.bridge", span, says.copiesOtherCell({ ...at, encoder: layer.cell, decoder: to.cell }));
      return;
    }
    const { sizes: keys = [] } = layer.cell === undefined ? {} : factsOf(layer.cell);
    for (const key of ["units", ...keys]) {
      const directions = layer.bidirectional ? 2 : 1;
      const [from, size] = [layer, to].map((side) => sizeOf(side, key));
      if (from === null || size === directions * from || (key === "units" && size === null)) continue;
      const sizes = { key, encoder: directions * from, directions, decoder: size };
      problems.error("model.bridge", span, says.copiesOtherSize({ ...at, ...sizes }));
      return;
    }
  }
}

/** A size of a layer's states; null where it has none of that name, or where it is wrong by itself. */
function sizeOf(layer: Partly<Model>, key: string): number | null {
  const { [key]: own } = layer as Record<string, number | null | undefined>;
  return own ?? (usual as Record<string, number | undefined>)[key] ?? null;
}
