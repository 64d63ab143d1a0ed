import { defaultOf } from "./check.ts";
import { nameOfForm } from "./forms.ts";
import { type Config, rootSchema } from "./schema.ts";

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

function resolved(section: string, key: string, chosen: unknown): unknown {
  const forms = rootSchema.properties?.[section].properties?.[key].anyOf ?? [];
  const form = forms.find((candidate) => nameOfForm(candidate) === chosen);
  return form ? { ...(defaultOf(form) as object), name: chosen } : chosen;
}
