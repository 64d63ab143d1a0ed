import type { Stats } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { nearest } from "../../base/nearest.ts";
import { type Place, UserError } from "../../base/userError.ts";
import { grouped } from "../../base/words.ts";
import type { DataFiles } from "../../config/index.ts";
import { isGlob, matchGlob } from "./glob.ts";
import { storedPath } from "./storedPath.ts";

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
  if (/^(https?|ftp|s3):\/\//i.test(pattern)) {
    const message = `${key} names ${JSON.stringify(pattern)}, and data are files on this disk.`;
    throw new UserError("missing-file", message, "Download it, and name the file.", { file: configFile, key });
  }
  const path = await storedPath(resolve(folder, pattern));
  const stats = await statOf(path);
  const named = JSON.stringify(pattern);
  const at = { file: configFile, key };
  // A file whose name looks like a glob is that file.
  if (stats?.isFile()) return [{ path, name: pattern, bytes: stats.size, byGlob: false }];
  if (stats?.isDirectory()) {
    const within = JSON.stringify(`${pattern.replace(/[\\/]+$/, "")}/*.txt`);
    const hint = `Write ${within} for the text files in it.`;
    throw new UserError("is-folder", `${key} names ${named}, which is a folder.`, hint, at);
  }
  if (stats) {
    const message = `${key} names ${named}, which is not a regular file.`;
    throw new UserError("not-a-file", message, "Save its text to a file first.", at);
  }
  if (!isGlob(pattern)) throw await missing(key, pattern, path, at);
  const names = await matchGlob(folder, pattern, signal);
  if (names.length === 0) {
    const hint = `It was looked for in ${folder}. \`*\` stays within one folder; \`**/\` looks into folders below.`;
    throw new UserError("no-match", `${key}: no file matches ${named}.`, hint, at);
  }
  return Promise.all(
    names.map(async (name) => {
      const match = await storedPath(resolve(folder, name));
      return { path: match, name, bytes: (await statOf(match))?.size ?? 0, byGlob: true };
    }),
  );
}

/** Undefined when there is nothing, or nothing that a path can reach. */
async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const nothing = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "EINVAL", "ELOOP", "ERR_INVALID_ARG_VALUE"];
    if (nothing.includes(code)) return undefined;
    const why = code === "EACCES" || code === "EPERM" ? "permission denied" : (error as Error).message;
    const hint = "Change its permissions, or choose another file.";
    throw new UserError("unreadable-file", `${path} may not be read: ${why}.`, hint, { file: path });
  }
}

async function missing(key: string, pattern: string, path: string, at: Place): Promise<UserError> {
  const name = basename(path);
  const isLink = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  const what = isLink ? "which is a link to a file that does not exist" : "which does not exist";
  const hint = isLink ? "Make the link anew, or choose another file." : await whereToLook(pattern, path, name);
  return new UserError("missing-file", `${key} names ${JSON.stringify(pattern)}, ${what}.`, hint, at);
}

async function whereToLook(pattern: string, path: string, name: string): Promise<string> {
  const folder = dirname(path);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => error.code ?? "");
  if (names === "ENOTDIR") return `${folder} is not a folder.`;
  if (names === "ENOENT") return `The folder ${folder} does not exist either.`;
  if (typeof names === "string") return `The folder ${folder} could not be read.`;
  // "book" means "book.txt" even though that is many letters away.
  const near = names.find((other) => other.startsWith(`${name}.`)) ?? nearest(name, names);
  if (near === undefined) return `It was looked for in ${folder}; paths are relative to the config file.`;
  return `Did you mean ${JSON.stringify(pattern.slice(0, pattern.length - name.length) + near)}?`;
}

/** What is wrong with the files that a config names, one by one, without a look into them. */
export async function missingFiles(named: DataFiles, configFile: string, signal?: AbortSignal): Promise<UserError[]> {
  const errors: UserError[] = [];
  for (const [part, patterns] of Object.entries(named)) {
    for (const pattern of patterns) {
      try {
        await findFiles(`data.${part}`, [pattern], configFile, () => {}, signal);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        errors.push(error);
      }
    }
  }
  return errors;
}
