import { factsOf } from "../cells/index.ts";
import { kinds } from "../kinds/index.ts";
import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { decoderModel, outputWidth } from "../resolved/decoder.ts";
import { layersOf, rateOf } from "../resolved/layers.ts";
import type { Config, Partly } from "../schema.ts";
import { isTelling } from "../support/uses.ts";
import { tasks } from "../tasks/index.ts";
import { checkDecoder } from "./decoder.ts";

type Model = Config["model"];

/** What the keys of a model mean together. Values that are wrong by themselves are undefined here. */
export function checkModel(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const { data = {}, model = {} } = config;
  const { kind = "recurrent" } = model;
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const layers = layersOf(model as Model) as Partly<Model>[];
  const last = layers[layers.length - 1];

  const isPair = config.task !== undefined && tasks[config.task].reads === "pairs";
  const decoder = isPair ? (decoderModel(model as Partial<Model>) as Partly<Model>) : undefined;
  const decoderLayers = decoder && (layersOf(decoder as Model) as Partly<Model>[]);
  if (model.dropout && layers.length === 1 && (decoderLayers?.length ?? 1) === 1)
    problems.warning("model.dropout", at("model.dropout"), says.dropsNothing({ dropout: model.dropout }));
  if (kind === "recurrent") checkLayers({ model, layers, around: "model" }, given, problems);
  if (decoder && decoderLayers) {
    const own = (model.decoder ?? {}) as Partly<Model>;
    checkLayers({ model: own, layers: decoderLayers, around: "model.decoder" }, given, problems);
    checkDecoder({ layers, decoder, decoderLayers, model }, given, problems);
  }
  const settings = { ...(model as Model), layers: layers.length, season: data.season };
  kinds[kind].check?.(settings, (name, said) => problems.error(`model.${name}`, at(`model.${name}`), said));
  if (model.readout === "last" && last?.bidirectional)
    problems.error("model.readout", at("model.readout"), says.lastOfBoth());
  const written = decoder
    ? { embedding: decoder.embedding, last: decoderLayers?.at(-1) }
    : { embedding: model.embedding, last };
  checkTied(config, written, at("model.tied"), problems);
}

/** A stack of layers, with the key around its settings: the model, or its decoder. */
interface Stack {
  model: Partly<Model>;
  layers: Partly<Model>[];
  around: string;
}

/** What the keys of recurrent layers mean together. */
function checkLayers({ model, layers, around }: Stack, given: Checker["given"], problems: ProblemList) {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  /** Where a layer's setting stands: at the layer itself, or at what is around it. */
  const keyOf = (layer: number, name: string) => {
    const own = `${around}.layers[${layer}].${name}`;
    const shared = `${around}.${name}`;
    return given.has(own) ? own : given.has(shared) ? shared : `model.${name}`;
  };
  const list = Array.isArray(model.layers) ? (model.layers as (object | undefined)[]) : undefined;
  layers.forEach((layer, i) => {
    // Layers that are alike are looked at once.
    if (layer.cell && (list || i === 0)) {
      factsOf(layer.cell).check?.(layer as Partial<Model>, (name, say) => {
        const key = keyOf(i, name);
        problems.error(key, at(key), say(key));
      });
    }
    const rates = layer.variationalDropout as Model["variationalDropout"] | undefined;
    if (model.dropout && i > 0 && rateOf(rates, "input") > 0) {
      const key = keyOf(i, "variationalDropout");
      problems.error(key, at(key), says.droppedTwice({ key }));
    }
  });
  if (!list) return;
  for (const [name, value] of Object.entries(model)) {
    const key = `${around}.${name}`;
    const isShadowed = list.every((own) => own && (own as Record<string, unknown>)[name] !== undefined);
    if (given.has(key) && isTelling(key, value) && isShadowed)
      problems.warning(key, at(key), says.everyLayerHasOwn({ key }));
  }
}

/** Whether the output can use the numbers of the embedding that stands below the layers which are written with. */
function checkTied(
  { task, data = {}, model = {} }: Partly<Config>,
  { embedding, last }: { embedding: number | undefined; last: Partly<Model> | undefined },
  span: Span,
  problems: ProblemList,
) {
  const { tied } = model;
  if (!tied || !last || (task && tasks[task].predicts !== "symbols")) return;
  if (embedding === 0) {
    problems.error("model.tied", span, says.tiedToNothing());
    return;
  }
  const isCloze = data.direction === "cloze";
  const single = outputWidth(last as Partial<Model>);
  const width = isCloze && single !== undefined ? 2 * single : single;
  if (width !== undefined && embedding !== undefined && width !== embedding) {
    const units = isCloze ? embedding / 2 : embedding;
    problems.error("model.tied", span, says.tiedMismatch({ width, embedding, units }));
  }
}
