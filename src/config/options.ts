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
  const chosen: unknown = training[key];
  const forms = rootSchema.properties?.training.properties?.[key].anyOf ?? [];
  const form = forms.find((candidate) => nameOfForm(candidate) === chosen);
  return (form ? { ...(defaultOf(form) as object), name: chosen } : chosen) as Extract<
    Config["training"][K],
    { name: string }
  >;
}
