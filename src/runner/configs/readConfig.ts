import { open, readFile, stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { type Place, UserError } from "../../base/userError.ts";
import { type Config, type Placed, type Problem, parseConfig, type Setting } from "../../config/index.ts";
// Not by way of the room: a training of a text does not load what reads tables.
import { textOf } from "../../reading/files/readText.ts";
import { storedPath } from "../../reading/files/storedPath.ts";
import { says } from "../messages.ts";

const MAX_BYTES = 1 << 20;

export interface ReadConfig {
  /** Absolute. */
  file: string;
  config: Config;
  problems: Problem[];
}

/**
 * A config with errors: all of them. As a UserError it is the first. `isWhole`: the file is the config, and holds it no deeper
 * down, as `run.json` does, so that problems have a line.
 */
export class ConfigError extends UserError {
  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
    isWhole = true,
  ) {
    const errors = problems.filter(({ severity }) => severity === "error");
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    const said = { ...first, id: "config.problem", args: {}, text: first.message + more };
    super(said, placeOf(file, first, isWhole));
  }
}

/** Where something is: in a file, or in a setting over it. */
export function placeOf(file: string, { start, setting, settings }: Placed & Partial<Problem>, isWhole = true): Place {
  if (setting !== undefined) return { setting };
  return { file, ...(isWhole && { line: start.line, column: start.column }), ...(settings && { settings }) };
}

/** Reads a config with its problems; `config` is undefined when it has errors. `given`: its text, whatever the file holds. */
export async function checkConfig(path: string, settings: readonly Setting[] = [], given?: string) {
  const file = await storedPath(resolve(path));
  if (given !== undefined) return { file, text: given, ...parseConfig(given, settings) };
  const found = await stat(file).catch(() => undefined);
  if (!found) {
    throw new UserError(says.noFile({ path }), { file });
  }
  if (found.isDirectory()) {
    throw new UserError(says.configIsFolder({ path }), { file });
  }
  if (!found.isFile()) {
    throw new UserError(says.configIsNoFile({ path }), { file });
  }
  if (await isData(file)) {
    throw new UserError(says.configIsData({ name: basename(path), path }), { file });
  }
  if (found.size > MAX_BYTES) {
    throw new UserError(says.configTooLarge({ path, bytes: found.size, most: MAX_BYTES }), { file });
  }
  const text = await readConfigText(file);
  return { file, text, ...parseConfig(text, settings) };
}

/** Whether a file with the name of no config begins like none: what it holds first is neither a brace nor a comment. */
async function isData(file: string): Promise<boolean> {
  const kind = extname(file).toLowerCase();
  if (kind === ".jsonl" || kind === ".ndjson") return true;
  if ([".rnnconfig", ".json", ".jsonc"].includes(kind)) return false;
  const [first] = await firstBytes(file).then(
    (text) => /[^\s\0\xef\xbb\xbf\xff\xfe]/.exec(text) ?? [],
    () => [],
  );
  return first !== undefined && first !== "{" && first !== "/";
}

/** So much of a file as tells a config from data. */
async function firstBytes(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The text of a config: UTF-8, or UTF-16 with its mark, as PowerShell writes it. */
export async function readConfigText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(says.configUnreadable({ file, why: error.message }), { file });
  });
  return textOf(bytes, { path: file, name: basename(file) });
}

/** Reads a config that can be used; throws a ConfigError with all its problems otherwise. */
export async function readConfig(path: string, settings: readonly Setting[] = [], given?: string): Promise<ReadConfig> {
  const { file, config, problems } = await checkConfig(path, settings, given);
  if (!config) throw new ConfigError(file, problems);
  return { file, config, problems };
}

/** How a run is called: the config's `name`, else its file's. */
export function nameOf(config: Config, file: string): string {
  return config.name ?? basename(file).replace(/\.rnnconfig$/, "");
}
