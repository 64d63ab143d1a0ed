import { changesOf, settingKeys } from "../../config/index.ts";
import type { Differences } from "../../contracts/runEntry.ts";
import { type RunChanges, type RunManifest, wholeConfig } from "../../runs/index.ts";

/** A value that is longer is cut. */
const LONGEST = 40;

/** A value of a config, from JSON, as a label has it: a text without quotes, an object that goes by a name by that name, "cosine …". */
export function plainValue(json: string): string {
  const value: unknown = JSON.parse(json);
  if (typeof value === "string") return cut(value);
  const name = (value as { name?: unknown } | null)?.name;
  return typeof name === "string" ? cut(`${name} …`) : cut(json);
}

/** In what a run differs from the one before it. */
export function differencesOf({ keys, files }: RunChanges): Differences {
  const plain = keys.map(({ key, before, after }) => ({ key, value: plainValue(after), before: plainValue(before) }));
  return { keys: plain.filter(({ key }) => key !== "name"), files };
}

/** Of each run of a group its values of the settings in which the runs differ, in the order of the schema. */
export function valuesIn(runs: readonly RunManifest[]): Differences[] {
  const [first, ...others] = runs.map(wholeConfig);
  const changes = others.map((config) => new Map(changesOf(first, config).map((change) => [change.key, change])));
  const firsts = new Map(changes.flatMap((own) => [...own].map(([key, { before }]) => [key, before])));
  const keys = settingKeys.filter((key) => firsts.has(key) && key !== "name");
  return runs.map((_, i) => ({
    keys: keys.map((key) => ({ key, value: plainValue(changes[i - 1]?.get(key)?.after ?? firsts.get(key)!) })),
    files: [],
  }));
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
