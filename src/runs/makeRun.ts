import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { flushFolder, temporaryName, writeFlushed } from "./atomicFile.ts";
import { hasCode, refuseFile } from "./diskError.ts";
import { type HeldLock, takeLock } from "./lock.ts";
import { printManifest, type RunManifest } from "./manifest.ts";
import { vocabularyText } from "./sideFiles.ts";

/** Where the runs of the configs in a folder lie. */
export function runsFolder(configDir: string): string {
  return join(configDir, ".unroll", "runs");
}

/** Makes a folder in `.unroll`, where runs, sweeps and what was computed of sounds lie, and has git ignore it; elsewhere, any folder. */
export async function makeOwnFolder(folder: string): Promise<void> {
  const own = dirname(folder);
  if (basename(own) !== ".unroll") {
    await mkdir(folder, { recursive: true });
    return;
  }
  // The folder of the config may have been deleted with the run.
  if (!existsSync(dirname(own))) await mkdir(dirname(own), { recursive: true });
  // One by one: on a read-only disk the recursive mkdir says that the folder does not exist.
  for (const each of [own, folder]) {
    await mkdir(each).catch(async (error) => {
      if (!hasCode(error, "EEXIST")) throw error;
      await refuseFile(each);
    });
  }
  await writeFile(join(own, ".gitignore"), "*\n", { flag: "wx" }).catch((error) => {
    if (!hasCode(error, "EEXIST")) throw error;
  });
}

/**
 * Makes the folder of a run, locked; it appears whole. Undefined where something is there already.
 * @param more writes what else the folder shall hold, before it appears
 */
export async function makeRun(
  path: string,
  manifest: RunManifest,
  vocabulary: unknown,
  more: (temporary: string) => Promise<void> = async () => {},
): Promise<{ lock: HeldLock; manifest: RunManifest } | undefined> {
  const runs = dirname(path);
  // A leading dot: listings pass over it.
  const temporary = join(runs, temporaryName(`.${manifest.id}`));
  try {
    await mkdir(temporary);
    // First of all: by it others know that somebody is at work here.
    const lock = await takeLock(join(temporary, "lock"));
    await mkdir(join(temporary, "checkpoints"));
    const printed = printManifest(manifest, join(path, "run.json"));
    await writeFlushed(join(temporary, "run.json"), printed.text);
    await writeFlushed(join(temporary, "vocabulary.json"), vocabularyText(vocabulary));
    await more(temporary);
    await flushFolder(temporary);
    await rename(temporary, path);
    await flushFolder(runs);
    return { lock: { ...lock, path: join(path, "lock") }, manifest: printed.manifest };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (hasCode(error, "ENOTEMPTY", "EEXIST")) return undefined;
    throw error;
  }
}
