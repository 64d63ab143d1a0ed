import type { JSONSchema } from "vscode-json-languageservice";
import { nameOfForm, rule } from "../config/keys/describe.ts";
import type { Schema } from "../config/keys/fields.ts";
import { rootSchema } from "../config/schema.ts";

/** What the schema says for people, beside what code checks. */
export interface DocumentedSchema extends Schema {
  title?: string;
  enumDescriptions?: string[];
  examples?: unknown[];
  properties?: Record<string, DocumentedSchema>;
}

export type KeyPath = readonly (string | number)[];

/** As messages write it: `model.layers[0].units`. */
export function dotted(path: KeyPath): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
}

/**
 * What the schema says of the value at a path; of keys inside one form of several (`training.clip.norm`) too. `nameAt` tells which
 * form is meant where forms have names; without it, the first that has the key is.
 */
export function schemaAt(path: KeyPath, nameAt?: (path: KeyPath) => unknown): DocumentedSchema | undefined {
  return path.reduce<DocumentedSchema | undefined>((schema, segment, i) => {
    return schema && child(schema, segment, nameAt?.([...path.slice(0, i), "name"]));
  }, rootSchema);
}

function child(schema: Schema, segment: string | number, name?: unknown): Schema | undefined {
  if (typeof segment === "number" && schema.items) return schema.items;
  const { properties } = schema;
  if (properties && Object.hasOwn(properties, segment)) return properties[segment];
  const forms = schema.anyOf ?? [];
  const meant = forms.filter((form) => name !== undefined && nameOfForm(form) === name);
  for (const branch of [...meant, ...forms]) {
    const found = child(branch, segment);
    if (found) return found;
  }
  return undefined;
}

/** Whether what has the key cannot be without it; of several forms, the one that is named beside the key. */
export function isRequired(path: KeyPath, nameAt: (path: KeyPath) => unknown): boolean {
  const around = schemaAt(path.slice(0, -1), nameAt);
  const objects = (around?.anyOf ?? []).filter((form) => form.properties);
  const name = nameAt([...path.slice(0, -1), "name"]);
  const forms =
    objects.length === 1 ? objects : objects.filter((form) => name !== undefined && nameOfForm(form) === name);
  return [around, ...forms].some((form) => form?.required?.includes(String(path.at(-1))));
}

/** Whether a path or a glob may stand there, or the name of a column. */
export function takes(what: "a path" | "the name of a column", schema: Schema): boolean {
  return schema.noun === what || (schema.anyOf ?? []).some((branch) => takes(what, branch));
}

/**
 * The schema with what lists of completions show: the order of its keys, their rule and default, and what to insert for a
 * section. Everything is made from the schema itself; no key is named here.
 */
export function completionSchema(): JSONSchema {
  return decorated(rootSchema, []) as JSONSchema;
}

/** `around` are the keys beside a list, whose defaults its entries take where they have none. */
function decorated(
  schema: DocumentedSchema,
  path: string[],
  around: Record<string, DocumentedSchema> = {},
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...schema };
  // Examples explain; files that are not there are no values to choose. Without any, a key comes with empty quotes.
  if (schema.examples && takes("a path", schema)) {
    delete result.examples;
    result.default = "";
  }
  const name = nameOfForm(schema);
  if (schema.properties) {
    const entries = Object.entries(schema.properties).map(([name, value], i) => {
      const key = [...path, name];
      const shown = decorated(value, key, schema.properties);
      return [
        name,
        { ...shown, suggestSortText: rank(i), completionDetail: detail(value, schema.required?.includes(name)) },
      ];
    });
    result.properties = Object.fromEntries(entries);
    // A form whose options are not there yet is as likely as the others.
    if (name !== undefined) result.required = ["name"];
    else if (path.length > 0 && schema.title) result.defaultSnippets = [snippet("{ … }", section(schema))];
  }
  if (schema.enum) result.enumSortTexts = schema.enum.map((_, i) => rank(i));
  // The name of one form is not the only one: said twice, it is not put in unasked, and a list opens.
  if (schema.enum?.length === 1) result.examples = schema.enum;
  if (schema.items) {
    result.items = decorated(inheriting(schema.items, around), path);
    result.defaultSnippets = [snippet(schema.items.properties ? "[{ … }]" : "[ … ]", `[${entry(schema.items)}]`)];
    // Instead of an empty list, one with a place for its first entry.
    delete result.default;
  }
  if (schema.patternProperties) result.defaultSnippets = [snippet('{ "…": … }', '{ "$1": $2 }')];
  if (!schema.anyOf) return result;
  const choices = schema.anyOf.map(choicesOf);
  if (choices.every((each) => each !== undefined)) {
    delete result.anyOf;
    return { ...result, ...merged(choices) };
  }
  const forms = schema.anyOf.map((branch) => withDefaults(branch, schema.default, around));
  result.anyOf = forms.map((form) => decorated(form, path, around));
  const snippets = forms.flatMap(formSnippet);
  if (takes("a path", schema)) {
    // A key comes with empty quotes, and a form only where a value is chosen.
    result.anyOf = forms.map((form) => ({ ...decorated(form, path, around), ...snippetsOf(formSnippet(form)) }));
  } else if (snippets.length > 0) {
    result.defaultSnippets = snippets;
    // A single form beside another default would be put in unasked: with the default too, a list opens.
    if (snippets.length > 1 || schema.default === null) delete result.default;
  }
  return result;
}

