import { findNodeAtLocation, getNodeValue, type Node, parseTree } from "jsonc-parser";
import { type DataFiles, dataFilesOf } from "../resolved/dataFiles.ts";
import { optionsOf } from "../resolved/options.ts";
import { checkTogether } from "../rules/index.ts";
import { type Config, defaultOf, rootSchema } from "../schema.ts";
import { tasks } from "../tasks/index.ts";
import { tagsSteps } from "../tasks/taskFacts.ts";
import { Checker } from "./check.ts";
import { type Placed, type Problem, ProblemList } from "./problems.ts";
import { type Setting, settingText } from "./settings.ts";
import { SettledText } from "./settled.ts";
import { isSound, readTree, withoutByteOrderMark } from "./syntax.ts";

/**
 * Reads the text of a `.rnnconfig`, with settings over it. Never throws and never stops at the first problem; there is a config
 * exactly when no problem is an error. Problems stand where they do in the text as it is given, or in a setting. A resolved
 * config, written as JSON, reads back as itself.
 * @throws UserError `bad-setting` where a setting has no place in the text
 */
export function parseConfig(
  text: string,
  settings: readonly Setting[] = [],
): { config: Config | undefined; problems: Problem[] } {
  const settled = new SettledText(withoutByteOrderMark(text), settings);
  const problems = new ProblemList(settled.text);
  const config = resolve(settled.text, problems);
  const found = problems.finish((span) => settled.place(span));
  return { config, problems: settings.length > 0 ? withCauses(found, text, settings) : found };
}

/** A problem that stands in the file, but is not there without the settings, names them. */
function withCauses(problems: readonly Problem[], text: string, settings: readonly Setting[]): Problem[] {
  const identity = ({ code, key, message }: Problem) => JSON.stringify([code, key, message]);
  const own = new Set(parseConfig(text).problems.map(identity));
  const causes = settings.map(settingText);
  return problems.map((problem) =>
    problem.setting !== undefined || own.has(identity(problem)) ? problem : { ...problem, settings: causes },
  );
}

function resolve(json: string, problems: ProblemList): Config | undefined {
  const tree = readTree(json, problems);
  if (tree === undefined) return undefined;
  const checker = new Checker(problems, !problems.hasError);
  const config = checker.root(tree) as Config | undefined;
  if (config !== undefined) checkTogether(config, checker.given, problems);
  if (config === undefined || problems.hasError) return undefined;
  const { training } = config;
  if (training.steps !== null) training.epochs = null;
  else training.epochs ??= defaultOf(rootSchema.properties?.training.properties?.epochs ?? {}) as number;
  // What a tagger's null stands for, its files say.
  if (!tagsSteps(tasks[config.task])) training.sequenceLength ??= tasks[config.task].usualLength;
  if (!checker.given.has("training.learningRate")) training.learningRate = usualRate(config);
  return config;
}

/** PyTorch's default. */
function usualRate(config: Config): number {
  const { name } = optionsOf(config, "optimizer");
  return name === "rmsprop" || name === "adagrad" ? 0.01 : 0.001;
}

/**
 * Where the value of a dotted key stands in a text or in a setting over it, or else the nearest key around it that the text
 * gives; for errors that only show once the config is put to use. Of a list or an object there, the one `entry` or name that is
 * meant. Undefined when the text is not sound.
 */
export function keyRange(
  text: string,
  key: string,
  settings: readonly Setting[] = [],
  entry: string | undefined = undefined,
): Placed | undefined {
  const settled = new SettledText(withoutByteOrderMark(text), settings);
  const tree = isSound(settled.text) ? parseTree(settled.text, [], { allowTrailingComma: true }) : undefined;
  if (tree === undefined) return undefined;
  const whole = key.split(".");
  for (let path = whole; path.length > 0; path = path.slice(0, -1)) {
    const node = findNodeAtLocation(tree, path);
    if (!node) continue;
    if (path.length === whole.length) return settled.place(entryIn(node, entry) ?? node);
    // Of an object only the brace: the key itself is not in it.
    const brace = settled.place({ offset: node.offset, length: 1 });
    if (brace.setting === undefined) return brace;
  }
  return settled.place({ offset: tree.offset, length: 1 });
}

/** The text of a list, or the name in an object, that is `entry`; undefined where it is not there once. */
function entryIn({ type, children = [] }: Node, entry: string | undefined): Node | undefined {
  const names = type === "object" ? children.flatMap((property) => property.children?.slice(0, 1) ?? []) : children;
  const found = names.filter(({ value }) => entry !== undefined && value === entry);
  return found.length === 1 ? found[0] : undefined;
}

/** The files that the text of a config names, whatever else is wrong with it; none when the text is not sound. */
export function dataFilesIn(text: string, settings: readonly Setting[] = []): DataFiles {
  const settled = new SettledText(withoutByteOrderMark(text), settings).text;
  const tree = isSound(settled) ? parseTree(settled, [], { allowTrailingComma: true }) : undefined;
  const node = tree && findNodeAtLocation(tree, ["data"]);
  return dataFilesOf((node ? getNodeValue(node) : {}) as Record<string, unknown> | null);
}
