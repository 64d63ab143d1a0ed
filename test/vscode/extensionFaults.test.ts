// What comes from outside: a thread that dies, a disk that fills, a training in another process. One window shows all of it.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "./paths.ts";
import { SmallDisk } from "./smallDisk.ts";
import { TestWindow } from "./testWindow.ts";
import { configText } from "./trainingWorkspace.ts";
import { until } from "./until.ts";

const small = configText({ units: 16, sampleEvery: 100_000, steps: 50_000_000 });
const validated = small.replace('"steps"', '"validateEvery": 20, "steps"');
const win = new TestWindow({
  name: "extension-faults",
  configs: {
    "sea.rnnconfig": small,
    "mortal.rnnconfig": validated,
    "other.rnnconfig": small,
    "full/full.rnnconfig": validated.replace("sea.txt", "../sea.txt"),
  },
  extensions: [path.join(import.meta.dirname, "fixtures/saboteur")],
});

const untilCheckpoint = (run: string) =>
  until("a checkpoint", async () => (await readdir(path.join(run, "checkpoints"))).includes("last.safetensors"));

test("a training thread that dies is told once, in its panel or to whoever does not see it, and its run goes on", {
  timeout: 180_000,
}, async () => {
  const { workbench } = win;
  const run = await win.train("mortal.rnnconfig");
  await untilCheckpoint(run);
  const frame = await win.panel("mortal");
  await frame.getByText("Running", { exact: true }).waitFor();
  await workbench.runCommand("End the Training Thread");
  await frame.getByText("Interrupted", { exact: true }).waitFor();
  await frame.getByText(/The training thread ended unexpectedly/).waitFor();
  await workbench.statusBarItem(/mortal interrupted at/);
  await workbench.screenshot("thread-died");
  // A toast would say the same, over the panel.
  expect(await workbench.notifications()).toEqual([]);
  expect(await readdir(run)).not.toContain("lock");
  await frame.getByRole("button", { name: "Resume" }).click();
  await win.moreSteps(run, 20);
  await workbench.closeTab("Training: mortal");
  await workbench.runCommand("End the Training Thread");
  await workbench.notification(/mortal: The training thread ended unexpectedly.*You can resume/);
  expect(await workbench.notifications()).toHaveLength(1);
  await workbench.answer(/mortal: The training thread/, "Resume Training");
  await win.moreSteps(run, 20);
  await workbench.runCommand("Stop Training");
  await win.isIn(run, "stopped");
});

test.skipIf(SmallDisk.impossible)(
  `a full disk is told in the panel, and nothing else is disturbed${SmallDisk.impossible ? ` (skipped: ${SmallDisk.impossible})` : ""}`,
  { timeout: 240_000 },
  async () => {
    const { workbench, workspace } = win;
    const other = await win.train("sea.rnnconfig");
    const folder = workspace.file("full");
    await mkdir(path.join(folder, ".unroll"), { recursive: true });
    using disk = new SmallDisk(path.join(folder, ".unroll"), "3m");
    const run = await win.train("full/full.rnnconfig");
    await untilCheckpoint(run);
    const frame = await win.panel("full");
    disk.fill();
    const problem = frame.locator(".problem");
    await problem.getByText(/could not be written: the disk or your quota is full/).waitFor({ timeout: 60_000 });
    await problem.getByText(/Free some space/).waitFor();
    await workbench.screenshot("disk-full");
    expect(await workbench.notifications()).toEqual([]);
    // The other training does not notice.
    await win.moreSteps(other);
    expect(await workbench.activeEditor()).toBe("full.rnnconfig");
    // The run is there, and goes on when there is room.
    const reached = await workspace.lastStep(run);
    expect(reached).toBeGreaterThan(0);
    await disk.clear();
    await frame.getByRole("button", { name: "Resume" }).click();
    await until("more steps", async () => (await workspace.lastStep(run)) > reached + 20);
    // First the one in whose panel the focus is, then the only one left.
    for (const stopping of [run, other]) {
      await workbench.runCommand("Stop Training");
      await win.isIn(stopping, "stopped");
    }
    expect(workbench.errors.foreign).toEqual([]);
  },
);

test("a run that the command line trains is found, followed, and seen to die", {
  timeout: 180_000,
}, async () => {
  const { workbench, workspace } = win;
  const command: ChildProcess = spawn(
    process.execPath,
    [path.join(repository, "dist/cli.js"), "train", "other.rnnconfig", "--json"],
    { cwd: workspace.folder, stdio: "ignore" },
  );
  try {
    const run = await until("its run", async () => (await win.runs("other"))[0]);
    await until("its first steps", async () => (await workspace.lastStep(run)) > 0);
    await workbench.reload();
    const item = await workbench.statusBarItem(/other \d+% · loss \d/, { timeout: 60_000 });
    // Items of a window that has just opened make way for others, under the mouse too.
    await until("its tooltip", async () => {
      await workbench.page.mouse.move(600, 300);
      return (await workbench.tooltip(item)).includes("Another process is training it.");
    });
    await workbench.quickInput.openBy(() => item.click());
    await workbench.quickInput.pick(/Show Panel/);
    const frame = await win.panel("other");
    await frame.getByText("Running", { exact: true }).waitFor();
    const step = () => frame.locator(".progress").getAttribute("aria-valuenow");
    const seen = Number(await step());
    await until("the panel to follow", async () => Number(await step()) > seen);
    await frame.getByRole("button", { name: "Stop" }).click();
    await workbench.notification(/Another process is training this run/);
    expect((await workspace.manifest(run)).state).toBe("running");
    command.kill("SIGKILL");
    await workbench.statusBarItem(/other interrupted at/);
    await frame.getByText("Interrupted", { exact: true }).waitFor();
  } finally {
    command.kill("SIGKILL");
  }
});
