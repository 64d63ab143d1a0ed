import type { Config } from "../schema.ts";

/**
 * The settings of each recurrent layer: those of `model`, and over them its own where `layers` is a list. What is absent in
 * `model` stays absent, so this serves partial configs too.
 */
export function layersOf<M extends { layers?: Config["model"]["layers"] }>(model: M): Omit<M, "layers">[] {
  const { layers = 1, ...common } = model;
  if (typeof layers === "number") return Array.from({ length: layers }, () => common);
  return layers.map((own) => ({ ...common, ...definedOnly(own) }));
}

/** The settings of a decoder: those of `model`, and over them its own. */
export function decoderSettings<M extends Partial<Config["model"]>>(model: M): M {
  const { decoder, layers, ...encoder } = model;
  const own = definedOnly((decoder ?? {}) as Partial<Config["model"]>);
  return { ...encoder, layers: typeof layers === "object" ? 1 : layers, ...own, decoder: null } as M;
}

/** Without what is undefined. */
export function definedOnly<T extends object>(settings: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The rate of each place, from one number for all or one for each. */
export function rateOf<K extends string>(rates: number | { [name in K]?: number } | undefined, place: K): number {
  return typeof rates === "object" ? (rates[place] ?? 0) : (rates ?? 0);
}

/** Whether an option of a layer does anything: true, or a rate above zero. */
export function isOn(option: boolean | number | { [place: string]: number | undefined } | undefined): boolean {
  return typeof option === "object" ? Object.values(option).some((rate) => (rate ?? 0) > 0) : !!option;
}
