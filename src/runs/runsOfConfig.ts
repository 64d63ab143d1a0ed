import { dirname, resolve } from "node:path";
import { listRuns } from "./listRuns.ts";
import { runsFolder } from "./makeRun.ts";
import { RunFolder } from "./runFolder.ts";

/** The runs of a config that can be read, newest first. */
export async function runsOfConfig(file: string): Promise<RunFolder[]> {
  const folder = resolve(runsFolder(dirname(file)));
  const own = (await listRuns(dirname(file))).filter(({ path, manifest }) => {
    return manifest !== null && dirname(path) === folder && resolve(path, manifest.configFile) === resolve(file);
  });
  return await Promise.all(own.map(({ path }) => RunFolder.open(path)));
}
