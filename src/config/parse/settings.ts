import { UserError } from "../../base/userError.ts";
import { shown } from "../keys/describe.ts";
import type { Schema } from "../keys/fields.ts";
import { says } from "../messages/index.ts";
import { schemasAt } from "../schema.ts";

/** A change to a config, as `--set` has it. */
export interface Setting {
  /** Dotted, like `training.steps`; an entry of a list by its index, like `baselines[0].order`. */
  key: string;
  value: unknown;
}

/** "training.steps=100" → key and value, read as the kind of value that the key takes. */
export function parseSetting(argument: string): Setting {
  const equals = argument.indexOf("=");
  const key = argument.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || namesOf(key).some((name) => name === "")) {
    throw new UserError(says.badSetting({ argument }));
  }
  return { key, value: settingValue(argument.slice(equals + 1), schemasAt(namesOf(key))) };
}

/** A setting as a message names it: "training.steps=100". */
export function settingText({ key, value }: Setting): string {
  return `${key}=${typeof value === "string" ? value : shown(value)}`;
}

/** The names that a dotted key goes through; an index is one of them. */
export function namesOf(key: string): string[] {
  return key.replace(/\[(\d+)\]/g, ".$1").split(".");
}

/**
 * What is meant by a value without quotes: JSON where the key takes what it says, else text where it takes text. A key that takes
 * text alone takes what was typed. Numbers and truth values may be written as people write them. A key that is not known takes
 * JSON, or else text.
 */
function settingValue(raw: string, forms: readonly Schema[]): unknown {
  const json = asJson(raw);
  if (forms.length === 0) return json ?? raw;
  const takes = (...types: Schema["type"][]) => forms.some(({ type }) => types.includes(type));
  if (json !== undefined && (typeof json === "string" || takes(...typesOf(json)))) return json;
  if (takes("number", "integer") && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(raw)) return finite(raw);
  if (takes("boolean") && /^\s*(true|false)\s*$/i.test(raw)) return /true/i.test(raw);
  // What fits nothing is shown as what it is, in the message that says so.
  return takes("string") || forms.some((form) => form.enum) ? raw : (json ?? raw);
}

/** Undefined where it is no JSON, or a number that JSON cannot write back: 1e999. */
function asJson(raw: string): unknown {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "number" && !Number.isFinite(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function finite(raw: string): number | string {
  const value = Number(raw);
  return Number.isFinite(value) ? value : raw;
}

function typesOf(value: unknown): Schema["type"][] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  const type = typeof value as "boolean" | "number" | "object";
  return type === "number" ? ["number", "integer"] : [type];
}
