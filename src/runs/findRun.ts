import { stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { refuseFile } from "./diskError.ts";
import { listRuns, type RunSummary } from "./listRuns.ts";
import { runsFolder } from "./makeRun.ts";
import { RunFolder } from "./runFolder.ts";

/**
 * The run that a person means: a folder; an id under `./.unroll/runs` or, as `listRuns` finds it, in the folders below; or
 * `last`, the run that changed last in `./.unroll/runs`, or if there is none, in the folders below.
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
  const runs = await listRuns(cwd);
  const named = runs.filter(({ id }) => id === reference);
  if (named.length === 1) return await RunFolder.open(named[0].path);
  if (named.length > 1) {
    const paths = named.slice(0, 3).map((run) => relative(cwd, run.path));
    const message = `${named.length} folders below ${resolve(cwd)} hold a run ${JSON.stringify(reference)}`;
    throw new UserError("run-not-found", message, `Name one by its folder: ${paths.join(", ")}.`);
  }
  const newest = runs.slice(0, 3).map(({ id }) => id);
  const hint =
    newest.length === 0
      ? "There are no runs here yet; `train` makes one."
      : `The newest here: ${newest.join(", ")}; or "last".`;
  throw new UserError(
    "run-not-found",
    `No run ${JSON.stringify(reference)}: neither a run folder nor an id in ${runsFolder(cwd)}, or in a folder below ${resolve(cwd)}`,
    hint,
  );
}

async function lastRun(cwd: string): Promise<RunFolder> {
  const last = lastOf(await listRuns(cwd), cwd);
  if (!last) {
    await refuseFiles(cwd);
    const message = `There is no run in ${resolve(runsFolder(cwd))}`;
    throw new UserError("run-not-found", message, "`train` makes one; a run elsewhere is named by its folder.");
  }
  return await RunFolder.open(last.path);
}

/** Which of the runs in and below a folder `last` means there. */
export function lastOf(runs: readonly RunSummary[], cwd: string): RunSummary | undefined {
  const here = resolve(runsFolder(cwd));
  const good = runs.filter((run) => run.manifest !== null);
  const own = good.filter((run) => resolve(run.path, "..") === here);
  return (own.length > 0 ? own : good).sort((a, b) => (a.manifest!.updated < b.manifest!.updated ? 1 : -1))[0];
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
