import { listed } from "../../base/words.ts";
import type { Schema } from "./fields.ts";

/** What a value must be, in words that follow "must be": "a whole number from 1 to 64". */
export function rule(schema: Schema): string {
  if (schema.anyOf) return listed(alternatives(schema), "or");
  if (schema.enum) return listed(schema.enum.map(quoted), "or");
  if (schema.minimum !== undefined && schema.minimum === schema.maximum) return String(schema.minimum);
  const limits = bounds(schema);
  return limits === "" || schema.type === "object" ? kind(schema) : `${kind(schema)} ${limits}`;
}

/** "whole number", "text", … as the manual's table names it. */
export function kindOf(schema: Schema): string {
  if (schema.anyOf) return listed([...new Set(schema.anyOf.flatMap(kinds))], "or");
  return schema.enum ? listed(schema.enum.map(quoted), "or") : kind(schema);
}

/** "from 1 to 64", "above 0 and at most 100"; "" when everything of the type is allowed. */
export function bounds(schema: Schema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(bounds).filter((text) => text !== ""))].join("; ");
  if (schema.type === "object") {
    // Those of named forms are many, and stand in a table of their own.
    const own = nameOfForm(schema) === undefined ? Object.entries(schema.properties ?? {}) : [];
    return own.map(([key, child]) => `${key} ${bounds(child)}`).join(", ");
  }
  if (schema.type !== "number" && schema.type !== "integer") return "";
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && minimum === maximum) return `equal to ${minimum}`;
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  const low =
    minimum !== undefined
      ? `of at least ${minimum}`
      : exclusiveMinimum !== undefined
        ? `above ${exclusiveMinimum}`
        : "";
  const high =
    maximum !== undefined ? `at most ${maximum}` : exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : "";
  return [low, high].filter((text) => text !== "").join(" and ");
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  const points = Array.from(text.slice(0, 100));
  return text.length > 100 || points.length > 40 ? `${points.slice(0, 40).join("")}…` : text;
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}

function alternatives(schema: Schema): string[] {
  const all = (schema.anyOf ?? []).flatMap((branch) =>
    branch.type === "boolean" || branch.enum ? kinds(branch) : rule(branch),
  );
  return all.filter((text, i) => all.indexOf(text) === i);
}

function kinds(schema: Schema): string[] {
  if (schema.enum) return schema.enum.map(quoted);
  return schema.type === "boolean" ? ["true", "false"] : [kind(schema)];
}

function kind(schema: Schema): string {
  if (schema.noun) return schema.noun;
  if (schema.enum) return listed(schema.enum.map(quoted), "or");
  switch (schema.type) {
    case "integer":
      return "a whole number";
    case "number":
      return "a number";
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "array":
      return "a list";
    default:
      return `{ ${named(Object.keys(schema.properties ?? {})).join(", ")} }`;
  }
}

/** Keys as an object shows them; of many, the first. */
function named(keys: string[]): string[] {
  const shown = keys.slice(0, keys.length > 4 ? 2 : 4).map((key) => `${quoted(key)}: …`);
  return keys.length > 4 ? [...shown, "…"] : shown;
}

/** The name that tells a form of an object from the others; undefined when it has none. */
export function nameOfForm(schema: Schema): string | undefined {
  const known = schema.properties?.name?.enum;
  return known?.length === 1 ? known[0] : undefined;
}
