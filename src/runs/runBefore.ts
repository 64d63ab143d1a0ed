import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunManifest } from "./manifest.ts";
import { RunFolder } from "./runFolder.ts";
import { timeOfId } from "./runId.ts";

/** So many folders are looked into. */
const MOST = 200;

/** What is known of the run of the same config that began last before this one; undefined where none can be read. */
export async function runBefore(run: RunFolder): Promise<RunManifest | undefined> {
  return (await runFolderBefore(run))?.manifest;
}

/** The run of the same config that began last before this one; undefined where none can be read. */
export async function runFolderBefore({ path, id, manifest }: RunFolder): Promise<RunFolder | undefined> {
  const folder = dirname(path);
  const own = timeOfId(id);
  const names = (await readdir(folder).catch(() => [])).filter((name) => {
    const time = timeOfId(name);
    return name !== id && time !== "" && time <= own;
  });
  const latestFirst = names.sort((a, b) => (timeOfId(a) < timeOfId(b) ? 1 : -1)).slice(0, MOST);
  let found: RunFolder | undefined;
  for (const name of latestFirst) {
    // Several may have begun in the same second.
    if (found !== undefined && timeOfId(name) < timeOfId(found.id)) break;
    const other = await RunFolder.open(join(folder, name)).catch(() => undefined);
    if (other === undefined) continue;
    const { configFile, created } = other.manifest;
    if (configFile !== manifest.configFile || created >= manifest.created) continue;
    if (found === undefined || created > found.manifest.created) found = other;
  }
  return found;
}
