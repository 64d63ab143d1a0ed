import type { Message } from "../base/message.ts";
import { nearest } from "../base/nearest.ts";
import { UserError } from "../base/userError.ts";
import type { Config } from "../config/index.ts";
import type { Graph } from "../graph/index.ts";
import { says } from "./messages.ts";

type Freeze = Config["model"]["freeze"];

/** What a setting freezes: names, in which * stands for anything, and the number that each is set to, null for none. */
function entries(setting: Freeze): [string, number | null][] {
  return Array.isArray(setting) ? setting.map((name) => [name, null]) : Object.entries(setting);
}

const matches = (pattern: string, name: string) =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
      .join(".*")}$`,
  ).test(name);

/** What is wrong with a setting for a network with these parameters. */
export function freezeFaults(setting: Freeze, known: readonly string[]): Message[] {
  const patterns = entries(setting).map(([pattern]) => pattern);
  const unknown = patterns.filter((pattern) => !known.some((name) => matches(pattern, name)));
  if (unknown.length > 0)
    return unknown.map((pattern) => says.unknownParameter({ pattern, known, near: nearest(pattern, known) }));
  const isFrozen = (name: string) => patterns.some((pattern) => matches(pattern, name));
  return known.every(isFrozen) ? [says.nothingToTrain()] : [];
}

/** Marks what a setting says is not trained. Throws when it names what is not there, or everything. */
export function freeze(graph: Graph, setting: Freeze): void {
  const known = graph.parameters().map(({ name }) => name);
  const [fault] = freezeFaults(setting, known);
  if (fault) throw new UserError(fault, { key: "model.freeze" });
  for (const [pattern] of entries(setting)) {
    for (const name of known) if (matches(pattern, name)) graph.freeze(name);
  }
}

/** The number that a setting fixes a parameter to; undefined where it does not. The last that fits counts. */
export function frozenValue(setting: Freeze, name: string): number | undefined {
  const fitting = entries(setting).filter(([pattern, value]) => value !== null && matches(pattern, name));
  return fitting.at(-1)?.[1] ?? undefined;
}
