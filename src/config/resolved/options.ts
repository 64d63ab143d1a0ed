import { nameOfForm } from "../keys/describe.ts";
import type { Schema } from "../keys/fields.ts";
import { type Config, defaultOf, rootSchema } from "../schema.ts";

type Named = {
  [K in keyof Config["training"]]: Config["training"][K] extends infer V
    ? Extract<V, { name: string }> extends never
      ? never
      : K
    : never;
}[keyof Config["training"]];

/** A choice of the training with all its options: a name alone stands for the defaults of its form. */
export function optionsOf<K extends Named>(
  { training }: Config,
  key: K,
): Extract<Config["training"][K], { name: string }> {
  return resolved("training", key, training[key]) as Extract<Config["training"][K], { name: string }>;
}

/** The initialiser with its scale. */
export function initializerOf({ model }: Config): Extract<Config["model"]["initializer"], { name: string }> {
  return resolved("model", "initializer", model.initializer) as ReturnType<typeof initializerOf>;
}

/** How the error of a number counts, with `delta` of the Huber error. */
export function numberLossOf({ training: { loss } }: Config): {
  name: "squared" | "absolute" | "huber";
  delta: number;
} {
  return typeof loss === "string" ? { name: loss, delta: 1 } : loss;
}

function resolved(section: string, key: string, chosen: unknown): unknown {
  const forms = rootSchema.properties?.[section].properties?.[key].anyOf ?? [];
  return withOptions(forms, chosen);
}

/** What was chosen among several forms, with all its options. */
export function withOptions(forms: readonly Schema[], chosen: unknown): unknown {
  const form = forms.find((candidate) => nameOfForm(candidate) === chosen);
  return form ? { ...(defaultOf(form) as object), name: chosen } : chosen;
}
