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

/** Marks what a setting says is not trained. Throws when it names what is not there, or everything. */
export function freeze(graph: Graph, setting: Freeze): void {
  const parameters = graph.parameters();
  for (const [pattern] of entries(setting)) {
    const found = parameters.filter(({ name }) => matches(pattern, name));
    if (found.length === 0) {
      const known = parameters.map(({ name }) => name);
      throw new UserError(says.unknownParameter({ pattern, known }), { key: "model.freeze" });
    }
    for (const { name } of found) graph.freeze(name);
  }
  if (graph.parameters().every(({ name }) => graph.isFrozen(name))) {
    throw new UserError(says.nothingToTrain(), { key: "model.freeze" });
  }
}

/** The number that a setting fixes a parameter to; undefined where it does not. The last that fits counts. */
export function frozenValue(setting: Freeze, name: string): number | undefined {
  const fitting = entries(setting).filter(([pattern, value]) => value !== null && matches(pattern, name));
  return fitting.at(-1)?.[1] ?? undefined;
}
