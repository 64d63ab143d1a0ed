import { bounds, kindOf } from "./rule.ts";
import { type Config, rootSchema, type Schema } from "./schema.ts";

interface Leaf {
  key: string;
  schema: Schema;
  required: boolean;
}

/** Every key that holds a value rather than other keys, in the order of the schema. */
function leaves(schema: Schema, prefix = ""): Leaf[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const key = prefix + name;
    if (child.type === "object") return leaves(child, `${key}.`);
    return [{ key, schema: child, required: schema.required?.includes(name) ?? false }];
  });
}

/** Keys that may change when a run continues. */
export const resumableKeys: readonly string[] = leaves(rootSchema)
  .filter(({ schema }) => schema.resumable)
  .map(({ key }) => key);

/** Dotted keys in which two resolved configs differ, in the order of the schema. */
export function changedKeys(a: Config, b: Config): string[] {
  return leaves(rootSchema)
    .map(({ key }) => key)
    .filter((key) => JSON.stringify(valueAt(a, key)) !== JSON.stringify(valueAt(b, key)));
}

export interface SettingRow {
  key: string;
  type: string;
  /** As JSON; "" when the key is required. */
  default: string;
  /** "" when everything of the type is allowed. */
  bounds: string;
  /** Markdown. */
  doc: string;
}

/** One row a key, for the manual. */
export function settingsTable(): SettingRow[] {
  return leaves(rootSchema).map(({ key, schema, required }) => ({
    key,
    type: kindOf(schema),
    default: required ? "" : JSON.stringify(schema.default),
    bounds: bounds(schema),
    doc: schema.markdownDescription ?? "",
  }));
}

function valueAt(config: Config, key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], config);
}
