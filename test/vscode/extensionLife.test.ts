// A run in the course of its life: told from others of its name, without its extension host, its folder, its config or its panel.

import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Frame } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { extensionHosts } from "./extensionHost.ts";
import { extensionLog } from "./extensionLog.ts";
import { repository } from "./paths.ts";
import { run as runProgram } from "./run.ts";
import { TestWindow } from "./testWindow.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";

const broken = "broken-20260101T000000Z-abcd";
const endless = configText({ units: 16, steps: 50_000_000, sampleEvery: 10_000_000 });
const short = configText({ units: 8, steps: 20 });
const win = new TestWindow({
  name: "extension-life",
  configs: {
    "one.rnnconfig": endless,
    "deep/other.rnnconfig": endless.replace("sea.txt", "../sea.txt").replace('"task"', '"name": "one", "task"'),
    "listed/listed.rnnconfig": short.replace("sea.txt", "../sea.txt"),
    "hosted.rnnconfig": endless,
    "vanishing.rnnconfig": endless,
    "before.rnnconfig": short,
    "short.rnnconfig": short,
    "compared.rnnconfig": short,
    "shelf/shelf.rnnconfig": short.replace("sea.txt", "../sea.txt"),
    "closing.rnnconfig": endless,
    "inside.rnnconfig": short,
    "inside.txt": "The sea was calm.\nNobody heard the whale.\n",
  },
  settings: { "files.autoSave": "off", "diffEditor.useInlineViewWhenSpaceIsLimited": false },
});

beforeAll(async () => {
  const { workspace } = win;
  await mkdir(workspace.file(`.unroll/runs/${broken}`), { recursive: true });
  await writeFile(workspace.file(`.unroll/runs/${broken}/run.json`), "{ no run");
});

/** The panel in sight whose run is of this config: its header says so. */
const panelOf = (config: string) =>
  until(`a panel of ${config}`, async () => {
    for (const frame of win.workbench.page.frames()) {
      const says = frame.locator("header", { hasText: `${config} · began` });
      if (await says.isVisible().catch(() => false)) return frame;
    }
    return undefined;
  });

const says = (frame: Frame, state: string) => frame.getByText(state, { exact: true }).waitFor();
const panels = async () => (await win.workbench.openEditors()).filter((title) => title.startsWith("Training:")).sort();
const tab = (title: string) => win.workbench.page.locator(".tab", { hasText: title }).first();
/** Looks at a file that is open; a panel that was just shown may take the focus once more. */
const lookAt = (file: string) =>
  until(`${file} to be looked at`, async () => {
    if ((await win.workbench.activeEditor()) === file) return true;
    await win.workbench.page
      .locator(".editor-group-container")
      .first()
      .locator(".tab", { hasText: file })
      .first()
      .click();
    return false;
  });
const quickBox = () => win.workbench.quickInput.input;

