import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { storedPath } from "../../reading/files/storedPath.ts";
import { says } from "../messages.ts";

/** Data that a command is given: a file, or chunks of what is none, such as standard input; and what messages call it. */
export interface GivenData {
  source: string | AsyncIterable<Uint8Array>;
  name: string;
}

/**
 * Reads data that a command was given, in the place of a run's own. What is wrong with it, and what else is said of it, is told of that
 * file, as it was named. What is no file is one for as long as it is read.
 */
export async function fromGivenFile<T extends { warnings: Message[] }>(
  { source, name }: GivenData,
  read: (path: string) => Promise<T>,
  { mayBeFolder = false }: { mayBeFolder?: boolean } = {},
): Promise<T> {
  if (typeof source !== "string") return await inTemporaryFile(source, (path) => told(path, name, undefined, read));
  const path = await storedPath(resolve(source));
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError(says.givenMissing({ given: name }), { file: path });
  if (found.isDirectory() && !mayBeFolder) throw new UserError(says.givenIsFolder({ given: name }), { file: path });
  return await told(path, name, path, read);
}

/** `file` is where an error stands; nowhere, of what is no file. */
async function told<T extends { warnings: Message[] }>(
  path: string,
  name: string,
  file: string | undefined,
  read: (path: string) => Promise<T>,
): Promise<T> {
  const named = (text: string) => text.replaceAll(path, name);
  try {
    const found = await read(path);
    return { ...found, warnings: found.warnings.map((said) => ({ ...said, text: named(said.text) })) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { said, place } = error;
    const renamed = { ...said, text: named(said.text), hint: said.hint && named(said.hint) };
    const { line, column } = place;
    // A message names what has no path itself, or is told by its line alone.
    const own = file === undefined ? { file: name, line, column } : place;
    throw new UserError(renamed, place.file === path ? own : { file: file ?? name });
  }
}

async function inTemporaryFile<T>(source: AsyncIterable<Uint8Array>, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "unroll-"));
  try {
    const path = join(folder, "input");
    await pipeline(source, createWriteStream(path));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
