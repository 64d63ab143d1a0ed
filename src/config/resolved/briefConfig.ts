import { parseConfig } from "../parse/parseConfig.ts";
import type { Config } from "../schema.ts";
import { changedKeys, settingKeys, valueAt } from "../tables.ts";

/**
 * The text of a config that resolves to this one and leaves out what has its default, but for the name, which a copy has of its own file.
 * A config that cannot be made brief, as one that another version wrote, is given whole.
 */
export function briefConfig(config: Config): string {
  const whole = { ...config, name: null };
  const keys = new Set(["task", "data.train"]);
  for (let missing = lacking(whole, keys); missing.length > 0; missing = lacking(whole, keys)) {
    if (missing.every((key) => keys.has(key))) return `${JSON.stringify(whole, null, 2)}\n`;
    for (const key of missing) keys.add(key);
  }
  // Some have another default once others are given.
  for (const key of [...keys]) {
    keys.delete(key);
    if (lacking(whole, keys).length > 0) keys.add(key);
  }
  return textOf(whole, keys);
}

/** The keys that a config with these alone has otherwise; where it lacks some that its task needs, all without their default. */
function lacking(config: Config, keys: ReadonlySet<string>): string[] {
  const { config: parsed } = parseConfig(textOf(config, keys));
  return parsed === undefined ? changedKeys(simplest(), config) : changedKeys(parsed, config);
}

/** All defaults. */
function simplest(): Config {
  return parseConfig('{ "task": "language-model", "data": { "train": "" } }').config ?? ({} as Config);
}

function textOf(config: Config, keys: ReadonlySet<string>): string {
  const kept: Record<string, unknown> = {};
  for (const key of settingKeys) {
    if (!keys.has(key)) continue;
    const path = key.split(".");
    const parent = path.slice(0, -1).reduce<Record<string, unknown>>((inner, name) => {
      inner[name] ??= {};
      return inner[name] as Record<string, unknown>;
    }, kept);
    parent[path[path.length - 1]] = valueAt(config, key);
  }
  return `${JSON.stringify(kept, null, 2)}\n`;
}
