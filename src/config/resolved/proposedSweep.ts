import { createScanner, findNodeAtLocation, parseTree } from "jsonc-parser";
import { parseConfig } from "../parse/parseConfig.ts";
import type { Setting } from "../parse/settings.ts";
import { applySettings } from "../parse/settled.ts";
import type { Config } from "../schema.ts";

type Values = Record<string, number[]>;

/** The text of a config with a sweep to begin with: settings that its model has, around their values. Undefined where none fits. */
export function withProposedSweep(text: string): string | undefined {
  const { config, problems } = parseConfig(text);
  if (!config) return undefined;
  const isSound = (settings: Setting[]) => {
    return parseConfig(applySettings(text, settings)).problems.length === problems.length;
  };
  // What a sweep says is not held against the rest of the config: sizes of a network may be tied to each other.
  const parameters = proposals(config).find((each) =>
    Object.entries(each).every(([key, values]) => values.every((value) => isSound([{ key, value }]))),
  );
  return parameters && withSweep(text, parameters);
}

function proposals({ model, training }: Config): Values[] {
  const rate = Number((training.learningRate / 3).toPrecision(1));
  const rates = { "training.learningRate": [rate, training.learningRate] };
  return [{ "model.units": [model.units, 2 * model.units], ...rates }, rates, { "model.order": [2, 3, 4, 5] }];
}

/** At the end of a config, on lines of its own where others have theirs; all that was there stays. */
function withSweep(text: string, parameters: Values): string {
  const tree = parseTree(text, [], { allowTrailingComma: true })!;
  const entries = Object.entries(parameters).map(([key, values]) => `"${key}": [${values.join(", ")}]`);
  const value = `{ "parameters": { ${entries.join(", ")} } }`;
  const nothing = findNodeAtLocation(tree, ["sweep"]);
  if (nothing) return text.slice(0, nothing.offset) + value + text.slice(nothing.offset + nothing.length);
  const last = tree.children!.at(-1)!;
  const end = last.offset + last.length;
  const close = tree.offset + tree.length - 1;
  const scanner = createScanner(text, true);
  scanner.setPosition(end);
  scanner.scan();
  const comma = text[scanner.getTokenOffset()] === "," ? "" : ",";
  const [before] = /\r?\n[ \t]*$/.exec(text.slice(0, last.offset)) ?? [" "];
  const between = text.slice(end, close).trimEnd();
  const after = text.slice(end + between.length);
  // A line comment ends with its line.
  const gap = before === " " && /\/\/[^\n]*$/.test(between) ? "\n" : before;
  return `${text.slice(0, end)}${comma}${between}${gap}"sweep": ${value}${after}`;
}
