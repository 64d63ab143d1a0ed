import { dirname, join, resolve } from "node:path";
import { runNames } from "./listRuns.ts";
import { runsFolder } from "./makeRun.ts";
import { RunFolder } from "./runFolder.ts";

/**
 * The runs of a config, newest first; they lie in `folder`, which is the one beside the config.
 * @param unreadable hears of the runs there that cannot be read, whosever they are
 */
export async function runsOfConfig(
  file: string,
  folder = runsFolder(dirname(file)),
  unreadable: (id: string, why: Error) => void = () => {},
): Promise<RunFolder[]> {
  const open = (name: string) =>
    RunFolder.open(join(folder, name)).catch((error: Error) => {
      unreadable(name, error);
      return undefined;
    });
  const runs = await Promise.all((await runNames(folder)).map(open));
  return runs
    .filter((run) => run !== undefined)
    .filter(({ path, manifest }) => resolve(path, manifest.configFile) === resolve(file))
    .sort((a, b) => (a.manifest.created < b.manifest.created ? 1 : -1));
}
