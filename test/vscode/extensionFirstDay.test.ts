// The first day: a person has files of their own and no config. And problems that go with their cause.

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { TestWindow } from "./testWindow.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";

const text = "the sea was calm and a boat with two sails went past. ".repeat(200);
const config = (train: string) => configText({ units: 4, steps: 4 }).replace("sea.txt", train);
const rows = Array.from(
  { length: 80 },
  (_, i) => `${i % 2 ? "what a fine day" : "how very dull it was"},${i % 2 ? "good" : "bad"}`,
);
const win = new TestWindow({
  name: "extension-first-day",
  configs: {
    "work/outside.rnnconfig": config("../elsewhere/sea.txt"),
    "work/parts.rnnconfig": config("parts/**/*.txt"),
    "work/unseen.rnnconfig": config("unseen/sea.txt"),
    "work/another.rnnconfig": config("mytext.txt"),
    "work/mytext.txt": text,
    "work/draft.rnnconfig": "",
    "work/wrong.rnnconfig": config("mytxt.txt"),
    "work/reviews.csv": `text,label\n${rows.join("\n")}\n`,
    "nearby/sea.txt": text,
  },
  folder: "work",
  settings: { "files.watcherExclude": { "**/unseen/**": true }, "files.autoSave": "off" },
});

/** In the folder that is open, or beside it by "../". */
const file = (name: string) => win.workspace.file(`work/${name}`);
const errors = () => win.workbench.page.locator(".squiggly-error");
const clean = (what: string) => until(`no problem ${what}`, async () => (await errors().count()) === 0);

test("a problem goes when its cause does, wherever the data lie", { timeout: 90_000 }, async () => {
  const { workbench } = win;
  await workbench.openFile("outside.rnnconfig");
  await errors().first().waitFor();
  await mkdir(file("../elsewhere"));
  await writeFile(file("../elsewhere/sea.txt"), text);
  await clean("once the file is there, outside the workspace");

  await writeFile(file("../elsewhere/new.txt"), Uint8Array.of(0, 1, 2));
  await rename(file("../elsewhere/new.txt"), file("../elsewhere/sea.txt"));
  await errors().first().waitFor();
  await writeFile(file("../elsewhere/sea.txt"), text);
  await clean("once the binary file is a text");

  await workbench.openFile("parts.rnnconfig");
  await errors().first().waitFor();
  await mkdir(file("../made/one"), { recursive: true });
  await writeFile(file("../made/one/sea.txt"), text);
  await rename(file("../made"), file("parts"));
  await clean("once the glob finds a file, in a folder that was moved there");
});

test("where no watcher sees it, training, a save and coming back to the config look again", {
  timeout: 90_000,
}, async () => {
  const { workbench } = win;
  await workbench.openFile("unseen.rnnconfig");
  await errors().first().waitFor();
  await mkdir(file("unseen"));
  await writeFile(file("unseen/sea.txt"), text);
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(/unseen finished/);
  await workbench.openFile("unseen.rnnconfig");
  await clean("after a training that read the file");

  await writeFile(file("unseen/sea.txt"), Uint8Array.of(0, 1, 2));
  await workbench.openFile("another.rnnconfig");
  await workbench.openFile("unseen.rnnconfig");
  await errors().first().waitFor();

  await writeFile(file("unseen/sea.txt"), text);
  await workbench.focusEditor();
  await workbench.page.keyboard.press("ControlOrMeta+End");
  await workbench.page.keyboard.type("// looked at again");
  await workbench.page.keyboard.press("ControlOrMeta+s");
  await clean("after a save");
});

