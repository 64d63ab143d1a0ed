// The other ways to the same: menus, buttons, the command line; and what an editor of configs offers.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { run } from "./run.ts";
import { TestWindow } from "./testWindow.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";

const endless = configText({ units: 16, steps: 50_000_000, sampleEvery: 10_000_000 });
const short = configText({ units: 8, steps: 20 });
const win = new TestWindow({
  name: "extension-ways",
  configs: {
    "clicked.rnnconfig": short,
    "played.rnnconfig": endless,
    "wide.rnnconfig": endless,
    "narrow.rnnconfig": short,
    "shown.rnnconfig": endless,
    "typed.rnnconfig": short,
    "gone.rnnconfig": endless,
    "beside.rnnconfig": short,
    "seeds.rnnconfig": short.replace('"steps": 20', '"seeds": 2, "steps": 20'),
    "draft.rnnconfig": '{\n  "task": "language-model",\n  "data": {\n    "train": ""\n  }\n}\n',
  },
  settings: { "files.autoSave": "off", "unroll.maxThreads": 3 },
});

beforeAll(async () => {
  const { workspace } = win;
  for (const file of ["book.txt", "poems/autumn.txt", "node_modules/package/readme.txt", ".unroll/notes.txt"]) {
    await mkdir(path.dirname(workspace.file(file)), { recursive: true });
    await writeFile(workspace.file(file), "Some text.\n");
  }
});

const explorerRow = (label: string) =>
  win.workbench.page.locator(".explorer-folders-view .monaco-list-row", { hasText: label }).first();

test("completion of a data file offers the texts beside the config", { timeout: 60_000 }, async () => {
  const { workbench, workspace } = win;
  const { page } = workbench;
  await workbench.openFile("draft.rnnconfig");
  await workbench.focusEditor();
  await page.keyboard.press("ControlOrMeta+Home");
  for (let line = 0; line < 3; line++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const rows = page.locator(".suggest-widget.visible .monaco-list-row .label-name");
  const offered = await until("data files to choose from", async () => {
    await page.keyboard.press("ControlOrMeta+Space");
    const labels = await rows.allTextContents();
    return labels.some((label) => label.includes("book.txt")) && labels;
  });
  await workbench.screenshot("data-files");
  expect(offered.slice(0, 3)).toEqual(['"book.txt"', '"sea.txt"', '"poems/autumn.txt"']);
  expect(offered.join()).not.toMatch(/node_modules|notes/);
  expect(new Set(offered).size).toBe(offered.length);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ControlOrMeta+s");
  await until("the file to be saved", async () =>
    (await readFile(workspace.file("draft.rnnconfig"), "utf8")).includes('"train": "book.txt"'),
  );
});

async function trainFromExplorer(file: string): Promise<string> {
  await win.workbench.chooseFromMenu(explorerRow(file), "Train RNN");
  return until(`a run of ${file}`, async () => (await win.runs(path.basename(file, ".rnnconfig")))[0]);
}

test("the explorer's menu trains a config", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  await trainFromExplorer("clicked.rnnconfig");
  await workbench.statusBarItem(/clicked finished · loss \d/, { timeout: 30_000 });
  // The menu opened no editor of it.
  expect(await workbench.openEditors()).not.toContain("clicked.rnnconfig");
});

test("the play button of an editor trains its config", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  await workbench.openFile("played.rnnconfig");
  await workbench.page.locator(".editor-group-container.active .editor-actions").getByLabel("Train RNN").click();
  await workbench.statusBarItem(/played \d+% · loss \d/);
});

test("all trainings of a window share one budget of threads", { timeout: 60_000 }, async () => {
  const { workspace } = win;
  const wide = await win.train("wide.rnnconfig");
  const narrow = await trainFromExplorer("narrow.rnnconfig");
  await win.isIn(narrow, "finished");
  const threads = async (run: string) => (await workspace.manifest(run)).threads;
  // What ran alone had all of them; what came later what was left, which is never less than one.
  expect([await threads(wide), await threads(narrow)]).toEqual([3, 1]);
});

test("the folder of the run is shown where its files are", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  const run = await win.train("shown.rnnconfig");
  await win.panel("shown");
  await workbench.runCommand("Open Run Folder");
  const row = workbench.page.locator(".explorer-folders-view .monaco-list-row.focused");
  await until("the folder in the explorer", async () => (await row.innerText()).includes(path.basename(run)), {
    seen: () => row.allInnerTexts(),
  });
});

test("the command line that is shown trains the same config", { timeout: 90_000 }, async () => {
  const { workbench } = win;
  await workbench.openFile("typed.rnnconfig");
  await workbench.runCommand("Show Command Line");
  await workbench.notification(/The same trainer runs in a terminal.*cli\.js train .*typed\.rnnconfig/s);
  await workbench.answer(/The same trainer runs in a terminal/, "Copy");
  const line = await until("the line in the clipboard", async () => {
    const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
    return copied.startsWith("node ") && copied;
  });
  // As a person pastes it, somewhere else.
  await run("sh", ["-c", line], { cwd: "/" });
  const runs = await win.runs("typed");
  expect(runs).toHaveLength(1);
  await win.isIn(runs[0], "finished");
});

test("the panel of any run can be shown; what is gone meanwhile is said in plain words", {
  timeout: 60_000,
}, async () => {
  const { workbench, workspace } = win;
  // Where there are several runs, a list asks which.
  await win.isIn(await win.train("beside.rnnconfig"), "finished");
  const run = await win.train("gone.rnnconfig");
  await win.moreSteps(run);
  await workbench.runCommand("Stop Training");
  await win.isIn(run, "stopped");
  await workbench.runCommand("View: Close All Editors");
  await workbench.runCommand("Show Training Panel");
  await workbench.quickInput.pick("gone");
  const frame = await win.panel("gone");
  await rm(workspace.file("gone.rnnconfig"), { force: true });
  await frame.getByRole("button", { name: "Open Config" }).click();
  await until("what the run has of its config", async () =>
    (await workbench.activeEditor())?.startsWith("config of gone-"),
  );
  await workbench.runCommand("View: Close Editor");
  const again = await win.panel("gone");
  await rm(run, { recursive: true, force: true });
  await again.getByRole("button", { name: "Resume" }).click();
  const toast = await workbench.notification(/There is no run folder .*gone-\S+\. Perhaps it was moved or deleted\./);
  expect(await toast.innerText()).not.toContain("undefined");
});

test("two seeds are trained one after the other, the panel goes on with the second, and the end says how far apart they are", {
  timeout: 60_000,
}, async () => {
  const { workbench, workspace } = win;
  const first = await win.train("seeds.rnnconfig");
  const second = await until("a second run", async () => (await win.runs("seeds")).find((run) => run !== first));
  await Promise.all([win.isIn(first, "finished"), win.isIn(second, "finished")]);
  await workbench.notification(/seeds is trained with 2 seeds: loss \d\.\d+ ± \d\.\d+\./);
  const groups = await Promise.all([first, second].map(async (run) => (await workspace.manifest(run)).group));
  expect(groups).toMatchObject([
    { index: 1, of: 2 },
    { index: 2, of: 2 },
  ]);
  const panel = await win.panel("seeds");
  await until("the panel to show the second run", async () =>
    (await panel.textContent("body"))?.includes("training.seed 2"),
  );
  await workbench.screenshot("seeds");
});
