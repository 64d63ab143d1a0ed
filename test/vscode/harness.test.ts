// Shows that the harness drives a real workbench, on an extension that does nothing else.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Server } from "./server.ts";
import { runSuite } from "./suite.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

const hello = path.join(import.meta.dirname, "fixtures/hello");

let folder: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "unroll-workspace-"));
  await writeFile(path.join(folder, "greeting.txt"), "Good morning.\n");
  server = await Server.start({ name: "harness", extensions: [hello], theme: "Default Dark Modern", say: console.log });
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a workbench", () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ server, folder });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  test("opens a file by its name", async () => {
    await workbench.openFile("greeting.txt");
    expect(await workbench.activeEditor()).toBe("greeting.txt");
  });

  test("runs a command from the palette, and shows its notification and status bar item", async () => {
    await workbench.runCommand("Hello: Say Hello");
    const notification = await workbench.notification("Hello, world");
    const item = await workbench.statusBarItem("hello, world");
    expect(await workbench.tooltip(item)).toContain("How the greeting went");
    await notification.getByRole("button", { name: "Wave" }).click();
    await workbench.statusBarItem("waved");
    expect(await workbench.notifications()).toEqual([]);
  });

  test("shows a webview, its text and a picture of it", async () => {
    await workbench.runCommand("Show Panel");
    const frame = await workbench.waitForWebview("Hello Panel");
    expect(await frame.locator("h1").innerText()).toBe("Hello from the panel");
    expect(await workbench.activeEditor()).toBe("Hello Panel");
    await workbench.screenshot("harness-dark");
  });

  test("comes back after a reload, with its editors and the state of its webview", async () => {
    await (await workbench.waitForWebview("Hello Panel")).locator("button").click();
    await workbench.reload();
    await workbench.waitForEditor("Hello Panel");
    const button = (await workbench.waitForWebview("Hello Panel")).locator("button");
    await until("the count of before", async () => (await button.innerText()) === "1");
    expect(await workbench.openEditors()).toEqual(["greeting.txt", "Hello Panel"]);
  });

  test("comes back after its extension host was killed", async () => {
    const { killed, started } = await workbench.killExtensionHost();
    expect(killed).toHaveLength(1);
    expect(started).not.toEqual(killed);
    await workbench.runCommand("Hello: Say Hello");
    await workbench.notification("Hello, world");
  });

  test("shows no errors in its webviews", () => {
    expect(workbench.errors.foreign).toEqual([]);
  });
});

test("a folder that nobody trusts opens in Restricted Mode", async () => {
  await using untrusting = await Server.start({ name: "harness-restricted", extensions: [hello], trust: "restricted" });
  await using workbench = await Workbench.open({ server: untrusting, folder });
  await workbench.statusBarItem("Restricted Mode");
  await workbench.screenshot("harness-restricted");
});

test("a mocha suite runs inside the extension host", async () => {
  const tests = [path.join(hello, "suite/hello.ts")];
  const { passed, output } = await runSuite({ name: "harness-suite", extension: hello, tests, folder });
  expect(output).toContain("2 passing");
  expect(passed).toBe(true);
});
