import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { RunReader } from "../../src/extension/tree/runReader.ts";
import { changeNotes, deleteRun, RunFolder } from "../../src/runs/index.ts";
import { newRun } from "../runs/newRun.ts";

const root = mkdtempSync(join(tmpdir(), "unroll-reader-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(
  settings: Record<string, unknown>,
  place = root,
  group?: { id: string; index: number; of: number },
): Promise<string> {
  const text = JSON.stringify({ task: "language-model", data: { train: "a.txt" }, ...settings });
  const made = await RunFolder.create(place, "book", { ...newRun, config: parseConfig(text).config!, group }, []);
  const best = { step: 5, loss: 1.5, perplexity: 4.5 };
  await made.updateManifest({
    state: "finished",
    configFile: "../../../book.rnnconfig",
    summary: { best, loss: 9, step: 10, steps: 10 },
  });
  await made.unlock();
  return made.path;
}

it("tells all there is, and then what is new, with the best figure and what differs", async () => {
  const reader = new RunReader();
  const read = (since: number) => reader.read([root], [], since, "en");
  mkdirSync(join(root, ".unroll/runs/broken"), { recursive: true });
  const first = await run({ model: { units: 8 } });
  const second = await run({ model: { units: 16 } });
  const all = await read(0);
  expect(all).toMatchObject({ whole: true, gone: [], unreadable: [{ id: "broken" }] });
  expect(all.changed).toMatchObject([
    { path: second, differs: { keys: [{ key: "model.units", value: "16", before: "8" }], files: [] } },
    {
      path: first,
      differs: null,
      figure: "loss",
      value: 1.5,
      measured: "validation",
      configFile: join(root, "book.rnnconfig"),
    },
  ]);
  expect(await read(all.version)).toMatchObject({ whole: false, changed: [], gone: [] });

  await changeNotes(first, { star: true, colour: "pink" });
  const starred = (await read(0)).changed.find(({ path }) => path === first);
  expect(starred).toMatchObject({ notes: { star: true }, colour: "pink" });
  await deleteRun(first);
  const [left] = (await read(0)).changed;
  // Nothing is before it any more.
  expect(left).toMatchObject({ path: second, differs: null });
});

it("tells what has changed since the version that somebody knows, and everything to whoever knows another", async () => {
  const place = join(root, "news");
  mkdirSync(place);
  const reader = new RunReader();
  const first = await run({}, place);
  const second = await run({}, place);
  const { version } = await reader.read([place], [], 0, "en");
  await changeNotes(second, { name: "mine" });
  await deleteRun(first);
  const news = await reader.read([place], [], version, "en");
  expect(news).toMatchObject({ whole: false, gone: [first], changed: [{ path: second, notes: { name: "mine" } }] });
  expect(await reader.read([place], [], version, "en")).toMatchObject({ whole: true, changed: [{ path: second }] });
});

it("names runs of a group by what differs in it, in colours of their own, and takes runs of other places", async () => {
  const place = join(root, "group");
  mkdirSync(place);
  const of = 3;
  for (let index = 1; index <= of; index++) await run({ training: { seed: index } }, place, { id: "g", index, of });
  const elsewhere = await run({}, join(root, "elsewhere"));
  const { changed } = await new RunReader().read([place], [elsewhere, root], 0, "en");
  const group = changed.filter((one) => one.group !== null).sort((a, b) => a.group!.index - b.group!.index);
  expect(group.map(({ differs }) => differs?.keys)).toEqual(
    [1, 2, 3].map((n) => [{ key: "training.seed", value: String(n) }]),
  );
  expect(new Set(group.map(({ colour }) => colour)).size).toBe(3);
  expect(changed.filter((one) => one.group === null).map(({ path }) => path)).toEqual([elsewhere]);
});

it("reads a damaged file again once it has been repaired", async () => {
  const place = join(root, "damaged");
  mkdirSync(place);
  const path = await run({}, place);
  const file = join(path, "run.json");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, "{");
  const reader = new RunReader();
  const broken = await reader.read([place], [], 0, "en");
  expect(broken).toMatchObject({ changed: [], unreadable: [{ path }] });
  writeFileSync(file, text);
  expect(await reader.read([place], [], broken.version, "en")).toMatchObject({ changed: [{ path }], unreadable: [] });
});
