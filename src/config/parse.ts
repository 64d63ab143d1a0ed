import { Checker, defaultOf } from "./check.ts";
import { type Problem, ProblemList } from "./problems.ts";
import { checkTogether } from "./rules.ts";
import { type Config, rootSchema } from "./schema.ts";
import { readTree, withoutByteOrderMark } from "./syntax.ts";

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
  return { config, problems: problems.finish() };
}
