import type { Stats } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Message } from "../../base/message.ts";
import { nearest } from "../../base/nearest.ts";
import { type Place, UserError } from "../../base/userError.ts";
import type { DataFiles } from "../../config/index.ts";
import type { TextFile } from "./encodings/charset.ts";
import { isGlob, matchGlob } from "./glob.ts";
import { type FolderState, says } from "./messages.ts";
import { storedPath } from "./storedPath.ts";

/** Its name is as the person wrote it, or in the words of the glob. */
export interface FoundFile extends TextFile {
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
  warn: (message: Message) => void,
  signal?: AbortSignal,
): Promise<FoundFile[]> {
  const folder = dirname(configFile);
  const found = new Map<string, FoundFile>();
  for (const pattern of patterns) {
    for (const file of await matching(key, pattern, folder, configFile, signal)) {
      if (found.has(file.path)) warn(says.namedTwice({ key, name: file.name }));
      else found.set(file.path, file);
    }
    if (found.size > MOST_FILES) {
      throw new UserError(says.tooManyFiles({ key, most: MOST_FILES }), { file: configFile });
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
    throw new UserError(says.notOnDisk({ key, value: pattern }), { file: configFile, key });
  }
  const path = await storedPath(resolve(folder, pattern));
  const stats = await statOf(path);
  const at = { file: configFile, key };
  // A file whose name looks like a glob is that file.
  if (stats?.isFile()) return [{ path, name: pattern, bytes: stats.size, byGlob: false }];
  if (stats?.isDirectory()) {
    throw new UserError(says.isFolder({ key, value: pattern }), at);
  }
  if (stats) {
    throw new UserError(says.notAFile({ key, value: pattern }), at);
  }
  if (!isGlob(pattern)) throw await missing(key, pattern, path, at);
  const names = await matchGlob(folder, pattern, signal);
  if (names.length === 0) {
    throw new UserError(says.noMatch({ key, value: pattern, folder }), at);
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
    throw new UserError(says.unreadablePath({ path, why }), { file: path });
  }
}

async function missing(key: string, pattern: string, path: string, at: Place): Promise<UserError> {
  const name = basename(path);
  const isLink = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  if (isLink) return new UserError(says.brokenLink({ key, value: pattern }), at);
  const folder = dirname(path);
  const { state, names } = await readdir(folder).then(
    (names) => ({ state: "searched" as FolderState, names }),
    (error: NodeJS.ErrnoException) => ({ state: FOLDER_STATES[error.code ?? ""] ?? "unreadable", names: [] }),
  );
  // "book" means "book.txt" even though that is many letters away.
  const found = names.find((other) => other.startsWith(`${name}.`)) ?? nearest(name, names);
  const near = found && pattern.slice(0, pattern.length - name.length) + found;
  return new UserError(says.missingFile({ key, value: pattern, folder, state, near }), at);
}

const FOLDER_STATES: Record<string, FolderState> = { ENOTDIR: "no-folder", ENOENT: "missing" };

/** What is wrong with the files that a config names, one by one, without a look into them; `ofFolders` where folders are read too. */
export async function missingFiles(
  named: DataFiles,
  configFile: string,
  { ofFolders = false, signal }: { ofFolders?: boolean; signal?: AbortSignal } = {},
): Promise<UserError[]> {
  const errors: UserError[] = [];
  for (const [part, patterns] of Object.entries(named)) {
    for (const pattern of patterns) {
      try {
        await findFiles(`data.${part}`, [pattern], configFile, () => {}, signal);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (!(ofFolders && error.code === "is-folder")) errors.push(error);
      }
    }
  }
  return errors;
}
