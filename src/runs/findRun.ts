import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { refuseFile } from "./diskError.ts";
import { listRuns } from "./listRuns.ts";
import { runsFolder } from "./makeRun.ts";
import { RunFolder } from "./runFolder.ts";

/**
 * The run that a person means: a folder; an id under `./.unroll/runs`; or `last`, the run that changed last there, or if
 * there is none, in the folders below.
 * @throws UserError `run-not-found`, or what is wrong with that folder
 */
export async function findRun(reference: string, cwd: string): Promise<RunFolder> {
  if (reference === "last") return await lastRun(cwd);
  if (reference !== "" && reference === basename(reference) && reference !== "." && reference !== "..") {
    const path = join(runsFolder(cwd), reference);
    if (await isFolder(path)) return await RunFolder.open(path);
  }
  const path = resolve(cwd, reference);
  if (reference !== "" && (await isFolder(path))) return await RunFolder.open(path);
  await refuseFiles(cwd);
  const newest = (await listRuns(cwd)).slice(0, 3).map(({ id }) => id);
  const hint =
    newest.length === 0
      ? "There are no runs here yet; `train` makes one."
      : `The newest here: ${newest.join(", ")}; or "last".`;
  throw new UserError(
    "run-not-found",
    `No run ${JSON.stringify(reference)}: neither a run folder nor an id in ${runsFolder(cwd)}`,
    hint,
  );
}

async function lastRun(cwd: string): Promise<RunFolder> {
  const here = resolve(runsFolder(cwd));
  const good = (await listRuns(cwd)).filter((run) => run.manifest !== null);
  const own = good.filter((run) => resolve(run.path, "..") === here);
  const [last] = (own.length > 0 ? own : good).sort((a, b) => (a.manifest!.updated < b.manifest!.updated ? 1 : -1));
  if (!last) {
    await refuseFiles(cwd);
    const message = `There is no run in ${here}`;
    throw new UserError("run-not-found", message, "`train` makes one; a run elsewhere is named by its folder.");
  }
  return await RunFolder.open(last.path);
}

async function refuseFiles(cwd: string): Promise<void> {
  const runs = resolve(runsFolder(cwd));
  for (const folder of [resolve(runs, ".."), runs]) await refuseFile(folder);
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
