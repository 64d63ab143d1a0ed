import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { findRun, listRuns, RunFolder, type RunSummary } from "../../src/runs/index.ts";
import { errorOf, newRun, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const here = join(root, "here");
let first: RunFolder;
let second: RunFolder;
let deep: RunFolder;

/** Makes a run as if at another time. */
function setTimes(run: RunFolder, created: string, updated = created): void {
  const file = join(run.path, "run.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), created, updated }));
}

beforeAll(async () => {
  mkdirSync(join(here, "a", "b"), { recursive: true });
  first = await RunFolder.create(here, "first", newRun, []);
  second = await RunFolder.create(here, "second", newRun, []);
  deep = await RunFolder.create(join(here, "a", "b"), "deep", newRun, []);
  await first.updateManifest({ state: "finished", summary: { reason: "finished" } });
  await first.unlock();
  await deep.unlock();
  setTimes(first, "2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z");
  setTimes(second, "2026-02-01T00:00:00.000Z");
  setTimes(deep, "2026-01-15T00:00:00.000Z", "2026-04-01T00:00:00.000Z");
  const broken = join(here, ".unroll", "runs", "broken");
  mkdirSync(broken);
  writeFileSync(join(broken, "run.json"), "{");
  mkdirSync(join(here, ".unroll", "runs", "empty"));
  mkdirSync(join(here, ".unroll", "runs", ".half-made.tmp"));
  writeFileSync(join(here, ".unroll", "runs", "file"), "");
  for (const passed of ["node_modules", ".git"]) {
    cpSync(join(here, ".unroll"), join(here, passed, ".unroll"), { recursive: true });
  }
  symlinkSync(here, join(here, "a", "loop"));
});

const good = (runs: RunSummary[]) => runs.filter((run) => run.manifest).map((run) => [run.id, run.state]);

it("lists the runs of a folder and below, newest first, the dead as interrupted", async () => {
  expect(good(await listRuns(here))).toEqual([
    [second.id, "running"],
    [deep.id, "interrupted"],
    [first.id, "finished"],
  ]);
});

it("lists runs that were put somewhere by themselves, and passes over other files of that name", async () => {
  const handedIn = join(root, "handed in", "Käthe");
  const [copy, windows] = ["first (1)", "second - Copy"].map((name) => join(handedIn, name));
  cpSync(first.path, copy, { recursive: true });
  cpSync(first.path, windows, { recursive: true });
  const record = readFileSync(join(windows, "run.json"), "utf8").replace(
    '"book.rnnconfig"',
    '"..\\\\..\\\\x.rnnconfig"',
  );
  writeFileSync(join(windows, "run.json"), `\ufeff${record.replaceAll("\n", "\r\n")}`);
  mkdirSync(join(root, "handed in", "app"));
  writeFileSync(join(root, "handed in", "app", "run.json"), '{"scripts":{}}');
  const runs = await listRuns(join(root, "handed in"));
  expect(runs.map(({ path, problem }) => [path, problem])).toEqual([copy, windows].map((path) => [path, null]));
  expect((await listRuns(copy)).map(({ path }) => path)).toEqual([copy]);
  // As a Windows machine has written it.
  expect(runs[1].manifest!.configFile).toBe("../../x.rnnconfig");
});

it("lists broken folders with their problem", async () => {
  const broken = (await listRuns(here)).filter((run) => run.problem);
  expect(broken.map((run) => [run.id, run.problem?.code]).sort()).toEqual([
    ["broken", "run-damaged"],
    ["empty", "not-a-run"],
  ]);
});

it("lists nothing where there is nothing, and says where there is no folder", async () => {
  mkdirSync(join(root, "bare"), { recursive: true });
  expect(await listRuns(join(root, "bare"))).toEqual([]);
  expect((await errorOf(listRuns(join(root, "nowhere")))).code).toBe("not-found");
  expect((await errorOf(listRuns(join(second.path, "run.json")))).code).toBe("not-found");
});

it("finds a run by id, by folder and as the last that changed", async () => {
  expect((await findRun(first.id, here)).path).toBe(first.path);
  expect((await findRun(first.path, root)).path).toBe(first.path);
  expect((await findRun(join("here", ".unroll", "runs", second.id), root)).path).toBe(second.path);
  expect((await findRun(".", second.path)).path).toBe(second.path);
  expect((await findRun("last", here)).path).toBe(first.path);
  expect((await findRun("last", root)).path).toBe(deep.path);
});

it("says what is there when it finds none", async () => {
  const error = await errorOf(findRun("thrid", here));
  expect([error.code, error.hint]).toEqual(["run-not-found", expect.stringContaining(second.id)]);
  expect((await errorOf(findRun("", here))).code).toBe("run-not-found");
  expect((await errorOf(findRun("broken", here))).code).toBe("run-damaged");
  expect((await errorOf(findRun(basename(here), root))).code).toBe("not-a-run");
  expect((await errorOf(findRun("last", join(root, "bare")))).code).toBe("run-not-found");
});
