// What a person meets when something is not as it should be: a wrong config, missing data, a folder that nobody trusts.

import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { extensionLog } from "./extensionLog.ts";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { TestWindow } from "./testWindow.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

const short = configText({ steps: 30 });
const win = new TestWindow({
  name: "extension-trouble",
  configs: {
    "wrong.rnnconfig": configText().replace('"lstm"', '"lstn"'),
    "nodata.rnnconfig": configText().replace("sea.txt", "lake.txt"),
    "diverging.rnnconfig": configText().replace(
      '"steps": 100000',
      '"steps": 100000, "learningRate": 1000, "clip": null',
    ),
    "unsaved.rnnconfig": short,
    "one/sea.rnnconfig": short.replace("sea.txt", "../sea.txt"),
    "two/lake.rnnconfig": short.replace("sea.txt", "../sea.txt"),
  },
  // In a browser VS Code saves by itself, on a desktop it does not.
  settings: { "files.autoSave": "off" },
});

test("shows the problems of a config with errors, and does not train it", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  await workbench.openFile("wrong.rnnconfig");
  await workbench.runCommand("Train RNN");
  const problems = workbench.page.locator(".markers-panel .monaco-list-row", { hasText: "lstn" });
  await until("the problem in the Problems view", () => problems.first().isVisible());
  await workbench.screenshot("problems");
  await until("the log to say why", async () =>
    (await extensionLog(win.server)).some((line) => /wrong.*lstn/.test(line)),
  );
  expect(await win.runs("wrong")).toEqual([]);
  expect((await workbench.statusBarText()).filter((text) => /wrong .*%/.test(text))).toEqual([]);
});

test("says what is wrong with the data, once, with a button to the line", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  await workbench.openFile("nodata.rnnconfig");
  await workbench.runCommand("Train RNN");
  await workbench.notification(/lake\.txt/);
  await workbench.screenshot("failure");
  expect(await workbench.notifications()).toHaveLength(1);
  await workbench.answer(/lake\.txt/, "Open nodata.rnnconfig");
  await workbench.statusBarItem(/Ln 4, Col/);
  expect(await workbench.notifications()).toEqual([]);
});

test("says in its panel that a training diverged and what to try, and nowhere else", {
  timeout: 60_000,
}, async () => {
  const { workbench } = win;
  await workbench.openFile("diverging.rnnconfig");
  await workbench.runCommand("Train RNN");
  const frame = await workbench.waitForWebview("Training: diverging");
  const problem = frame.locator(".problem");
  await problem.getByText(/The loss .* at step \d+; the gradient norm was /).waitFor();
  await problem.getByText(/"clip"/).waitFor();
  await workbench.statusBarItem(/diverging diverged at/);
  expect(await workbench.notifications()).toEqual([]);
  await frame.getByRole("button", { name: "Show Log" }).click();
  await workbench.page.locator(".part.panel .monaco-editor").first().waitFor();
  await workbench.page.keyboard.press("ControlOrMeta+j");
  await workbench.page.locator(".part.panel .monaco-editor").first().waitFor({ state: "hidden" });
  expect(await workbench.notifications()).toEqual([]);
});

test("saves what was not saved before it trains, and says so", { timeout: 60_000 }, async () => {
  const { workbench, workspace } = win;
  await workbench.openFile("unsaved.rnnconfig");
  const { page } = workbench;
  await workbench.focusEditor();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("// a thought");
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(/Saved unsaved\.rnnconfig before training it/);
  expect(await readFile(workspace.file("unsaved.rnnconfig"), "utf8")).toContain("// a thought");
  await workbench.statusBarItem(/unsaved finished · loss \d/, { timeout: 30_000 });
});

test("with no config open, those of every root are offered", { timeout: 120_000 }, async () => {
  const { workspace, server } = win;
  const file = workspace.file("both.code-workspace");
  await writeFile(file, JSON.stringify({ folders: [{ path: "one" }, { path: "two" }] }));
  await using workbench = await Workbench.open({ server, folder: file });
  await workbench.runCommand("Train RNN");
  expect(await workbench.quickInput.choices(2)).toEqual(["sea.rnnconfig", "lake.rnnconfig"]);
  await workbench.screenshot("choose-config");
  await workbench.quickInput.pick("lake.rnnconfig");
  await workbench.statusBarItem(/lake finished · loss \d/, { timeout: 30_000 });
});

test("in Restricted Mode nothing is trained, nor offered to be; how to trust the folder is", {
  timeout: 180_000,
}, async () => {
  const { workspace } = win;
  await mkdir(workspace.file("strange"), { recursive: true });
  await writeFile(
    workspace.file("strange/strange.rnnconfig"),
    configText({ steps: 10 }).replace("sea.txt", "../sea.txt"),
  );
  const nowhere = configText().replace("sea.txt", "nowhere.txt");
  await writeFile(workspace.file("strange/nowhere.rnnconfig"), nowhere);
  await appendFile(workspace.file("strange/notes.txt"), "Nobody knows where this folder came from.\n");
  await mkdir(workspace.file("strange/.unroll/runs/broken"), { recursive: true });
  const options = { name: "extension-restricted", extensions: [repository], trust: "restricted" } as const;
  await using restricted = await Server.start(options);
  await using workbench = await Workbench.open({ server: restricted, folder: workspace.file("strange") });
  await workbench.statusBarItem("Restricted Mode");
  await workbench.openFile("strange.rnnconfig");
  const { page } = workbench;
  const buttons = page.locator(".editor-group-container.active .editor-actions");
  await buttons.getByLabel("Trust Workspace to Train RNN…").waitFor();
  expect(await buttons.getByLabel("Train RNN", { exact: true }).count()).toBe(0);
  await workbench.runCommand("Trust Workspace to Train RNN…");
  const toast = await workbench.notification(
    /Training is not available in Restricted Mode.*choose Manage Workspace Trust/s,
  );
  // A trial of a click waits until the notification has come to rest.
  const manage = toast.getByRole("button", { name: "Manage Workspace Trust" });
  await manage.click({ trial: true });
  await workbench.screenshot("restricted");
  // Nor does the palette offer what would be refused.
  const offered = await workbench.quickInput.commands("Unroll:", /^Unroll: Show Log$/);
  expect(offered.filter((label) => /Train RNN$|Resume|Try a Run|Inspect/.test(label))).toEqual([]);
  expect(await readFile(workspace.file("strange/.unroll/.gitignore"), "utf8").catch(() => undefined)).toBeUndefined();
  expect((await extensionLog(restricted)).filter((line) => /started|resumed/.test(line))).toEqual([]);

  // Nor are its runs read.
  await workbench.showView("Unroll");
  await page.locator(".sidebar").getByText("In Restricted Mode, Unroll does not read runs.").waitFor();
  const unreadable = page.locator(".sidebar .monaco-list-row", { hasText: "cannot be read" });
  expect(await unreadable.count()).toBe(0);

  // What a config names is looked at from when the person trusts the folder, and may then be trained on.
  await workbench.openFile("nowhere.rnnconfig");
  const errors = workbench.page.locator(".squiggly-error");
  expect(await errors.count()).toBe(0);
  await workbench.runCommand("Workspaces: Manage Workspace Trust");
  await workbench.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust" }).first().click();
  await workbench.openFile("nowhere.rnnconfig");
  await errors.first().waitFor();
  await unreadable.waitFor();
  await workbench.openFile("strange.rnnconfig");
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(/strange finished/);
});
