import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { originOf } from "../../src/extension/runs/storedRun.ts";
import { changeNotes, RunFolder } from "../../src/runs/index.ts";
import { unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

interface Manifest {
  config: { training: Record<string, unknown> };
  data: { sha256: string }[];
}

test("a run says when it began, and in what it differs from the one of its config before it", async () => {
  const folder = workspace({
    "sea.rnnconfig": smallConfig({ training: { steps: 1 } }),
    "book.txt": words(600),
  });
  expect((await unroll(folder, "train", "sea.rnnconfig", "--json")).status).toBe(0);
  const first = onlyRun(folder);
  /** The same run as another, later one. */
  const copy = (id: string, change: (manifest: Manifest) => void) => {
    const path = join(first, "..", id);
    cpSync(first, path, { recursive: true });
    const manifest: Manifest = JSON.parse(readFileSync(join(path, "run.json"), "utf8"));
    change(Object.assign(manifest, { id }));
    writeFileSync(join(path, "run.json"), JSON.stringify(manifest));
    return path;
  };
  const later = (minute: string) => ({ created: `2099-01-01T00:${minute}:00.000Z` });
  copy("sea-20990101T000100Z-0001", (manifest) => {
    Object.assign(manifest, later("01"));
    Object.assign(manifest.config.training, { learningRate: 0.5 });
  });
  // Of another config: nothing to compare with.
  copy("sea-20990101T000200Z-0002", (manifest) =>
    Object.assign(manifest, later("02"), { configFile: "../../../lake.rnnconfig" }),
  );
  // Of a version that did not know the key yet.
  const last = copy("sea-20990101T000300Z-0003", (manifest) => {
    Object.assign(manifest, later("03"));
    const { config, data } = manifest;
    config.training.learningRate = 0.25;
    delete config.training.accumulate;
    data[0].sha256 = "0".repeat(64);
  });
  expect(await originOf(await RunFolder.open(last), "en")).toEqual({
    created: "2099-01-01T00:03:00.000Z",
    began: new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" }).format(
      new Date("2099-01-01T00:03:00Z"),
    ),
    changes: ["training.learningRate 0.25 (0.5 before)", "another content of book.txt"],
  });
  expect((await originOf(await RunFolder.open(first), "en")).changes).toEqual([]);
  await changeNotes(first, { name: "größer" });
  expect((await originOf(await RunFolder.open(first), "en")).called).toBe("größer");
});
