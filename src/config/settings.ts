import { applyEdits, findNodeAtLocation, modify, parseTree } from "jsonc-parser";
import { UserError } from "../base/userError.ts";
import { shown } from "./rule.ts";
import { isSound, withoutByteOrderMark } from "./syntax.ts";

export interface Setting {
  /** Dotted, like `training.steps`. */
  key: string;
  value: unknown;
}

/** "training.steps=100" → key and value; the value is JSON where it can be read as JSON, otherwise text. */
export function parseSetting(argument: string): Setting {
  const equals = argument.indexOf("=");
  const key = argument.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || key.split(".").some((name) => name === "")) {
    throw new UserError(
      "bad-setting",
      `A setting is written key=value, like training.steps=100, not ${shown(argument)}.`,
    );
  }
  const raw = argument.slice(equals + 1);
  return { key, value: asJson(raw) };
}

function asJson(raw: string): unknown {
  try {
    const value: unknown = JSON.parse(raw);
    // 1e999 reads as infinity, which JSON cannot write back.
    return typeof value === "number" && !Number.isFinite(value) ? raw : value;
  } catch {
    return raw;
  }
}

/** Keys that replace each other: setting one takes the other out. */
const REPLACES: ReadonlyMap<string, string> = new Map([
  ["training.steps", "training.epochs"],
  ["training.epochs", "training.steps"],
]);

/**
 * The text with each key set, comments and layout kept. Unknown keys are written too: `parseConfig` then says so with all the
 * rest. A text that is not sound JSON comes back as it is, for the same reason. Setting `training.steps` takes
 * `training.epochs` out and the other way round, unless both are set here.
 */
export function applySettings(text: string, settings: readonly Setting[]): string {
  let json = withoutByteOrderMark(text);
  if (!isSound(json)) return text;
  const mark = text.slice(0, text.length - json.length);
  for (const { key, value } of settings) {
    json = set(json, key, value);
    const replaced = REPLACES.get(key);
    if (replaced !== undefined && value !== null && !settings.some((other) => other.key === replaced))
      json = remove(json, replaced);
  }
  return mark + json;
}

const formatting = { formattingOptions: { insertSpaces: true, tabSize: 2 } };

function set(json: string, key: string, value: unknown): string {
  const path = key.split(".");
  const tree = parseTree(json, [], { allowTrailingComma: true });
  for (let i = 1; i < path.length; i++) {
    const parent = tree && findNodeAtLocation(tree, path.slice(0, i));
    if (parent && parent.type !== "object") {
      throw new UserError("bad-setting", `${key} cannot be set: ${path.slice(0, i).join(".")} is not an object.`);
    }
  }
  return applyEdits(json, modify(json, path, value, formatting));
}

function remove(json: string, key: string): string {
  const path = key.split(".");
  const tree = parseTree(json, [], { allowTrailingComma: true });
  if (!tree || !findNodeAtLocation(tree, path)) return json;
  return applyEdits(json, modify(json, path, undefined, formatting));
}