test("two runs of one name are told apart; commands mean that of the active config; no third column opens", {
  timeout: 120_000,
}, async () => {
  const { workbench, workspace } = win;
  const first = await win.train("one.rnnconfig");
  await panelOf("one.rnnconfig");
  const second = await win.train("deep/other.rnnconfig", "one");
  const deep = await panelOf("deep/other.rnnconfig");
  expect(await panels()).toEqual(["Training: one · deep", "Training: one · one.rnnconfig"]);
  // Every training by name, in the bar, its tooltip and its menu.
  const item = await workbench.statusBarItem(/one · deep \d+% · loss.*, one · one\.rnnconfig \d+%/);
  const both = /one · deep[\s\S]*Also training:[\s\S]*one · one\.rnnconfig \d+% · loss/;
  let tooltip = "";
  await until(
    "a tooltip with both",
    async () => {
      await workbench.page.mouse.move(600, 300);
      tooltip = (await workbench.tooltip(item)).replaceAll("\u00a0", " ");
      return both.test(tooltip);
    },
    { seen: () => tooltip },
  );
  await workbench.screenshot("two-of-one-name");
  await workbench.quickInput.openBy(() => item.click());
  await workbench.quickInput.choices(6);
  await workbench.screenshot("menu-of-two");
  // The list is longer than what is in sight of it.
  await quickBox().fill("Stop Training");
  await until("both to be stopped", async () => {
    const items = await workbench.quickInput.items();
    return items.length === 2 && items.every((label) => label.includes("Stop Training"));
  });
  await workbench.quickInput.close();
  // With the focus where the panels are, the next one lies over them.
  await tab("Training: one · deep").click();
  await deep.locator("h1").click();
  await workbench.runCommand("Show Training Panel");
  await workbench.quickInput.pick("one · one.rnnconfig");
  await panelOf("one.rnnconfig");
  expect(await workbench.page.locator(".editor-group-container").count()).toBe(2);
  // The active config says which run is meant.
  const focused = workbench.page.locator(".explorer-folders-view .monaco-list-row.focused");
  for (const [config, run] of [
    ["one.rnnconfig", first],
    ["other.rnnconfig", second],
  ]) {
    await lookAt(config);
    await workbench.runCommand("Open Run Folder");
    const seen = () => focused.allInnerTexts();
    await until(`the run of ${config}`, async () => (await focused.innerText()).includes(path.basename(run)), { seen });
  }
  await lookAt("other.rnnconfig");
  await workbench.runCommand("Stop Training");
  await win.isIn(second, "stopped");
  expect((await workspace.manifest(first)).state).toBe("running");
  await workbench.runCommand("Stop Training");
  await win.isIn(first, "stopped");
});

