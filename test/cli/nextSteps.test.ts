// What the command line says next: an advice that it gives can be taken.
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

it("takes an id from `list`, marks the last, and names what a run is for", async () => {
  const folder = workspace({ "a.rnnconfig": smallConfig(), "book.txt": words(900) });
  expect((await unroll(folder, "train", "a.rnnconfig", "--set", "training.steps=2")).status).toBe(0);
  const sub = join(folder, "sub");
  mkdirSync(sub);
  renameSync(join(folder, ".unroll"), join(sub, ".unroll"));
  const [{ run: path, id, last }] = (await unroll(folder, "list", "--json")).events;
  expect({ path, last }).toEqual({ path: onlyRun(sub), last: true });
  expect((await unroll(folder, "list")).stdout).toMatch(/← last\n/);

  const sampled = await unroll(folder, "sample", String(id), "--length", "3", "--prompt", "漢", "--json");
  expect(sampled).toMatchObject({ status: 0, events: [{ run: path }] });
  expect(sampled.stderr).toContain('"漢", which are left out');

  const forecast = await unroll(folder, "forecast", String(id));
  expect(forecast.stderr).toContain(`${id} is a language model: it has no series to go on with\n  It writes`);
  expect(forecast.stderr).toMatch(new RegExp(`Use .* sample ${id}\\.`));

  const scored = await unroll(folder, "score", String(id), "book.txt", "--json");
  expect(scored.status).toBe(0);

  const config = await unroll(folder, "score", String(id), "a.rnnconfig");
  expect(config).toMatchObject({ status: 2, stderr: expect.stringContaining("a.rnnconfig is a config, not data.\n") });
});

it("tells data from a config, and an option from a key of the config", async () => {
  const folder = workspace({
    "a.rnnconfig": smallConfig({ data: { train: "https://example.org/book.txt" } }),
    "book.txt": words(900),
    "empty lines.csv": "text,label\ngood,1\n",
  });
  const said = async (...args: string[]) => {
    const { status, stderr } = await unroll(folder, ...args);
    expect(status).toBe(2);
    return stderr;
  };
  expect(await said("gradients", "a.rnnconfig", "--set", "data.train=book.txt", "--out", "no/g.safetensors")).toMatch(
    /error: There is no folder no\.\n {2}Create it, or name another place\.\n/,
  );
  expect(await said("train", "book.txt")).toMatch(
    /book\.txt is data, not a config\n {2}Write a config for it\. Use .* new --from book\.txt\./,
  );
  expect(await said("validate", "empty lines.csv")).toContain("new --from 'empty lines.csv'.");
  expect(await said("train", "a.rnnconfig", "--steps", "5")).toContain("--set training.steps=5\n");
  expect(await said("train", "a.rnnconfig", "--batch-size=5")).toContain("--set training.batchSize=5\n");
  expect(await said("score", "last")).toContain("score: FILE|- is missing\n  Usage: ");
  expect(await said("score", "last", "a", "b")).toContain('score: "b" is one argument too many\n');
  expect(await said("train", "a.rnnconfig")).toContain("must be files on this disk");
  expect((await unroll(folder, "help", "train")).stdout).toMatch(/^Usage: \S+ \S+ train /);
});
