import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** The repository, whatever folder the tests were started from. */
export const repository = path.resolve(import.meta.dirname, "../..");

/**
 * Downloads that outlive a run, and deleting them costs only time: `UNROLL_TEST_CACHE`, else what this clone has, else a folder
 * that all clones of a person share. Where that cannot be written they lie in the clone, where git ignores them.
 */
export const cacheFolder = findCache();

function findCache(): string {
  const named = process.env.UNROLL_TEST_CACHE;
  if (named) return path.resolve(named);
  const own = path.join(repository, ".vscode-test");
  if (existsSync(own)) return own;
  const shared = path.join(cachesOfPerson(), "unroll-tests");
  try {
    mkdirSync(shared, { recursive: true });
    accessSync(shared, constants.W_OK);
    return shared;
  } catch {
    return own;
  }
}

function cachesOfPerson(): string {
  if (process.platform === "darwin") return path.join(homedir(), "Library/Caches");
  if (process.platform === "win32") return process.env.LOCALAPPDATA ?? path.join(homedir(), "AppData/Local");
  return process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
}

/** What a run leaves to be looked at: logs and screenshots; git ignores it. */
export const outputFolder = path.join(repository, "test/output");
