import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { Checker, defaultOf } from "./check.ts";
import { optionsOf } from "./options.ts";
import { type Position, type Problem, ProblemList, rangeOf } from "./problems.ts";
import { checkTogether } from "./rules.ts";
import { type Config, rootSchema } from "./schema.ts";
import { isSound, readTree, withoutByteOrderMark } from "./syntax.ts";

/**
 * Reads the text of a `.rnnconfig`. Never throws and never stops at the first problem; there is a config exactly when no
 * problem is an error. A resolved config, written as JSON, reads back as itself.
 */
export function parseConfig(text: string): { config: Config | undefined; problems: Problem[] } {
  const json = withoutByteOrderMark(text);
  const problems = new ProblemList(json);
  const tree = readTree(json, problems);
  if (tree === undefined) return { config: undefined, problems: problems.finish() };
  const checker = new Checker(problems, !problems.hasError);
  const config = checker.root(tree) as Config | undefined;
  if (config !== undefined) checkTogether(config, checker.given, problems);
  if (config === undefined || problems.hasError) return { config: undefined, problems: problems.finish() };
  const { training } = config;
  if (training.steps !== null) training.epochs = null;
  else training.epochs ??= defaultOf(rootSchema.properties?.training.properties?.epochs ?? {}) as number;
  if (!checker.given.has("training.learningRate")) training.learningRate = usualRate(config);
  return { config, problems: problems.finish() };
}

/** PyTorch's default. */
function usualRate(config: Config): number {
  const { name } = optionsOf(config, "optimizer");
  return name === "rmsprop" || name === "adagrad" ? 0.01 : 0.001;
}

/**
 * Where the value of a dotted key stands in a text, or the nearest key around it that the text gives; for errors that only show
 * once the config is put to use. Undefined when the text is not sound.
 */
export function keyRange(text: string, key: string): { start: Position; end: Position } | undefined {
  const json = withoutByteOrderMark(text);
  const tree = isSound(json) ? parseTree(json, [], { allowTrailingComma: true }) : undefined;
  if (tree === undefined) return undefined;
  for (let path = key.split("."); path.length > 0; path = path.slice(0, -1)) {
    const node = findNodeAtLocation(tree, path);
    // Of an object only the brace: the key itself is not in it.
    if (node) return rangeOf(json, path.length === key.split(".").length ? node : { offset: node.offset, length: 1 });
  }
  return rangeOf(json, { offset: tree.offset, length: 1 });
}
