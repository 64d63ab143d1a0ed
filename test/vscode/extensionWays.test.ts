// The other ways to the same: menus, buttons, the command line; and what an editor of configs offers.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "./paths.ts";
import { run } from "./run.ts";
import { Server } from "./server.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

let workspace: TrainingWorkspace;
let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  workspace = await TrainingWorkspace.create(
    {
      "sea.rnnconfig": configText({ units: 16, sampleEvery: 100_000 }),
      "short.rnnconfig": configText({ units: 8, steps: 20 }),
      "draft.rnnconfig": '{\n  "task": "language-model",\n  "data": {\n    "train": ""\n  }\n}\n',
    },
    50_000,
  );
  for (const file of ["book.txt", "poems/autumn.txt", "node_modules/package/readme.txt", ".unroll/notes.txt"]) {
    await mkdir(path.dirname(workspace.file(file)), { recursive: true });
    await writeFile(workspace.file(file), "Some text.\n");
  }
  const settings = { "files.autoSave": "off", "unroll.maxThreads": 3 };
  server = await Server.start({ name: "extension-ways", extensions: [repository], settings, say: console.log });
  workbench = await Workbench.open({ server, folder: workspace.folder });
}, 300_000);

afterAll(async () => {
  await workbench?.close();
  await server?.stop();
  await workspace?.[Symbol.asyncDispose]();
});

const explorerRow = (label: string) =>
  workbench.page.locator(".explorer-folders-view .monaco-list-row", { hasText: label }).first();

test("completion of a data file offers the texts beside the config", { timeout: 60_000, retry: 1 }, async () => {
  const { page } = workbench;
  await workbench.openFile("draft.rnnconfig");
  const editor = page.locator(".editor-group-container.active .monaco-editor");
  await editor.locator(".view-line").first().click();
  await editor.and(page.locator(".focused")).waitFor();
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

/** Chooses Train RNN from the menu of a file; a menu that VS Code closes at once, as when the focus moves, is opened again. */
async function trainFromExplorer(file: string): Promise<void> {
  const train = workbench.page.locator(".monaco-menu .action-item", { hasText: /^Train RNN$/ });
  await until(`Train RNN in the menu of ${file}`, async () => {
    await explorerRow(file).click({ button: "right", timeout: 5000 });
    const isChosen = await train.click({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (!isChosen) await workbench.page.keyboard.press("Escape");
    return isChosen;
  });
}

test("the explorer's menu trains a config", { timeout: 60_000, retry: 1 }, async () => {
  await trainFromExplorer("short.rnnconfig");
  await workbench.statusBarItem(/short finished · loss \d/, { timeout: 30_000 });
  // The menu opened no editor of it.
  expect(await workbench.openEditors()).not.toContain("short.rnnconfig");
});

test("the play button of an editor trains its config", { timeout: 60_000, retry: 1 }, async () => {
  // VS Code may give the button of an editor that has just come to the front the file of the one before.
  await workbench.runCommand("View: Close All Editors");
  await workbench.openFile("sea.rnnconfig");
  await workbench.page.locator(".editor-group-container.active .editor-actions").getByLabel("Train RNN").click();
  await workbench.statusBarItem(/sea \d+% · loss \d/);
});

test("all trainings of a window share one budget of threads", { timeout: 60_000, retry: 1 }, async () => {
  const trained = async (name: string) => (await workspace.runs()).filter((it) => it.includes(`/${name}-`));
  await workbench.statusBarItem(/sea \d+% · loss \d/);
  const before = await trained("short");
  await trainFromExplorer("short.rnnconfig");
  const beside = await until("a run of short beside that of sea", async () =>
    (await trained("short")).find((run) => !before.includes(run)),
  );
  await until("its end", async () => (await workspace.manifest(beside)).state === "finished");
  const [sea] = await trained("sea");
  const threads = async (run: string) => (await workspace.manifest(run)).threads;
  // What ran alone had all of them; what came later what was left, which is never less than one.
  expect([await threads(before[0]), await threads(sea), await threads(beside)]).toEqual([3, 3, 1]);
});

test("the status bar says something else at most four times a second", { timeout: 60_000, retry: 1 }, async () => {
  const item = await workbench.statusBarItem(/sea \d+% · loss \d/);
  const { count, seconds } = await item.evaluate(
    (element) =>
      new Promise<{ count: number; seconds: number }>((done) => {
        const begun = performance.now();
        let [text, count] = [element.textContent, 0];
        new MutationObserver(() => {
          if (element.textContent === text) return;
          text = element.textContent;
          count++;
          const seconds = (performance.now() - begun) / 1000;
          if (seconds >= 5) done({ count, seconds });
        }).observe(element, { subtree: true, childList: true, characterData: true });
      }),
  );
  console.log(`texts of the status bar: ${(count / seconds).toFixed(1)} a second`);
  expect(count).toBeGreaterThan(2);
  // One more at the edges.
  expect(count).toBeLessThanOrEqual(4 * seconds + 1);
});

test("the folder of the run is shown where its files are", { timeout: 60_000, retry: 1 }, async () => {
  const [folder] = (await workspace.runs()).filter((it) => it.includes("/sea-"));
  await workbench.runCommand("Open Run Folder");
  const row = workbench.page.locator(".explorer-folders-view .monaco-list-row.focused");
  await until("the folder in the explorer", async () => (await row.innerText()).includes(path.basename(folder)), {
    seen: () => row.allInnerTexts(),
  });
  await workbench.runCommand("Stop Training");
  await workbench.statusBarItem(/sea stopped at/);
});

test("the command line that is shown trains the same config", { timeout: 90_000, retry: 1 }, async () => {
  await workbench.openFile("short.rnnconfig");
  await workbench.runCommand("Show Command Line");
  await workbench.notification(/The same trainer runs in a terminal.*cli\.js train .*short\.rnnconfig/s);
  await workbench.answer(/The same trainer runs in a terminal/, "Copy");
  const line = await until("the line in the clipboard", async () => {
    const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
    return copied.startsWith("node ") && copied;
  });
  const before = (await workspace.runs()).length;
  // As a person pastes it, somewhere else.
  await run("sh", ["-c", line], { cwd: "/" });
  const runs = (await workspace.runs()).slice(before);
  expect(runs).toHaveLength(1);
  expect((await workspace.manifest(runs[0])).state).toBe("finished");
});

test("the panel of any run can be shown; what is gone meanwhile is said in plain words", {
  timeout: 60_000,
  retry: 1,
}, async () => {
  await workbench.runCommand("View: Close All Editors");
  await workbench.runCommand("Show Training Panel");
  await workbench.quickInput.pick("sea");
  const frame = await workbench.waitForWebview("Training: sea");
  await rm(workspace.file("sea.rnnconfig"), { force: true });
  await frame.getByRole("button", { name: "Open Config" }).click();
  await until("what the run has of its config", async () =>
    (await workbench.activeEditor())?.startsWith("config of sea-"),
  );
  await workbench.runCommand("View: Close Editor");
  const again = await workbench.waitForWebview("Training: sea");
  await rm(workspace.file(".unroll"), { recursive: true, force: true });
  await again.getByRole("button", { name: "Resume" }).click();
  const toast = await workbench.notification(/There is no run folder .*sea-\S+\. Perhaps it was moved or deleted\./);
  expect(await toast.innerText()).not.toContain("undefined");
});

test("shows no errors in its webviews", () => {
  expect(workbench.errors.foreign).toEqual([]);
});
