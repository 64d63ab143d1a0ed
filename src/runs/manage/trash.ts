import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import * as Type from "typebox";
import { UserError } from "../../base/userError.ts";
import { matches } from "../../contracts/shapes.ts";
import { flushFolder, readWhole, writeAtomically } from "../atomicFile.ts";
import { diskError } from "../diskError.ts";
import { makeOwnFolder } from "../makeRun.ts";
import { says } from "../messages.ts";
import { RunFolder } from "../runFolder.ts";

// A deleted run is moved to the folder `trash` of its `.unroll`. A file in it says when, and where it lay.

const DELETED = "deleted.json";

const deletion = Type.Object({
  time: Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$" }),
  /** Where it lay, from where it lies now. */
  from: Type.String({ minLength: 1, maxLength: 4096 }),
});

/** A run that can be brought back. */
export interface DeletedRun {
  /** Where it lies now, and where it lay. */
  path: string;
  from: string;
  /** ISO. */
  deleted: string;
}

/** So long a deleted run can be brought back, in days. */
export const KEPT_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Deletes a run so that it can be brought back, also a folder among the runs that cannot be read.
 * @throws UserError `run-locked` for one that trains
 */
export async function deleteRun(path: string): Promise<DeletedRun> {
  const run = resolve(path);
  try {
    const folder = await RunFolder.open(run).catch(() => undefined);
    if (await folder?.isAlive()) throw new UserError(says.trains({ id: basename(run) }), { file: run });
    const trash = trashOf(run);
    await makeTrash(trash);
    const target = await freeName(join(trash, basename(run)));
    const deleted = new Date().toISOString();
    await writeAtomically(join(run, DELETED), `${JSON.stringify({ time: deleted, from: relative(target, run) })}\n`);
    await rename(run, target);
    await flushFolder(trash);
    return { path: target, from: run, deleted };
  } catch (error) {
    throw diskError(error, run, "write");
  }
}

/**
 * Brings a deleted run back to where it lay.
 * @returns its folder
 * @throws UserError `exists` where there is something else by now, `not-deleted` where nothing says that it was deleted
 */
export async function restoreRun(path: string): Promise<string> {
  const deleted = await deletionOf(path);
  if (deleted === undefined) throw new UserError(says.notDeleted({ path }), { file: path });
  const { from } = deleted;
  try {
    const isTaken = await lstat(from).then(
      () => true,
      () => false,
    );
    if (isTaken) throw new UserError(says.exists({ path: from }), { file: from });
    await makeOwnFolder(dirname(from));
    await rename(path, from);
    await rm(join(from, DELETED), { force: true });
    await flushFolder(dirname(from));
    return from;
  } catch (error) {
    throw diskError(error, from, "write");
  }
}

/** The deleted runs of an `.unroll` folder, the last first. */
export async function deletedRuns(own: string): Promise<DeletedRun[]> {
  const trash = join(own, "trash");
  if (!(await isOwnFolder(trash))) return [];
  const entries = await readdir(trash, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(trash, name));
  const found = (await Promise.all(folders.map(deletionOf))).filter((run) => run !== undefined);
  return found.sort((a, b) => (a.deleted < b.deleted ? 1 : -1));
}

/** Removes for good what was deleted more than 30 days ago. What cannot be removed stays. */
export async function emptyTrash(own: string, now = Date.now()): Promise<void> {
  for (const { path, deleted } of await deletedRuns(own)) {
    if (now - Date.parse(deleted) > KEPT_DAYS * DAY) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** Beside the folder of runs in `.unroll`; of a run that lies elsewhere, in an `.unroll` beside it. */
function trashOf(run: string): string {
  const runs = dirname(run);
  const own = dirname(runs);
  return basename(runs) === "runs" && basename(own) === ".unroll" ? join(own, "trash") : join(runs, ".unroll/trash");
}

async function makeTrash(trash: string): Promise<void> {
  await makeOwnFolder(join(dirname(trash), "runs"));
  await mkdir(trash, { recursive: true });
  if (!(await isOwnFolder(trash))) throw new UserError(says.linkedTrash({ trash }), { file: trash });
}

/** Links are not followed: what they lead to is not ours to empty. */
async function isOwnFolder(trash: string): Promise<boolean> {
  const looked = await Promise.all([dirname(trash), trash].map((folder) => lstat(folder).catch(() => undefined)));
  return looked.every((found) => found?.isDirectory());
}

async function freeName(path: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? path : `${path}.${n}`;
    if (!(await lstat(name).catch(() => undefined))) return name;
  }
}

async function deletionOf(path: string): Promise<DeletedRun | undefined> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await readWhole(join(path, DELETED), 10_000)));
    if (!matches(deletion, value)) return undefined;
    const from = resolve(path, value.from);
    // From wherever a folder comes: a run goes back to where its own `.unroll` says, and nowhere else.
    return trashOf(from) === dirname(path) ? { path, from, deleted: value.time } : undefined;
  } catch {
    return undefined;
  }
}
