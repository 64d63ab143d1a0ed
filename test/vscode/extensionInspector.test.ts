// A run is looked into in VS Code: a selection of the text, from its symbols to the numbers of one unit, in four themes and after a reload.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { cliScript } from "../support/commandLine.ts";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

const themes = [
  { name: "light", title: "Light Modern", pageClass: "vscode-light" },
  { name: "high-contrast", title: "Dark High Contrast", pageClass: "vscode-high-contrast" },
  { name: "high-contrast-light", title: "Light High Contrast", pageClass: "vscode-high-contrast-light" },
];

test("a selection is looked into, and is still there after a reload", { timeout: 180_000 }, async () => {
  const config = configText({ units: 32, layers: 2, steps: 300 });
  await using workspace = await TrainingWorkspace.create(
    { "sea.rnnconfig": config, "words.txt": "a boat went past" },
    60_000,
  );
  execFileSync(process.execPath, [cliScript, "train", "sea.rnnconfig"], { cwd: workspace.folder, stdio: "pipe" });
  await using server = await Server.start({
    name: "extension-inspector",
    extensions: [repository],
    theme: "Default Dark Modern",
    say: console.log,
  });
  const size = { width: 1500, height: 1300 };
  await using workbench = await Workbench.open({ server, folder: workspace.folder, size });
  await workbench.openFile("words.txt");
  await until("the text to be selected", async () => {
    await workbench.page.keyboard.press("ControlOrMeta+a");
    return (await workbench.statusBarText()).some((item) => item.includes("16 selected"));
  });
  await workbench.runCommand("Unroll: Inspect");
  let frame = await workbench.waitForWebview("Inspector");
  const strip = () => frame.getByRole("application", { name: "The symbols that the network reads" });
  await strip().waitFor();
  expect(await frame.locator("#look-text").inputValue()).toBe("a boat went past");
  await strip().focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await workbench.page.keyboard.press(key);
  const readout = () => frame.locator("#inspector-readout").innerText();
  await expect.poll(readout).toContain("Step 3, “b”");
  await frame.locator(".diagram").waitFor();
  await frame.getByRole("button", { name: "f: forget gate" }).first().click();
  await expect.poll(() => frame.locator(".map-lane canvas.lane-canvas:visible").count()).toBe(3);
  await workbench.screenshot("inspector-dark");
  for (const { name, title, pageClass } of themes) {
    await workbench.runCommand("Preferences: Color Theme");
    await workbench.quickInput.pick(title);
    await frame.locator(`body.${pageClass}`).waitFor();
    await workbench.screenshot(`inspector-${name}`);
  }
  await workbench.reload();
  frame = await workbench.waitForWebview("Inspector");
  await strip().waitFor();
  await expect.poll(readout).toContain("Step 3, “b”");
  expect(await frame.locator("#look-text").inputValue()).toBe("a boat went past");
  expect(workbench.errors.foreign).toEqual([]);
});
