// The first day: a person has files of their own and no config. And problems that go with their cause.

import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

let root: string;
let server: Server;
let workbench: Workbench;

/** In the workspace, or beside it by "../". */
const file = (name: string) => path.join(root, "work", name);
const text = "the sea was calm and a boat with two sails went past. ".repeat(200);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "unroll-first-day-"));
  await mkdir(file("."));
  const config = (train: string) => configText({ units: 4, steps: 4 }).replace("sea.txt", train);
  await writeFile(file("outside.rnnconfig"), config("../elsewhere/sea.txt"));
  await writeFile(file("parts.rnnconfig"), config("parts/**/*.txt"));
  await writeFile(file("unseen.rnnconfig"), config("unseen/sea.txt"));
  const settings = { "files.watcherExclude": { "**/unseen/**": true }, "files.autoSave": "off" };
  server = await Server.start({ name: "extension-first-day", extensions: [repository], settings, say: console.log });
  workbench = await Workbench.open({ server, folder: file(".") });
}, 300_000);

afterAll(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

const errors = () => workbench.page.locator(".squiggly-error");
const clean = (what: string) => until(`no problem ${what}`, async () => (await errors().count()) === 0);

test("a problem goes when its cause does, wherever the data lie", { timeout: 90_000, retry: 1 }, async () => {
  await rm(file("../elsewhere"), { recursive: true, force: true });
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
  retry: 1,
}, async () => {
  await rm(file("unseen"), { recursive: true, force: true });
  await workbench.openFile("unseen.rnnconfig");
  await errors().first().waitFor();
  await mkdir(file("unseen"));
  await writeFile(file("unseen/sea.txt"), text);
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(/unseen finished/);
  await workbench.openFile("unseen.rnnconfig");
  await clean("after a training that read the file");

  await writeFile(file("unseen/sea.txt"), Uint8Array.of(0, 1, 2));
  await workbench.openFile("outside.rnnconfig");
  await workbench.openFile("unseen.rnnconfig");
  await errors().first().waitFor();

  await writeFile(file("unseen/sea.txt"), text);
  await workbench.page.keyboard.press("ControlOrMeta+End");
  await workbench.page.keyboard.type("// looked at again");
  await workbench.page.keyboard.press("ControlOrMeta+s");
  await clean("after a save");
});

test("shows no errors in its webviews", () => {
  expect(workbench.errors.foreign).toEqual([]);
});