test("runs are listed with the figure of the terminal's list, those that cannot be read as such", {
  timeout: 60_000,
}, async () => {
  const { workbench, workspace, server } = win;
  await win.isIn(await win.train("listed/listed.rnnconfig"), "finished");
  await workbench.openFile("listed.rnnconfig");
  await workbench.runCommand("Show Training Panel");
  await until("the list of runs", async () => (await quickBox().getAttribute("placeholder")) === "Choose a run");
  const rows = await until("the runs to choose from", async () => {
    const texts = await workbench.page.locator(".quick-input-list .monaco-list-row").allInnerTexts();
    return texts.some((text) => text.includes(broken)) && texts;
  });
  await workbench.screenshot("runs-to-choose");
  const listed = await runProgram(process.execPath, [
    path.join(repository, "dist/cli.js"),
    "list",
    workspace.file("listed"),
  ]);
  // The run of the active config stands first.
  expect(rows[0]).toContain("listed");
  expect(rows[0]).toContain(/loss [\d.]+/.exec(listed)![0]);
  expect(rows.at(-1)).toMatch(new RegExp(`${broken}.*cannot be read.*run\\.json is not the record of a run`, "s"));
  await workbench.quickInput.pick(new RegExp(broken));
  await workbench.notification(/run\.json is not the record of a run/);
  // In words, without the stack of an ordinary error.
  const lines = await until("the log", async () => {
    const all = await extensionLog(server);
    return all.some((line) => line.includes("unroll.showPanel: ")) && all;
  });
  expect(lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
});

test("a panel whose extension host has gone says so, and the next host takes it over", {
  timeout: 120_000,
}, async () => {
  const { workbench, server } = win;
  const run = await win.train("hosted.rnnconfig");
  const frame = await panelOf("hosted.rnnconfig");
  await says(frame, "Running");
  // In its own time: what the machine does meanwhile is not its fault.
  const silence = frame.evaluate(
    () =>
      new Promise<number>((done) => {
        let heard = performance.now();
        window.addEventListener("message", () => {
          heard = performance.now();
        });
        new MutationObserver(() => {
          if (document.body.innerText.includes("Not connected")) done(performance.now() - heard);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
  );
  for (const pid of await extensionHosts(server)) process.kill(pid, "SIGKILL");
  console.log(`a panel said after ${((await silence) / 1000).toFixed(1)} s of silence that nobody is there`);
  const link = frame.getByRole("link", { name: "Reconnect" });
  expect(await link.getAttribute("href")).toBe(`command:unroll.showPanel?${encodeURIComponent(JSON.stringify([run]))}`);
  expect(await frame.getByRole("button", { name: "Stop" }).isVisible()).toBe(false);
  await workbench.screenshot("host-gone");
  await until("the next host to take it over", async () => {
    const next = await panelOf("hosted.rnnconfig");
    return next.getByText("Interrupted", { exact: true }).isVisible();
  });
  await (await panelOf("hosted.rnnconfig")).getByRole("button", { name: "Resume" }).click();
  await workbench.statusBarItem(/hosted \d+% · loss.*tok/);
  await says(await panelOf("hosted.rnnconfig"), "Running");
  expect(await panels()).toEqual(["Training: hosted"]);
  await workbench.runCommand("Stop Training");
  await win.isIn(run, "stopped");
});

test("a folder that is deleted while it trains is noticed, and saved again or elsewhere", {
  timeout: 120_000,
}, async () => {
  const { workbench, workspace } = win;
  const run = await win.train("vanishing.rnnconfig");
  const remove = () => rm(run, { recursive: true, force: true, maxRetries: 10 });
  const isSaved = (folder: string) => async () =>
    (await readdir(path.join(folder, "checkpoints"))).includes("last.safetensors");
  const frame = await panelOf("vanishing.rnnconfig");
  await until("its first steps", async () => (await workspace.lastStep(run)) > 0);
  await remove();
  await frame.getByText("The folder of this run was deleted or moved while it trained").waitFor();
  await says(frame, "Waiting");
  await workbench.statusBarItem(/vanishing waits: its folder is gone/);
  await workbench.screenshot("folder-gone");
  // Its panel is in sight, and says it alone.
  expect(await workbench.notifications()).toEqual([]);
  await frame.getByRole("button", { name: "Save Again" }).click();
  await until("its checkpoint", isSaved(run));
  await says(frame, "Running");
  await workbench.closeTab("Training: vanishing");
  await remove();
  await workbench.answer(/vanishing: The folder of this run was deleted or moved/, "Save Elsewhere");
  await until("a folder to be asked for", async () => (await quickBox().inputValue()).includes(workspace.folder));
  await mkdir(workspace.file("kept"));
  await quickBox().fill(`${workspace.file("kept")}/`);
  const kept = path.join(workspace.file("kept"), path.basename(run));
  await until("the run to be saved there", async () => {
    await workbench.page.keyboard.press("Enter");
    return await isSaved(kept)();
  });
  await workbench.openFile("vanishing.rnnconfig");
  await workbench.runCommand("Stop Training");
  await win.isIn(kept, "stopped");
  // The whole curve from the first step on, though its file was deleted twice.
  const [row] = (await readFile(path.join(kept, "metrics.jsonl"), "utf8")).split("\n");
  expect(JSON.parse(row)).toMatchObject({ event: "step", step: 1 });
  expect(await win.runs("vanishing")).toEqual([]);
  // It is found there again, though no config lies beside it.
  await workbench.runCommand("Show Training Panel");
  await workbench.quickInput.pick("vanishing");
  await says(await panelOf("vanishing.rnnconfig"), "Stopped");
});

test("a config that is renamed is followed, and one that is gone is shown as the run has it", {
  timeout: 90_000,
}, async () => {
  const { workbench, workspace } = win;
  const { page } = workbench;
  const run = await win.train("before.rnnconfig");
  await win.isIn(run, "finished");
  await panelOf("before.rnnconfig");
  const box = page.locator(".explorer-folders-view .monaco-inputbox input");
  // Where the panel takes the focus from the explorer, the key is pressed again.
  await until("the name to be changed", async () => {
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "before.rnnconfig" }).first().click();
    await page.keyboard.press("F2");
    return box.waitFor({ timeout: 2_000 }).then(() => true);
  });
  await box.fill("after.rnnconfig");
  await page.keyboard.press("Enter");
  await (await panelOf("after.rnnconfig")).getByRole("button", { name: "Open Config" }).click();
  await workbench.waitForEditor("after.rnnconfig");
  await rm(workspace.file("after.rnnconfig"));
  await (await panelOf("after.rnnconfig")).getByRole("button", { name: "Open Config" }).click();
  await until("the stored config", async () => (await workbench.activeEditor())?.startsWith("config of before-"));
  const text = page.locator(".editor-group-container.active .view-lines");
  await until("its words", async () =>
    (await text.innerText()).replaceAll("\u00a0", " ").includes("after.rnnconfig no longer exists"),
  );
  await workbench.screenshot("stored-config");
});

test("a finished run is trained longer from its panel; one that ends with its panel closed says so", {
  timeout: 90_000,
}, async () => {
  const { workbench, workspace } = win;
  // An earlier run of the same config, which learned less.
  const earlier = ["train", "short.rnnconfig", "--set", "training.steps=2"];
  await runProgram(process.execPath, [path.join(repository, "dist/cli.js"), ...earlier], { cwd: workspace.folder });
  const run = await win.train("short.rnnconfig");
  const frame = await panelOf("short.rnnconfig");
  await says(frame, "Finished");
  const longer = async (asked: string, steps: string) => {
    const button = (await panelOf("short.rnnconfig")).getByRole("button", { name: "Train Longer" });
    await workbench.quickInput.openBy(() => button.click());
    await workbench.quickInput.answer(asked, steps);
  };
  await longer("40", "60");
  await until("60 steps", async () => (await workspace.manifest(run)).summary.step === 60);
  await says(frame, "Finished");
  expect(await workbench.notifications()).toEqual([]);
  await longer("120", "4000");
  await workbench.statusBarItem(/short \d+% · loss/);
  await workbench.closeTab("Training: short");
  await workbench.notification(
    /short is trained: best validation loss \d\.\d+ in \d+:\d\d\. That is the best of its config: the best before reached \d\.\d+ \(began .+\)\./,
  );
  await workbench.screenshot("finished-out-of-sight");
  await workbench.answer(/short is trained/, "Show Panel");
  await says(await panelOf("short.rnnconfig"), "Finished");
});

test("a run is looked into from its panel and from a selection, and the inspector comes back after a reload", {
  timeout: 120_000,
}, async () => {
  const { workbench } = win;
  const run = await win.train("inside.rnnconfig");
  await win.isIn(run, "finished");
  const training = await win.panel("inside");
  await training.getByRole("button", { name: "Look Inside" }).click();
  let page = await workbench.waitForWebview("Inspector");
  const box = () => page.getByRole("textbox", { name: "Text", exact: true });
  /** The text, and below it the maps of the layer. */
  const drawn = async () => {
    await page.getByRole("application", { name: "The symbols that the network reads" }).waitFor({ timeout: 20_000 });
    await page.locator(".map-lane canvas").first().waitFor({ timeout: 20_000 });
  };
  await drawn();
  const read = await box().inputValue();
  const [sample] = (await readFile(path.join(run, "samples.jsonl"), "utf8")).trim().split("\n").slice(-1);
  const { prompt, text } = JSON.parse(sample) as { prompt: string; text: string };
  expect(read).toBe(prompt + text);

  await workbench.openFile("inside.txt");
  await workbench.focusEditor();
  await workbench.page.keyboard.press("ControlOrMeta+a");
  await workbench.page.locator(".editor-group-container.active .selected-text").first().waitFor();
  await workbench.runCommand("Unroll: Inspect");
  // The file lay over it.
  page = await workbench.waitForWebview("Inspector");
  await expect.poll(() => box().inputValue(), { timeout: 20_000 }).toBe("The sea was calm.\nNobody heard the whale.\n");
  await drawn();
  await workbench.screenshot("inspector");

  await workbench.reload();
  page = await workbench.waitForWebview("Inspector");
  await expect.poll(() => box().inputValue(), { timeout: 20_000 }).toBe("The sea was calm.\nNobody heard the whale.\n");
  await drawn();
  await workbench.screenshot("inspector-reloaded");
});

test("runs are found, named, starred, noted, filtered, deleted and brought back in the tree", {
  timeout: 120_000,
}, async () => {
  const { workbench, workspace } = win;
  const { page } = workbench;
  const first = await win.train("shelf/shelf.rnnconfig");
  await win.isIn(first, "finished");
  await workbench.showView("Unroll");
  const rows = page.locator(".sidebar .pane-body .monaco-list-row");
  const texts = () =>
    rows.evaluateAll((all) =>
      all.map((one) =>
        Array.from(one.querySelectorAll(".label-name, .label-description"), (part) => part.textContent).join(" "),
      ),
    );
  const row = (text: string | RegExp) => rows.filter({ hasText: text }).first();
  const sees = (text: RegExp) =>
    until(`${text} in the tree`, async () => (await texts()).some((one) => text.test(one)), { seen: texts });
  await sees(/^shelf shelf · 1 run/);
  if (!(await row("First run").isVisible())) await row(/^shelf/).click();
  await sees(/^First run loss/);
  // Another process has trained two more.
  const larger = await copyOfRun(first, 1, { units: 24 });
  const starred = await copyOfRun(first, 2, { units: 24, cell: "gru" });
  await sees(/^units 24 loss/);
  await sees(/^cell gru loss/);
  await workbench.screenshot("tree");

  // By keys alone, from the line that has the focus.
  await row("units 24").click();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ControlOrMeta+d");
  await sees(/^cell gru ★/);
  await workbench.quickInput.openBy(() => page.keyboard.press("F2"));
  await workbench.quickInput.answer("cell gru", "größer 🐋");
  await sees(/^größer 🐋 ★/);
  expect(JSON.parse(await readFile(path.join(starred, "notes.json"), "utf8"))).toEqual({
    star: true,
    name: "größer 🐋",
  });
  // Its panel is called so too, at once.
  await row("größer").click();
  // The frame of a panel keeps the title that it was made with; its tab has the new one.
  await until("its panel", async () => (await workbench.openEditors()).includes("Training: größer 🐋"));

  await workbench.openMenu(row("größer"), "Edit Tags…");
  await workbench.screenshot("tree-menu");
  await workbench.quickInput.openBy(() => workbench.chooseFromMenu(row("größer"), "Edit Tags…"));
  await workbench.quickInput.answer("", "thesis, best");
  await sees(/#thesis/);

  await workbench.runCommand("Filter Runs…");
  await quickBox().fill("#thesis @starred");
  await until("one run", async () => (await texts()).filter((text) => text.includes("loss")).length === 1, {
    seen: texts,
  });
  await page.keyboard.press("Enter");
  await workbench.screenshot("tree-filtered");
  await workbench.runCommand("Clear Filter of Runs");
  await sees(/^units 24/);

  await row("units 24").click();
  await page.keyboard.press("Delete");
  await workbench.notification("Deleted the run “units 24”. It can be restored for 30 days.");
  await until("it to be gone", async () => !(await texts()).some((text) => text.startsWith("units 24")));
  expect(existsSync(larger)).toBe(false);
  await workbench.screenshot("tree-deleted");
  await workbench.answer("Deleted the run “units 24”", "Undo");
  // It is selected there.
  await page.locator(".sidebar .pane-body .monaco-list-row.selected", { hasText: "units 24" }).waitFor();
  expect(existsSync(larger)).toBe(true);

  await workbench.chooseFromMenu(row("größer"), "Compare With the Previous Run");
  await until("both to be compared", async () => (await workbench.openEditors()).includes("Comparison of 2 runs"));
  // A config stands for all its runs.
  await workbench.chooseFromMenu(row(/^shelf/), "Compare Runs");
  await until("all to be compared", async () => (await workbench.openEditors()).includes("Comparison of 3 runs"));
  await workbench.closeTab("Comparison of 3 runs");
  await workbench.chooseFromMenu(row("größer"), "Duplicate Run as Config");
  await workbench.waitForEditor("shelf-2.rnnconfig");
  const copy = await readFile(workspace.file("shelf/shelf-2.rnnconfig"), "utf8");
  expect(parseConfig(copy).config?.model).toMatchObject({ cell: "gru", units: 24 });
  await sees(/^shelf-2 shelf · no runs/);

  await row("units 24").click();
  await workbench.runCommand("Compare Runs…");
  await page.locator(".quick-input-widget", { hasText: "1 Selected" }).waitFor();
  await workbench.quickInput.close();

  // Where the view is out of sight, nothing is selected: a command asks for the run, the newest first, and says in what each differs.
  await workbench.showView("Explorer");
  await workbench.runCommand("Rename Run…");
  const offered = await until("the runs to choose from", async () => {
    if ((await quickBox().getAttribute("placeholder")) !== "Choose a run") return false;
    const lines = await page.locator(".quick-input-list .monaco-list-row").allInnerTexts();
    return lines.length > 2 && lines.map((line) => line.replace(/\s+/g, " "));
  });
  expect(offered[0]).toMatch(/^größer 🐋 ?cell gru · finished/);
  expect(offered[1]).toMatch(/^shelf ?units 24 · finished/);
  await workbench.screenshot("run-to-rename");
  await quickBox().fill("units 24");
  await until("that run alone", async () => (await workbench.quickInput.items()).length === 1);
  await page.keyboard.press("Enter");
  await until("its name", async () => (await quickBox().inputValue()) === "units 24");
  await workbench.quickInput.close();

  // A comparison whose extension host has gone is taken over by the next, in its place.
  await tab("Comparison of 2 runs").click();
  const left = await workbench.waitForWebview("Comparison of 2 runs");
  await left.locator("body").evaluate((body) => body.classList.add("left"));
  await workbench.killExtensionHost();
  const rowsOf = (frame: Frame) => frame.locator("body:not(.left) .runs tbody tr").count();
  await until("the next host to take the comparison over", async () => {
    const counts = await Promise.all(page.frames().map((frame) => rowsOf(frame).catch(() => 0)));
    return counts.includes(2);
  });
  const open = (await workbench.openEditors()).filter((title) => title.startsWith("Comparison"));
  expect(open).toEqual(["Comparison of 2 runs"]);
});

/** A run beside another one, as if it had been trained a minute later with another model. */
async function copyOfRun(run: string, minutes: number, model: object): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(run, "run.json"), "utf8"));
  manifest.id = `shelf-20990101T000${minutes}00Z-00${minutes}0`;
  manifest.created = `2099-01-01T00:0${minutes}:00.000Z`;
  Object.assign(manifest.config.model, model);
  const copy = path.join(path.dirname(run), manifest.id);
  await cp(run, copy, { recursive: true });
  await writeFile(path.join(copy, "run.json"), JSON.stringify(manifest));
  return copy;
}

test("either side of a comparison trains the file on the disk", { timeout: 60_000 }, async () => {
  const { workbench, workspace } = win;
  const { page } = workbench;
  await workbench.openFile("compared.rnnconfig");
  await workbench.focusEditor();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("// changed");
  await workbench.runCommand("Compare Active File with Saved");
  await workbench.focusEditor(".editor.original .monaco-editor");
  const before = await win.runs("compared");
  await workbench.runCommand("Train RNN");
  const run = await until("a run of it", async () => (await win.runs("compared")).find((one) => !before.includes(one)));
  await win.isIn(run, "finished");
  expect(await readFile(workspace.file("compared.rnnconfig"), "utf8")).toContain("// changed");
});

test("nothing of ours speaks into a channel that a reload has closed, and webviews show no errors", {
  timeout: 60_000,
}, async () => {
  const { workbench, server } = win;
  await win.train("closing.rnnconfig");
  await panelOf("closing.rnnconfig");
  await workbench.reload();
  await workbench.notification(/closing was interrupted/);
  const logs = path.join(server.dataFolder, "data/logs");
  const names = (await readdir(logs, { recursive: true })).filter(
    (name) => path.basename(name) === "remoteexthost.log",
  );
  const texts = await Promise.all(names.map((name) => readFile(path.join(logs, name), "utf8")));
  expect(texts.length).toBeGreaterThan(1);
  // A stack is what stands between two dates.
  const entries = texts.join("\n").split(/^(?=\d{4}-\d\d-\d\d )/m);
  expect(entries.filter((entry) => /Channel has been closed/.test(entry) && entry.includes(repository))).toEqual([]);
  expect(workbench.errors.foreign).toEqual([]);
});
