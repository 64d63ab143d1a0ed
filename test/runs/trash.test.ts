import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { deleteRun, listRuns, RunFolder, restoreRun } from "../../src/runs/index.ts";
import { deletedRuns, emptyTrash } from "../../src/runs/manage/trash.ts";
import { errorOf, newRun, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
let folders = 0;

/** The folder of a stopped run, in a place of its own. */
async function stopped(): Promise<{ place: string; own: string; path: string }> {
  const place = join(root, String(++folders));
  mkdirSync(place);
  const run = await RunFolder.create(place, "book", newRun, []);
  await run.updateManifest({ state: "stopped" });
  await run.unlock();
  return { place, own: join(place, ".unroll"), path: run.path };
}

it("moves a run away and back, as it was", async () => {
  const { place, own, path } = await stopped();
  const files = readdirSync(path).sort();
  const deleted = await deleteRun(path);
  expect(deleted).toMatchObject({ path: join(own, "trash", basename(path)), from: path });
  expect(await listRuns(place)).toEqual([]);
  expect(await deletedRuns(own)).toEqual([deleted]);
  expect(await restoreRun(deleted.path)).toBe(path);
  expect(readdirSync(path).sort()).toEqual(files);
  expect(await deletedRuns(own)).toEqual([]);
  expect((await listRuns(place)).map((run) => run.id)).toEqual([basename(path)]);
});

it("does not delete a run that trains", async () => {
  mkdirSync(join(root, "live"));
  const run = await RunFolder.create(join(root, "live"), "book", newRun, []);
  const error = await errorOf(deleteRun(run.path));
  expect([error.code, error.hint]).toEqual(["run-locked", "Stop it, then delete it."]);
  expect(existsSync(run.path)).toBe(true);
  await run.unlock();
});

it("keeps two of one name apart, and does not bring one back over another", async () => {
  const { own, path } = await stopped();
  const first = await deleteRun(path);
  mkdirSync(path);
  writeFileSync(join(path, "run.json"), "{ damaged");
  const second = await deleteRun(path);
  expect(second.path).toBe(`${first.path}.2`);
  expect((await deletedRuns(own)).map((run) => run.path).sort()).toEqual([first.path, second.path]);
  await restoreRun(second.path);
  expect((await errorOf(restoreRun(first.path))).code).toBe("exists");
  expect(readFileSync(join(path, "run.json"), "utf8")).toBe("{ damaged");
});

it("deletes a run that lies elsewhere into a trash beside it", async () => {
  const { place, path } = await stopped();
  const elsewhere = join(place, "kept", basename(path));
  mkdirSync(dirname(elsewhere));
  renameSync(path, elsewhere);
  const deleted = await deleteRun(elsewhere);
  expect(deleted.path).toBe(join(place, "kept/.unroll/trash", basename(path)));
  expect(await restoreRun(deleted.path)).toBe(elsewhere);
});

it("is emptied after 30 days of what was deleted, and of nothing else", async () => {
  const { own, path } = await stopped();
  const { path: trashed, deleted } = await deleteRun(path);
  const foreign = join(own, "trash/mine");
  mkdirSync(foreign);
  const days = (n: number) => Date.parse(deleted) + n * 24 * 3600 * 1000;
  await emptyTrash(own, days(29.9));
  expect(existsSync(trashed)).toBe(true);
  await emptyTrash(own, days(30.1));
  expect(readdirSync(join(own, "trash"))).toEqual(["mine"]);
});

it("follows no link out of the workspace, and moves nothing to where another folder says", async () => {
  const { own, path } = await stopped();
  const { path: trashed } = await deleteRun(path);
  const home = join(root, "home");
  renameSync(join(own, "trash"), home);
  symlinkSync(home, join(own, "trash"));
  await emptyTrash(own, Date.now() + 1e12);
  expect(readdirSync(home)).toEqual([basename(trashed)]);
  const again = await stopped();
  rmSync(join(again.own, "trash"), { recursive: true, force: true });
  symlinkSync(home, join(again.own, "trash"));
  expect((await errorOf(deleteRun(again.path))).code).toBe("not-a-folder");

  const moved = await stopped();
  const { path: hostile } = await deleteRun(moved.path);
  writeFileSync(
    join(hostile, "deleted.json"),
    JSON.stringify({ time: "2026-01-01T00:00:00Z", from: "../../../../out" }),
  );
  expect((await errorOf(restoreRun(hostile))).code).toBe("not-deleted");
});
