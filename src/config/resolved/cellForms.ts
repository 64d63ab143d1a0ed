import { factsOf, usual } from "../cells/index.ts";
import { cellKeys } from "../keys/layer.ts";
import { kinds } from "../kinds/index.ts";
import type { Config } from "../schema.ts";
import { tasks } from "../tasks/index.ts";
import { decoderOf } from "./decoder.ts";
import { isOn, layersOf } from "./layers.ts";

type Model = Config["model"];

/** How a cell computes, by the keys that say more than its default; sizes and first values are left out. */
export type CellForm = Partial<
  Pick<Model, keyof typeof cellKeys | (typeof LAYER_KEYS)[number] | "kind" | "order" | "kernel">
>;

/** What a layer does beside its cell, also after training: zoneout moves the state by its expectation. */
const LAYER_KEYS = ["bidirectional", "layerNorm", "zoneout"] as const;

/**
 * How the cell of each layer computes: what names and shapes of parameters do not say. Files with parameters carry it, because
 * another program, or another config, would read the same numbers and compute something else.
 */
export function cellForms(model: Model): CellForm[] {
  const keys = (Object.keys(cellKeys) as (keyof typeof cellKeys)[]).filter(
    (key) => key !== "units" && key !== "forgetBias",
  );
  const { kind } = model;
  return layersOf(model).map((layer) => {
    const form = kinds[kind].form?.(layer);
    if (form) {
      const { activation } = layer;
      return { kind, ...form, ...(activation != null && activation !== "tanh" && { activation }) };
    }
    const told: (keyof typeof layer)[] = keys.filter(
      (key) => layer[key] != null && layer[key] !== false && layer[key] !== (usual as Partial<Model>)[key],
    );
    if (layer.resetAfter === false) told.push("resetAfter");
    told.push(...LAYER_KEYS.filter((key) => isOn(layer[key])));
    return Object.fromEntries(told.map((key) => [key, layer[key]])) as CellForm;
  });
}

/**
 * How a whole network computes, for the same reason: the forms of its layers, and where it writes pairs those of its decoder, the bridge
 * and the attention.
 */
export function computedForms(config: Config): object[] {
  const encoder = cellForms(config.model);
  if (tasks[config.task].reads !== "pairs") return encoder;
  const { model, bridge, attention } = decoderOf(config);
  const decoder = cellForms(model).map((form) => ({ side: "decoder", ...form }));
  return [...encoder, ...decoder, { bridge, ...(attention && { attention: attention.name, query: attention.query }) }];
}

/** Whether PyTorch's `nn.RNN`, `nn.LSTM` or `nn.GRU` computes the same from the same parameters. */
export function isPyTorchs({
  cell,
  activation = "tanh",
  projection: _,
  bidirectional: __,
  ...options
}: CellForm): boolean {
  const others = Object.keys(options).length > 0;
  const known = cell !== undefined && factsOf(cell).isPyTorchs === true;
  return known && ["tanh", "relu"].includes(activation as string) && !others;
}
