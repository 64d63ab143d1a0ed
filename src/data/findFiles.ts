import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { nearest } from "../base/nearest.ts";
import { UserError } from "../base/userError.ts";
import { grouped } from "../base/words.ts";
import { isGlob, matchGlob } from "./glob.ts";

export interface FoundFile {
  path: string;
  /** As the person wrote it, or in the words of the glob. */
  name: string;
  bytes: number;
  /** Whether a glob found it. */
  byGlob: boolean;
}

const MOST_FILES = 100_000;

/**
 * The files that a key of the config names, in the listed order, the matches of a glob sorted by code point, each file once.
 * `warn` hears about files that are named twice.
 */
export async function findFiles(
  key: string,
  patterns: readonly string[],
  configFile: string,
  warn: (message: string) => void,
  signal?: AbortSignal,
): Promise<FoundFile[]> {
  const folder = dirname(configFile);
  const found = new Map<string, FoundFile>();
  for (const pattern of patterns) {
    for (const file of await matching(key, pattern, folder, configFile, signal)) {
      if (found.has(file.path)) warn(`${file.name} is named twice in ${key}; it is read once.`);
      else found.set(file.path, file);
    }
    if (found.size > MOST_FILES) {
      throw new UserError(
        "too-many-files",
        `${key} names more than ${grouped(MOST_FILES)} files.`,
        "Join them into fewer.",
        { file: configFile },
      );
    }
  }
  return [...found.values()];
}

async function matching(
  key: string,
  pattern: string,
  folder: string,
  configFile: string,
  signal?: AbortSignal,
): Promise<FoundFile[]> {
  const path = resolve(folder, pattern);
  const stats = await statOf(path);
  // A file whose name looks like a glob is that file.
  if (stats?.isFile()) return [{ path, name: pattern, bytes: stats.size, byGlob: false }];
  const at = { file: configFile };
  if (stats?.isDirectory()) {
    const within = `${pattern.replace(/[\\/]+$/, "")}/*.txt`;
    throw new UserError(
      "is-folder",
      `${key} names ${JSON.stringify(pattern)}, which is a folder.`,
      `Write ${JSON.stringify(within)} for the text files in it.`,
      at,
    );
  }
  if (stats)
    throw new UserError(
      "not-a-file",
      `${key} names ${JSON.stringify(pattern)}, which is not a regular file.`,
      undefined,
      at,
    );
  if (!isGlob(pattern)) throw await missing(key, pattern, path, configFile);
  const names = await matchGlob(folder, pattern, signal);
  if (names.length === 0) {
    const hint = `It was looked for in ${folder}. \`*\` stays within one folder; \`**/\` looks into folders below.`;
    throw new UserError("no-match", `${key}: no file matches ${JSON.stringify(pattern)}.`, hint, at);
  }
  const files = await Promise.all(
    names.map(async (name) => {
      const match = resolve(folder, name);
      return { path: match, name, bytes: (await statOf(match))?.size ?? 0, byGlob: true };
    }),
  );
  return files;
}

/** Undefined when there is nothing, or nothing that a path can reach. */
async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG", "EINVAL", "ELOOP", "ERR_INVALID_ARG_VALUE"].includes(code))
      return undefined;
    const why = code === "EACCES" || code === "EPERM" ? "permission denied" : (error as Error).message;
    throw new UserError(
      "unreadable-file",
      `${path} may not be read: ${why}.`,
      "Change its permissions, or choose another file.",
      { file: path },
    );
  }
}

async function missing(key: string, pattern: string, path: string, configFile: string): Promise<UserError> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => undefined);
  const near = names && nearest(basename(path), names);
  const written = pattern.slice(0, pattern.length - basename(path).length);
  const hint =
    names === undefined
      ? `The folder ${folder} does not exist either.`
      : near !== undefined
        ? `Did you mean ${JSON.stringify(written + near)}?`
        : `It was looked for in ${folder}; paths are relative to the config file.`;
  return new UserError("missing-file", `${key} names ${JSON.stringify(pattern)}, which does not exist.`, hint, {
    file: configFile,
  });
}
