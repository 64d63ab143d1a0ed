import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Config, tasks } from "../../config/index.ts";
import { isGlob, matchGlob } from "../files/glob.ts";
import { storedPath } from "../files/storedPath.ts";
import { filesIn } from "../sound/soundFolder.ts";
import { namedPaths } from "./watchedPlaces.ts";

/**
 * Differs when the data of a config may read differently: a file was written, replaced, made, moved or deleted, may now be read,
 * or is found by a glob now. Nothing is read for it.
 */
export async function dataStamp(config: Config, configFile: string, signal?: AbortSignal): Promise<string> {
  const folder = dirname(configFile);
  const hash = createHash("sha256");
  for (const pattern of namedPaths(config)) {
    const path = await storedPath(resolve(folder, pattern));
    hash.update(`${pattern}\n${await stampOf(path, true)}\n`);
    for (const name of await textsIn(path, config)) hash.update(`${name} ${await stampOf(resolve(path, name))}\n`);
    if (!isGlob(pattern)) continue;
    const names = await matchGlob(folder, pattern, signal).catch((error) => [String(error)]);
    for (const name of names) hash.update(`${name} ${await stampOf(resolve(folder, name))}\n`);
  }
  return hash.digest("hex");
}

/** Differs when one of these files was written, replaced, made, moved or deleted. Nothing is read for it. */
export async function filesStamp(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(`${path} ${await stampOf(path, true)}\n`);
  return hash.digest("hex");
}

/** Of a folder of sounds, the texts beside them; those of another one are not read. */
async function textsIn(path: string, { task }: Config): Promise<string[]> {
  if (tasks[task].predicts !== "transcript") return [];
  const paths = await filesIn(path).catch(() => []);
  return (paths ?? []).filter((file) => /\.(txt|wav)$/i.test(file));
}

/** Of a path where there is nothing, what stands beside it counts too: it is proposed in its place. */
async function stampOf(path: string, beside = false): Promise<string> {
  try {
    // Not by the time of the content alone: permissions, and a file put in the place of another, keep it.
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs].join(" ");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${code} ${beside ? await stampOf(dirname(path)) : ""}`;
  }
}
