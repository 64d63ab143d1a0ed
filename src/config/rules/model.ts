import { factsOf } from "../cells/index.ts";
import { kinds } from "../kinds/index.ts";
import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { layersOf, rateOf } from "../resolved/layers.ts";
import type { Config, Partly } from "../schema.ts";
import { isTelling } from "../support/uses.ts";
import { tasks } from "../tasks/index.ts";

type Model = Config["model"];

/** What the keys of a model mean together. Values that are wrong by themselves are undefined here. */
export function checkModel(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const { data = {}, model = {} } = config;
  const { kind = "recurrent" } = model;
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const layers = layersOf(model as Model) as Partly<Model>[];
  const last = layers[layers.length - 1];

  if (model.dropout && layers.length === 1)
    problems.warning("model.dropout", at("model.dropout"), says.dropsNothing({ dropout: model.dropout }));
  if (kind === "recurrent") checkLayers(model, layers, given, problems);
  const settings = { ...(model as Model), layers: layers.length, season: data.season };
  kinds[kind].check?.(settings, (name, said) => problems.error(`model.${name}`, at(`model.${name}`), said));
  if (model.readout === "last" && last?.bidirectional)
    problems.error("model.readout", at("model.readout"), says.lastOfBoth());
  checkTied(config, last, at("model.tied"), problems);
}

/** What the keys of recurrent layers mean together. */
function checkLayers(model: Partly<Model>, layers: Partly<Model>[], given: Checker["given"], problems: ProblemList) {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  /** Where a layer's setting stands: at the layer itself, or at the model. */
  const keyOf = (layer: number, name: string) => {
    const own = `model.layers[${layer}].${name}`;
    return given.has(own) ? own : `model.${name}`;
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
    const key = `model.${name}`;
    const isShadowed = list.every((own) => own && (own as Record<string, unknown>)[name] !== undefined);
    if (given.has(key) && isTelling(key, value) && isShadowed)
      problems.warning(key, at(key), says.everyLayerHasOwn({ key }));
  }
}

/** Whether the output can use the numbers of the embedding. */
function checkTied(
  { task, data = {}, model = {} }: Partly<Config>,
  last: Partly<Model> | undefined,
  span: Span,
  problems: ProblemList,
) {
  const { tied, embedding } = model;
  if (!tied || !last || (task && tasks[task].predicts !== "symbols")) return;
  if (embedding === 0) {
    problems.error("model.tied", span, says.tiedToNothing());
    return;
  }
  const isCloze = data.direction === "cloze";
  const single = outputWidth(last);
  const width = isCloze && single !== undefined ? 2 * single : single;
  if (width !== undefined && embedding !== undefined && width !== embedding) {
    const units = isCloze ? embedding / 2 : embedding;
    problems.error("model.tied", span, says.tiedMismatch({ width, embedding, units }));
  }
}

/** Numbers that a layer puts out at each step. */
function outputWidth(settings: Partly<Model>): number | undefined {
  const { cell, units } = settings;
  if (units === undefined) return undefined;
  return (cell && factsOf(cell).width?.({ ...(settings as Partial<Model>), units })) ?? units;
}
