import * as Type from "typebox";
import { baselines } from "./keys/baselines.ts";
import { data } from "./keys/data.ts";
import { doc, type Schema } from "./keys/fields.ts";
import { model } from "./keys/model.ts";
import { sampling } from "./keys/sampling.ts";
import { sweepOver } from "./keys/sweep.ts";
import { training } from "./keys/training.ts";
import { taskNames, tasks } from "./tasks/index.ts";

/**
 * The one table of what a `.rnnconfig` may hold, section by section. Types, defaults, bounds, messages, completion, hover and the
 * manual derive from it.
 * `resumable` marks keys that may change when a run is continued; `noun` is what messages call a value.
 */
export const configSchema = Type.Object(
  {
    version: Type.Optional(
      Type.Integer({
        ...doc("Version", "Version of this file's format."),
        minimum: 1,
        maximum: 1,
        default: 1,
      }),
    ),
    name: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()], {
        ...doc("Name", "The name of the runs of this config. `null`: the name of the file."),
        default: null,
      }),
    ),
    task: Type.Enum(taskNames, {
      ...doc("Task", "What the model learns to do."),
      enumDescriptions: taskNames.map((name) => tasks[name].about),
    }),
    data,
    model: Type.Optional(model),
    training: Type.Optional(training),
    sampling: Type.Optional(sampling),
    baselines,
    sweep: sweepOver({ data, model, training, sampling }),
  },
  {
    ...doc("Unroll config", "Describes the training of a recurrent network: its data, its model, and how it learns."),
    additionalProperties: false,
  },
);

/** What a person may write. */
export type ConfigFile = Type.Static<typeof configSchema>;

type Resolved<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]-?: Resolved<T[K]> } : T;

type Whole = Resolved<ConfigFile>;

/** A config with every default filled in. Of `training.steps` and `training.epochs` exactly one is not null. */
export interface Config extends Omit<Whole, "model"> {
  /** What is left out of a decoder is as it is in the encoder: `decoderOf`. */
  model: Omit<Whole["model"], "decoder"> & { decoder: NonNullable<ConfigFile["model"]>["decoder"] & (object | null) };
}

/** A config of which anything may be missing, or wrong by itself and so undefined. */
export type Partly<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Partly<T[K]> } : T;

export const rootSchema = configSchema as unknown as Schema;

/** The dotted keys whose last part is a name: "steps" is `training.steps`. Entries of lists and a person's own names are left out. */
export function keysEndingIn(name: string): string[] {
  const below = ({ anyOf = [], properties = {} }: Schema, path: string): string[] => [
    ...anyOf.flatMap((form) => below(form, path)),
    ...Object.entries(properties).flatMap(([key, schema]) => {
      const here = path === "" ? key : `${path}.${key}`;
      return [...(key === name ? [here] : []), ...below(schema, here)];
    }),
  ];
  return [...new Set(below(rootSchema, ""))];
}

/** What may stand where a list of names leads: each alternative by itself, or with `whole` the unions that hold them. */
export function schemasAt(names: readonly string[], whole = false): Schema[] {
  const alternatives = (schema: Schema): Schema[] => schema.anyOf?.flatMap(alternatives) ?? [schema];
  let found: Schema[] = [rootSchema];
  for (const name of names) {
    found = found
      .flatMap(alternatives)
      .flatMap(({ properties = {}, patternProperties = {}, items }) => [
        ...(Object.hasOwn(properties, name) ? [properties[name]] : []),
        ...Object.values(patternProperties),
        ...(items && /^\d+$/.test(name) ? [items] : []),
      ]);
  }
  return whole ? found : found.flatMap(alternatives);
}

/** The default of a key, an object's made of its keys' defaults; a fresh copy each time. */
export function defaultOf(schema: Schema): unknown {
  if (schema.default !== undefined) return structuredClone(schema.default);
  if (schema.type !== "object") return undefined;
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, child]) => [name, defaultOf(child)]));
}
