import { parseArgs } from "node:util";
import { nearest } from "../base/nearest.ts";
import { shellWord } from "../base/shellWord.ts";
import type { Setting } from "../config/parse/settings.ts";
import { type Arguments, type Command, commonOptions, type Option } from "./command.ts";
import { usageError } from "./output.ts";
import { programName } from "./programName.ts";

/** The arguments of a command; a UserError names what does not fit and the nearest known option. */
export async function readArguments(command: Command, args: string[]): Promise<Arguments> {
  const options = { ...command.options, ...commonOptions };
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple }]) => [name, { type, multiple: multiple === true }]),
  );
  const see = `See: ${programName()} ${command.name} --help`;
  const { values, positionals, tokens } = parseArgs({
    args,
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = options[token.name];
    if (!option) {
      const key = options.set && (await configKey(token.name));
      if (key) {
        const value = token.value ?? args[token.index + 1] ?? "VALUE";
        const hint = `It is a setting of the config: --set ${key}=${value}`;
        throw usageError(`${command.name} has no option ${token.rawName}`, hint);
      }
      const near = nearest(token.name, Object.keys(options));
      throw usageError(`${command.name} has no option ${token.rawName}${near ? `; did you mean --${near}?` : ""}`, see);
    }
    if (option.type === "string" && token.value === undefined) throw usageError(`--${token.name} needs a value`, see);
    if (token.value !== undefined && !token.inlineValue && looksLikeOption(token.value)) {
      const meant = `--${token.name}=${token.value}`;
      throw usageError(
        `--${token.name} needs a value before ${token.value}`,
        `If ${token.value} is the value: ${meant}`,
      );
    }
    if (option.type === "boolean" && token.value !== undefined) throw usageError(`--${token.name} takes no value`, see);
  }
  const { least, most } = command.positionals;
  if (values.help !== true && (positionals.length < least || positionals.length > most)) {
    const usage = `Usage: ${programName()} ${command.name} ${command.usage}`;
    const named = command.usage.split(" ").filter((word) => /^\p{Lu}/u.test(word));
    const missing = named.slice(positionals.length, least);
    const wrong =
      positionals.length > most
        ? `${JSON.stringify(positionals[most])} is one argument too many`
        : `${missing.join(" and ") || "something"} ${missing.length > 1 ? "are" : "is"} missing`;
    throw usageError(`${command.name}: ${wrong}`, usage);
  }
  return { positionals, options: values as Arguments["options"] };
}

/** A value that begins with two dashes and holds spaces is a text, such as a line of a dialogue. */
function looksLikeOption(value: string): boolean {
  return /^--(?:[A-Za-z][\w-]*(?:=.*)?)?$/s.test(value);
}

/** The one key of the config that an option means: `--steps` is `training.steps`, `--batch-size` `training.batchSize`. */
async function configKey(option: string): Promise<string | undefined> {
  // The schema is loaded where it is asked for: a training has it in its own thread.
  const { keysEndingIn } = await import("../config/schema.ts");
  const keys = keysEndingIn(option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
  return keys.length === 1 ? keys[0] : undefined;
}

/** A number given as an option; undefined where it is not. */
export function numberOption(
  { options }: Arguments,
  name: string,
  { least, most = Number.MAX_SAFE_INTEGER, whole = false }: { least: number; most?: number; whole?: boolean },
): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  const fits =
    text !== "" && Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (!fits) {
    const kind = whole ? "a whole number" : "a number";
    throw usageError(
      `--${name} needs ${kind} from ${least}${most < 1e15 ? ` to ${most}` : ""}, not ${JSON.stringify(text)}`,
    );
  }
  return value;
}

/** `--set`, of the commands that read a config. */
export const setOption: Option = {
  type: "string",
  multiple: true,
  value: "KEY=VALUE",
  help: `override a setting, such as training.steps=100 or ${shellWord('data.quote="', process.platform)}; can be repeated`,
};

export async function settingsOf({ options }: Arguments): Promise<Setting[]> {
  const given = options.set as string[] | undefined;
  if (!given) return [];
  const { parseSetting } = await import("../config/parse/settings.ts");
  return given.map(parseSetting);
}

/** `--start`: a label, or a JSON object of columns and values. */
export function startOption({ options }: Arguments): string | Record<string, string | number> | undefined {
  const text = options.start as string | undefined;
  if (!text?.trimStart().startsWith("{")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
