import { stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { refuseFile } from "./diskError.ts";
import { listRuns, type RunSummary } from "./listRuns.ts";
import { runsFolder } from "./makeRun.ts";
import { says } from "./messages.ts";
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
    throw new UserError(says.ambiguous({ reference, cwd: resolve(cwd), runs: named.length, paths }));
  }
  const newest = runs.slice(0, 3).map(({ id }) => id);
  throw new UserError(says.notFound({ reference, root: runsFolder(cwd), cwd: resolve(cwd), newest }));
}

async function lastRun(cwd: string): Promise<RunFolder> {
  const last = lastOf(await listRuns(cwd), cwd);
  if (!last) {
    await refuseFiles(cwd);
    throw new UserError(says.noRuns({ root: resolve(runsFolder(cwd)) }));
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
