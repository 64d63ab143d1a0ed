import { bounds, kindOf, nameOfForm } from "./keys/describe.ts";
import type { Schema } from "./keys/fields.ts";
import { type Config, rootSchema } from "./schema.ts";
import { supportOf } from "./support/words.ts";

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

const rootLeaves = leaves(rootSchema);

/** Every key that holds a value, in the order of the schema. */
export const settingKeys: readonly string[] = rootLeaves.map(({ key }) => key);

/** Keys that may change when a run continues. */
export const resumableKeys: readonly string[] = rootLeaves
  .filter(({ schema }) => schema.resumable)
  .map(({ key }) => key);

/** A key of two configs with its values in both, as JSON; "null" where one does not have it. */
export interface Change {
  key: string;
  before: string;
  after: string;
}

/** In what two resolved configs differ, in the order of the schema. */
export function changesOf(a: Config, b: Config): Change[] {
  const shown = (config: Config, key: string) => JSON.stringify(valueAt(config, key) ?? null);
  return rootLeaves
    .map(({ key }) => ({ key, before: shown(a, key), after: shown(b, key) }))
    .filter(({ before, after }) => before !== after);
}

/** Whether a config has all keys that there are, as one that this version resolved. */
export function hasEveryKey(config: Config): boolean {
  return rootLeaves.every(({ key }) => valueAt(config, key) !== undefined);
}

/** Dotted keys in which two resolved configs differ, in the order of the schema. */
export function changedKeys(a: Config, b: Config): string[] {
  return changesOf(a, b).map(({ key }) => key);
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

export interface KeyRow extends SettingRow {
  /** Beside what it is supported, in Markdown; "" beside everything. */
  supported: string;
}

/** One row a key, for the manual. */
export function settingsTable(): KeyRow[] {
  return rootLeaves.map(({ key, schema, required }) => ({
    key,
    type: kindOf(schema),
    default: required ? "" : JSON.stringify(schema.default),
    bounds: bounds(schema),
    supported: supportOf(key),
    doc: schema.markdownDescription ?? "",
  }));
}

/** The forms that a value may have, or each entry of a list. */
function formsOf({ anyOf, items }: Schema): readonly Schema[] {
  return anyOf ?? items?.anyOf ?? [];
}

export interface OptionRow extends SettingRow {
  /** The names of the forms that have the option; "" where there is one form without a name. */
  of: string;
}

/** One row an option of the keys that may be objects of several forms, for the manual; forms that agree on it share a row. */
export function optionsTable(): OptionRow[] {
  const rows: OptionRow[] = [];
  for (const { key, schema } of rootLeaves) {
    for (const form of formsOf(schema)) {
      const of = nameOfForm(form) ?? "";
      for (const [option, child] of Object.entries(form.properties ?? {})) {
        const isRequired = form.required?.includes(option) ?? false;
        // What has no default is as it is around the form, and is told there.
        if (option === "name" || (child.default === undefined && !isRequired)) continue;
        const row: OptionRow = {
          key: `${key}.${option}`,
          of,
          type: kindOf(child),
          default: isRequired ? "" : JSON.stringify(child.default),
          bounds: bounds(child),
          doc: child.markdownDescription ?? "",
        };
        const same = rows.find((other) => JSON.stringify({ ...other, of: "" }) === JSON.stringify({ ...row, of: "" }));
        if (same) same.of += `, ${of}`;
        else rows.push(row);
      }
    }
  }
  return rows;
}

/** One row a form that goes by a name, for the manual. */
export function formsTable(): { key: string; name: string; doc: string }[] {
  return rootLeaves.flatMap(({ key, schema }) =>
    formsOf(schema).flatMap((form) => {
      const name = nameOfForm(form);
      return name === undefined ? [] : [{ key, name, doc: form.markdownDescription ?? "" }];
    }),
  );
}

/** The value of a dotted key. */
export function valueAt(config: Config, key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], config);
}
