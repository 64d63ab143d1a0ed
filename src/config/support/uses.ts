import { usual } from "../cells/index.ts";
import type { Schema } from "../keys/fields.ts";
import { layerKeys } from "../keys/layer.ts";
import { definedOnly, isOn, layersOf } from "../resolved/layers.ts";
import { type Config, type Partly, schemasAt } from "../schema.ts";
import { type Support, supports } from "./support.ts";

/** A key of a config with a value that asks for something, and the value of the key that decides whether it is supported. */
export interface Use {
  /** Dotted, with the layer or the entry of a list where it stands there. */
  place: string;
  value: unknown;
  decided: unknown;
}

/** Where a config uses a key as the row says that it is not supported. Values that are missing or wrong are passed over. */
export function unsupportedUses(row: Support, config: Partly<Config>): Use[] {
  if (isPassedOver(row, config)) return [];
  const uses = usesOf(row, config).filter(
    ({ value }) => row.values === undefined || row.values.includes(nameOf(value)),
  );
  const failing = uses.filter(({ decided }) => decided !== undefined && !supports(row, decided));
  // What some layer makes use of is not ignored.
  return row.ignored && failing.length < uses.length ? [] : failing;
}

/** Whether another row says why, or nothing is to be said. */
export function isPassedOver({ unless }: Support, config: Partly<Config>): boolean {
  return [unless ?? []].flat().some(({ key, is }) => {
    return [valueAt(config, key)].flat().some((value) => is.includes(nameOf(value)));
  });
}

/** A name that stands alone, or with its options; "" of another value. */
export function nameOf(value: unknown): string {
  if (typeof value === "string") return value;
  const { name } = (value ?? {}) as { name?: unknown };
  return typeof name === "string" ? name : "";
}

export function valueAt(around: unknown, key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], around);
}

/** Whether a value asks for something: it is neither the default nor a way to say no. */
export function isTelling(key: string, value: unknown, isOfLayer = false): boolean {
  if (value === undefined || value === null) return false;
  const { default: standard, standsFor } = schemaOf(key) ?? {};
  if (standsFor?.includes(value)) return false;
  if (value === false)
    return standard === true || (usual as Record<string, unknown>)[key.replace("model.", "")] === true;
  if (isLayerKey(key) && typeof value === "object" && !Array.isArray(value)) return isOn(value as Rates);
  // A layer that names the usual cell means a cell.
  if (typeof value !== "object") return value !== standard || (isOfLayer && key === "model.cell");
  return JSON.stringify(value) !== JSON.stringify(standard);
}

const schemas = new Map<string, Schema | undefined>();

function schemaOf(key: string): Schema | undefined {
  if (!schemas.has(key)) schemas.set(key, schemasAt(key.split("."), true)[0]);
  return schemas.get(key);
}

type Rates = Parameters<typeof isOn>[0];

function isLayerKey(key: string): boolean {
  const [section, name] = key.split(".");
  return section === "model" && Object.hasOwn(layerKeys, name);
}

function usesOf({ key, decider }: Support, config: Partly<Config>): Use[] {
  if (key === "baselines") {
    const decided = valueAt(config, decider);
    return ((config.baselines ?? []) as unknown[]).flatMap((value, i) =>
      nameOf(value) === "" ? [] : [{ place: `${key}[${i}]`, value, decided }],
    );
  }
  if (isLayerKey(key)) return usesOfLayers(key, decider, config);
  const value = valueAt(config, key);
  return isTelling(key, value) ? [{ place: key, value, decided: valueAt(config, decider) }] : [];
}

function usesOfLayers(key: string, decider: string, config: Partly<Config>): Use[] {
  const { model = {} } = config;
  const name = key.slice("model.".length);
  const usesIn = (stack: Partly<Config["model"]>, around: string, isWhole: boolean): Use[] => {
    const list = Array.isArray(stack.layers) ? (stack.layers as (object | undefined)[]) : undefined;
    // Layers that are alike are looked at once.
    const layers = list ? (layersOf(stack as Config["model"]) as object[]) : [stack];
    return layers.flatMap((layer, i) => {
      const isOwn = valueAt(list?.[i], name) !== undefined;
      const value = valueAt(layer, name);
      if (!isTelling(key, value, isOwn || !isWhole)) return [];
      const decided = decider === "model.cell" ? valueAt({ ...model, ...layer }, "cell") : valueAt(config, decider);
      return [{ place: isOwn ? `${around}.layers[${i}].${name}` : `${around}.${name}`, value, decided }];
    });
  };
  // What a decoder takes over and its cell does not have is left out of it.
  const decoder = definedOnly((model.decoder ?? {}) as Partly<Config["model"]>);
  return [...usesIn(model, "model", true), ...usesIn(decoder, "model.decoder", false)];
}
