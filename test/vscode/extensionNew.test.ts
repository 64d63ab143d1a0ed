// New Experiment, in a workspace that nobody trusts: it writes new files and starts nothing.

import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { templates } from "../../src/templates/index.ts";
import { newExperiment } from "./newExperiment.ts";
import { repository } from "./paths.ts";
import { TestWindow } from "./testWindow.ts";
import { until } from "./until.ts";

const win = new TestWindow({ name: "extension-new", configs: {}, bytes: 1000, trust: "restricted" });

beforeAll(async () => {
  const { workspace, workbench } = win;
  await mkdir(workspace.file("mine"));
  await writeFile(workspace.file("mine/clipped.rnnconfig"), "mine");
  await workbench.statusBarItem("Restricted Mode");
});

/** As far as the box that asks for a name, and what it says of one. */
async function nameExperiment(name: string) {
  const { workbench } = win;
  const look = async () => name === "words" && workbench.screenshot("new-experiment");
  const input = await newExperiment(workbench, name, look);
  const message = workbench.page.locator(".quick-input-widget .quick-input-message");
  return { input, says: (text: RegExp) => until(`"${text}"`, async () => text.test(await message.innerText())) };
}

test("writes a config and its data into a new folder, opens it and says what to expect", {
  timeout: 60_000,
}, async () => {
  const { workbench, workspace } = win;
  const { input } = await nameExperiment("words");
  await input.press("Enter");
  await workbench.waitForEditor("words.rnnconfig");
  const shipped = `${repository}/media/templates`;
  for (const [file, from] of [
    ["words.rnnconfig", "words/words.rnnconfig"],
    ["moby-dick.txt", "book/moby-dick.txt"],
  ]) {
    const [written, expected] = [await readFile(workspace.file(`words/${file}`)), await readFile(`${shipped}/${from}`)];
    expect(written.equals(expected), file).toBe(true);
  }
  expect(await readdir(workspace.file("words"))).toHaveLength(2);
  const { expect: line } = templates.find(({ name }) => name === "words")!;
  await workbench.notification(line.slice(0, 40));
  await workbench.screenshot("new-experiment-written");
  // Training is another matter, and asks for trust.
  await workbench.answer(line.slice(0, 40), "Train RNN");
  await workbench.notification(/Training is not available in Restricted Mode/);
  expect(await workspace.runs()).toEqual([]);
});

test("overwrites nothing and says so, until there is a name that is free", { timeout: 60_000 }, async () => {
  const { workbench, workspace } = win;
  const { input, says } = await nameExperiment("explosion");
  await input.fill("mine");
  await says(/mine\/clipped\.rnnconfig already exists/);
  await workbench.screenshot("new-experiment-there");
  await input.press("Enter");
  await input.fill("../outside");
  await says(/without slashes/);
  await input.fill("mine too");
  await until("no objection", async () => !(await input.getAttribute("aria-invalid"))?.includes("true"));
  await input.press("Enter");
  await workbench.waitForEditor("explodes.rnnconfig");
  expect((await readdir(workspace.file("mine too"))).sort()).toEqual([
    "clipped.rnnconfig",
    "explodes.rnnconfig",
    "moby-dick.txt",
  ]);
  expect(await readdir(workspace.file("mine"))).toEqual(["clipped.rnnconfig"]);
  expect((await stat(workspace.file("mine/clipped.rnnconfig"))).size).toBe(4);
});

test("reads no data of the person's own, and says why", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  await workbench.runCommand("New Experiment");
  await workbench.quickInput.pick(/From My Own Data/);
  await workbench.notification(/Unroll reads no data in Restricted Mode/);
  await workbench.screenshot("own-data-restricted");
});
