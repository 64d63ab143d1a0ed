import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isLockAlive } from "./lock.ts";

/** The name of a run that is being made: `.<id>.<twelve digits>.tmp`. */
const unfinished = /^\..+-\d{8}T\d{6}Z-[0-9a-f]{4}\.[0-9a-f]{12}\.tmp$/;
/** The lock is the first thing in it; one without is this young at most, milliseconds. */
const UNLOCKED = 10_000;

/** Removes what processes that died while they made a run left of it. What cannot be removed stays. */
export async function removeAbandoned(runs: string): Promise<void> {
  const entries = await readdir(runs, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || !unfinished.test(entry.name)) continue;
    const folder = join(runs, entry.name);
    if (await isAbandoned(folder).catch(() => false)) {
      await rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const lock = join(folder, "lock");
  const locked = await stat(lock).then(
    () => true,
    () => false,
  );
  if (locked) return !(await isLockAlive(lock));
  return Date.now() - (await stat(folder)).mtimeMs > UNLOCKED;
}