const snippet = (label: string, body: string) => ({ label, body: `^${body}` });

/** The first entry of a list, to be filled in. */
function entry({ type, properties }: Schema): string {
  return properties ? "{ $1 }" : type === "integer" || type === "number" ? "$1" : '"$1"';
}

/** An entry of a list with the defaults of the keys beside the list. */
function inheriting(entry: DocumentedSchema, around: Record<string, DocumentedSchema>): DocumentedSchema {
  if (!entry.properties) return entry;
  const keys = Object.entries(entry.properties).map(([name, key]) => [
    name,
    { default: around[name]?.default, ...key },
  ]);
  return { ...entry, properties: Object.fromEntries(keys) };
}

interface Choices {
  enum: unknown[];
  enumDescriptions: string[];
}

/** The values of a schema that has few. */
function choicesOf({ type, enum: values, enumDescriptions }: DocumentedSchema): Choices | undefined {
  const all = values ?? (type === "boolean" ? [true, false] : type === "null" ? [null] : undefined);
  return all && { enum: all, enumDescriptions: all.map((_, i) => enumDescriptions?.[i] ?? "") };
}

/** Choices beside each other are one list, which opens where a default alone would be put in unasked. */
function merged(choices: readonly Choices[]): object {
  const all = choices.flatMap((each) => each.enum);
  return {
    enum: all,
    enumDescriptions: choices.flatMap((each) => each.enumDescriptions),
    enumSortTexts: all.map((_, i) => rank(i)),
  };
}

const rank = (i: number) => String(i).padStart(3, "0");

function detail(schema: Schema, isRequired = false): string {
  const said = isRequired
    ? "required"
    : schema.default === undefined
      ? ""
      : `default ${JSON.stringify(schema.default)}`;
  return [schema.properties ? "" : rule(schema), said].filter((text) => text !== "").join(" · ");
}

/** Braces with the required keys between them. */
function section(schema: Schema): string {
  const lines = (schema.required ?? []).map((name, i) => `"${name}": "$${i + 1}"`);
  return `{\n\t${lines.length > 0 ? lines.join(",\n\t") : "$1"}\n}`;
}

/** Keys of one form of an object that has several: what to propose is in the default of them all or of a key around it, an example, or 1. */
function withDefaults(
  form: DocumentedSchema,
  defaults: unknown,
  around: Record<string, DocumentedSchema>,
): DocumentedSchema {
  if (!form.properties) return form;
  const known = (defaults ?? {}) as Record<string, unknown>;
  const entries = Object.entries(form.properties).map(([name, key]) =>
    key.enum ? [name, key] : [name, { default: known[name] ?? proposed(name, key, around), ...key }],
  );
  return { ...form, properties: Object.fromEntries(entries) };
}

function snippetsOf(snippets: object[]): object {
  return snippets.length > 0 ? { defaultSnippets: snippets } : {};
}

function proposed(name: string, key: DocumentedSchema, around: Record<string, DocumentedSchema>): unknown {
  return Object.hasOwn(around, name) ? around[name].default : (key.examples?.[0] ?? 1);
}

/** Keys of a form that are put in at once. */
const MOST_SHOWN = 8;

/** `{ "norm": 5 }`, `{ "name": "step", "every": 1 }`: a form with the keys that it must have. */
function formSnippet(form: DocumentedSchema): object[] {
  const known = form.properties as Record<string, DocumentedSchema> | undefined;
  if (!known) return [];
  const name = nameOfForm(form);
  // A name without options is written by itself.
  if (name !== undefined && Object.keys(known).length === 1) return [];
  const required = (form.required ?? []).filter((key) => key !== "name" || name === undefined);
  // Of a form in which everything may be left out, everything is shown.
  const keys = required.length === 0 && name === undefined ? Object.keys(known) : required;
  // Of very many, none: a list of them opens.
  if (keys.length > MOST_SHOWN) {
    const { description, markdownDescription } = form;
    return [{ ...snippet("{ … }", "{ $1 }"), description, markdownDescription }];
  }
  const values = keys.map((key, i) => `"${key}": \${${i + 1}:${JSON.stringify(known[key].default)}}`);
  const { description, markdownDescription } = name === undefined && keys.length === 1 ? known[keys[0]] : form;
  const named = name === undefined ? [] : [`"name": ${JSON.stringify(name)}`];
  return [
    {
      label: name === undefined ? `{ "${keys[0]}": … }` : `{ ${named}, … }`,
      body: `^{ ${[...named, ...values].join(", ")} }`,
      markdownDescription,
      description,
    },
  ];
}