test("New Experiment makes a config for a text that is open, beside it, says what was guessed, and trains it", {
  timeout: 90_000,
}, async () => {
  const { workbench } = win;
  await workbench.openFile("mytext.txt");
  await workbench.runCommand("New Experiment");
  await workbench.quickInput.pick(/From My Own Data/);
  const first = async () => (await workbench.quickInput.items())[0];
  await until("the open file first", async () => (await first())?.includes("mytext.txt"), { seen: first });
  await workbench.screenshot("own-data-choose");
  await workbench.quickInput.pick(/mytext\.txt/);
  await workbench.waitForEditor("mytext.rnnconfig");
  expect(await readFile(file("mytext.rnnconfig"), "utf8")).toMatch(
    /^\/\/ mytext\.txt looks like running text of 10,800 characters\./,
  );
  await workbench.notification(/mytext\.txt looks like running text.*which character comes next/s);
  await clean("in a config that was just made");
  await workbench.screenshot("own-data-written");
  await workbench.answer(/mytext\.txt looks like running text/, "Train RNN");
  await workbench.statusBarItem(/mytext finished · loss/);
});

test("the explorer's menu does the same for a table", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  const row = workbench.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "reviews.csv" });
  await workbench.openMenu(row, "New Experiment from Data");
  await workbench.screenshot("own-data-menu");
  await workbench.chooseFromMenu(row, "New Experiment from Data");
  await workbench.waitForEditor("reviews.rnnconfig");
  await workbench.notification(/a table of 80 rows: a text \(column "text"\) with one of 2 labels/);
  await workbench.screenshot("own-data-table");
});

const offered = () =>
  win.workbench.page.locator(".suggest-widget.visible .monaco-list-row .label-name").allTextContents();
const untilOffered = (label: string) =>
  until(`${label} in the list`, async () => (await offered()).includes(label), { seen: offered });

test("an empty config is offered one for what is there; paths are completed from folder to folder", {
  timeout: 60_000,
}, async () => {
  const { workbench } = win;
  const { page } = workbench;
  await workbench.openFile("draft.rnnconfig");
  const editor = await workbench.focusEditor();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await until(
    "a config for the text",
    async () => {
      await page.keyboard.press("ControlOrMeta+Space");
      return (await offered()).includes("Unroll: config for mytext.txt");
    },
    { seen: offered },
  );
  await workbench.screenshot("own-data-empty");
  await page.keyboard.press("Escape");
  await page.keyboard.type('{ "data": { "train": "');
  await untilOffered('"reviews.csv"');
  expect(await offered()).toContain('"../"');
  expect((await offered()).join()).not.toMatch(/book|part1|texts/);
  await page.keyboard.type("../");
  await untilOffered('"../nearby/"');
  await workbench.screenshot("own-data-above");
  await page.keyboard.type("near");
  await until("the folder alone", async () => (await offered()).join() === '"../nearby/"', { seen: offered });
  await page.keyboard.press("Enter");
  await untilOffered('"../nearby/sea.txt"');
  await page.keyboard.press("Enter");
  const line = async () => (await editor.locator(".view-line").first().innerText()).replace(/\s/g, " ");
  await until("the path", async () => (await line()).includes('"train": "../nearby/sea.txt"'), { seen: line });
  await workbench.runCommand("File: Revert File");
});

test("a file that is not there can be put right at once", { timeout: 60_000 }, async () => {
  const { workbench } = win;
  const { page } = workbench;
  await workbench.openFile("wrong.rnnconfig");
  await errors().first().waitFor();
  await page.locator(".editor-group-container.active .view-line", { hasText: "mytxt" }).getByText("mytxt").click();
  const fixes = page.locator(".action-widget .monaco-list-row");
  const shown = () => fixes.allInnerTexts();
  // What is asked for while the config is being checked may come without any, or not at all: whoever sees that asks again.
  let asked = Number.NEGATIVE_INFINITY;
  const isOffered = async () => {
    if ((await shown()).some((fix) => fix.includes('Change to "mytext.txt"'))) return true;
    if (performance.now() - asked > 5_000) {
      await page.keyboard.press("Escape");
      await page.keyboard.press("ControlOrMeta+.");
      asked = performance.now();
    }
    return false;
  };
  await until("the quick fixes", isOffered, {
    seen: async () => [await shown(), await workbench.screenshot("own-data-fix-missing")],
  });
  expect((await shown()).join()).toContain("Choose Files…");
  await workbench.screenshot("own-data-fix");
  await fixes.filter({ hasText: 'Change to "mytext.txt"' }).click();
  await clean("after the quick fix");
  await workbench.runCommand("File: Revert File");
});
