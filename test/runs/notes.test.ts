import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { changeNotes, RunFolder, readNotes } from "../../src/runs/index.ts";
import { errorOf, newRun, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const run = async () => (await RunFolder.create(root, "book", newRun, [])).path;

it("keeps what a person notes of a run that trains, and takes it away again", async () => {
  const path = await run();
  expect(await readNotes(path)).toEqual({});
  await changeNotes(path, { star: true, name: "größer 🐋", tags: ["thesis", "δ"] });
  expect(await changeNotes(path, { star: null, colour: "red" })).toEqual({
    name: "größer 🐋",
    tags: ["thesis", "δ"],
    colour: "red",
  });
  expect(await readNotes(path)).toEqual({ name: "größer 🐋", tags: ["thesis", "δ"], colour: "red" });
});

it("leaves the keys of other programs, and passes over what does not fit", async () => {
  const path = await run();
  const file = join(path, "notes.json");
  writeFileSync(file, JSON.stringify({ star: "yes", note: "two\nlines", reviewer: "Ada", colour: "mauve" }));
  expect(await readNotes(path)).toEqual({ note: "two\nlines" });
  await changeNotes(path, { star: true });
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ star: true, reviewer: "Ada" });
});

it("does not write over a file that it cannot read, nor make one without its run", async () => {
  const path = await run();
  writeFileSync(join(path, "notes.json"), "star: yes");
  expect(await readNotes(path)).toEqual({});
  const error = await errorOf(changeNotes(path, { star: true }));
  expect([error.code, error.message]).toEqual(["notes-damaged", expect.stringContaining("notes.json")]);
  expect(readFileSync(join(path, "notes.json"), "utf8")).toBe("star: yes");
  expect((await errorOf(changeNotes(join(root, "gone"), { star: true }))).code).toBe("not-a-run");
  expect(existsSync(join(root, "gone"))).toBe(false);
});
