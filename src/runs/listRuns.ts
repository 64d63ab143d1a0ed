import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import type { RunNotes } from "../contracts/runNotes.ts";
import type { RunState } from "../contracts/runs.ts";
import { removeAbandoned } from "./abandoned.ts";
import { diskError } from "./diskError.ts";
import { runsFolder } from "./makeRun.ts";
import { readNotes } from "./manage/notes.ts";
import { type DeletedRun, deletedRuns, emptyTrash } from "./manage/trash.ts";
import type { RunManifest } from "./manifest.ts";
import { says } from "./messages.ts";
import { RunFolder } from "./runFolder.ts";

/** A run in a list: what is known of it, or what is wrong with it. `id` is the name of its folder. */
export type RunSummary = { path: string; id: string; created: string } & (
  | { manifest: RunManifest; state: RunState; notes: RunNotes; problem: null }
  | { manifest: null; state: null; notes: null; problem: UserError }
);

/** How far below the given folder configs are looked for, and in how many folders at most. */
const MAX_DEPTH = 6;
const MAX_FOLDERS = 10_000;

/**
 * The runs of the configs in a folder and below it, and those that somebody has put there by themselves, newest first. Folders of tools
 * (a leading dot, node_modules) and symbolic links are passed over. A folder that is broken is listed with its problem; a run whose process died is `interrupted`.
 * @throws UserError `not-found` where there is no such folder
 */
export async function listRuns(dir: string): Promise<RunSummary[]> {
  const runs: RunSummary[] = [];
  for (const path of await runPathsIn(dir)) runs.push(await runAt(path));
  return runs.sort(newestFirst);
}

/** Runs in the order of a list. */
export function newestFirst(a: RunSummary, b: RunSummary): number {
  return compare(b.created, a.created) || compare(a.path, b.path);
}

/** The folders of the runs in a folder and below it, those that cannot be read among them. What has been deleted long ago is cleared away. */
export async function runPathsIn(dir: string): Promise<string[]> {
  const found = await foldersOf(dir);
  const paths = found.runs;
  for (const own of found.own) {
    const runs = join(own, "runs");
    await removeAbandoned(runs);
    await emptyTrash(own);
    paths.push(...(await runNames(runs)).map((name) => join(runs, name)));
  }
  return paths;
}

/** The deleted runs of the configs in a folder and below it that can be brought back, the last first. */
export async function deletedRunsIn(dir: string): Promise<DeletedRun[]> {
  const found = await Promise.all((await foldersOf(dir)).own.map(deletedRuns));
  return found.flat().sort((a, b) => compare(b.deleted, a.deleted));
}

/** Every `.unroll` in a folder and below it, and the runs that lie in none: moved there by hand, or copied from elsewhere. */
async function foldersOf(dir: string): Promise<{ own: string[]; runs: string[] }> {
  const root = resolve(dir);
  const found = await stat(root).catch((error) => {
    throw diskError(error, root, "read");
  });
  if (!found.isDirectory()) throw new UserError(says.rootIsNoFolder({ root }), { file: root });
  const [own, runs]: [string[], string[]] = [[], []];
  let level = [root];
  let visited = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++visited > MAX_FOLDERS) break;
      const { names, hasRecord } = await lookInto(folder);
      if (hasRecord && (await isRun(folder))) {
        runs.push(folder);
        continue;
      }
      if (names.includes(".unroll")) own.push(dirname(runsFolder(folder)));
      next.push(
        ...names.filter((name) => !name.startsWith(".") && name !== "node_modules").map((name) => join(folder, name)),
      );
    }
    level = next;
  }
  return { own, runs };
}

/** Others have files of that name too. */
async function isRun(folder: string): Promise<boolean> {
  return await RunFolder.open(folder).then(
    () => true,
    () => false,
  );
}

/** The run in a folder, as lists have it. */
export async function runAt(path: string): Promise<RunSummary> {
  const id = basename(path);
  try {
    const run = await RunFolder.open(path);
    const [state, notes] = await Promise.all([run.state(), readNotes(path)]);
    const { created } = run.manifest;
    return { path, id, created, manifest: { ...run.manifest, state }, state, notes, problem: null };
  } catch (error) {
    const problem = diskError(error, path, "read");
    const created = await stat(path).then(
      ({ mtime }) => mtime.toISOString(),
      () => "",
    );
    return { path, id, created, manifest: null, state: null, notes: null, problem };
  }
}

/** Names of the runs in a folder, sorted. A leading dot: one that is still being made. */
export async function runNames(folder: string): Promise<string[]> {
  return (await lookInto(folder)).names.filter((name) => !name.startsWith("."));
}

/** Names of the folders in a folder, sorted, and whether it has the record of a run; nothing where it cannot be read. */
async function lookInto(folder: string): Promise<{ names: string[]; hasRecord: boolean }> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory());
  return {
    names: folders.map(({ name }) => name).sort(),
    hasRecord: entries.some((entry) => entry.isFile() && entry.name === "run.json"),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
