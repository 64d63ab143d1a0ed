import { cellNames, factsOf, knownBy } from "../cells/index.ts";
import { type Config, defaultOf, rootSchema, schemasAt } from "../schema.ts";
import { decoderSettings, definedOnly, layersOf } from "./layers.ts";
import { withOptions } from "./options.ts";

type Model = Config["model"];

/** The decoder of a network that reads one sequence and writes another. */
export interface DecoderSettings {
  /** What `model` is of the encoder, this is of the decoder; it has one direction. */
  model: Model;
  bridge: "linear" | "copy" | "zero";
  /** `size`: numbers in which additive attention compares; of the others it is not used. */
  attention: { name: "dot" | "general" | "additive"; size: number; query: "before" | "after" } | null;
}

/** For tasks that read pairs. */
export function decoderOf({ model }: Pick<Config, "model">): DecoderSettings {
  const decoder = decoderModel(model);
  return { model: decoder, bridge: model.bridge, attention: attentionOf(model, layersOf(decoder).at(-1)!.units) };
}

function attentionOf({ attention }: Model, units: number): DecoderSettings["attention"] {
  if (attention === null) return null;
  const forms = schemasAt(["model", "attention"]);
  const { name, query, ...options } = withOptions(forms, attention) as Exclude<typeof attention, string>;
  const size = ("size" in options && options.size) || units;
  return { name, size, query: query ?? (name === "additive" ? "before" : "after") };
}

/** The settings of the decoder: those of `model`, and over them its own. Of an encoder that is partly given, what is given. */
export function decoderModel<M extends Partial<Model>>(model: M): M {
  const { decoder, layers: _, ...encoder } = model;
  const own = definedOnly((decoder ?? {}) as Partial<Model>);
  const all = decoderSettings(model);
  const cells = layersOf(all).map(({ cell }) => cell);
  const foreign = Object.keys(encoder).filter((key) => !(key in own) && !cells.some((cell) => hasKey(cell, key)));
  const usualModel = defaultOf(rootSchema.properties?.model ?? {}) as Model;
  const left = Object.fromEntries(foreign.map((key) => [key, usualModel[key as keyof Model]]));
  return { ...all, ...left, bidirectional: false, bridge: "linear", attention: null } as M;
}

/** Whether a cell has what a key is about; a layer of another cell leaves it out. */
function hasKey(cell: Model["cell"] | undefined, key: string): boolean {
  if (cell === undefined || !cellNames.includes(cell)) return true;
  if (key === "recurrentDropout") return factsOf(cell).hasCandidate === true;
  return knownBy.find((known) => known.key === key)?.cells.includes(cell) ?? true;
}

/**
 * Most symbols of an output, without `<eos>`: `sampling.length`, and one and a half times the longest target of training and five,
 * whichever is less.
 */
export function longestOutput({ sampling }: Pick<Config, "sampling">, longestTarget: number): number {
  return Math.min(sampling.length, Math.floor(1.5 * longestTarget) + 5);
}

/** Numbers that a layer puts out at each step. */
export function outputWidth(layer: Partial<Omit<Model, "layers">>): number | undefined {
  const { cell, units } = layer;
  if (units === undefined) return undefined;
  return (cell && factsOf(cell).width?.({ ...layer, units })) ?? units;
}
