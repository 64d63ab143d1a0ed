// What comes from outside: a thread that dies, a disk that fills, a training in another process. One window shows all of it.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { SmallDisk } from "./smallDisk.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

let workspace: TrainingWorkspace;
let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  const small = configText({ units: 16, sampleEvery: 100_000 });
  const validated = small.replace('"steps"', '"validateEvery": 20, "steps"');
  workspace = await TrainingWorkspace.create(
    {
      "sea.rnnconfig": small,
      "mortal.rnnconfig": validated,
      "other.rnnconfig": small,
      "full/full.rnnconfig": validated.replace("sea.txt", "../sea.txt"),
    },
    50_000,
  );
  const saboteur = path.join(import.meta.dirname, "fixtures/saboteur");
  const extensions = [repository, saboteur];
  server = await Server.start({ name: "extension-faults", extensions, say: console.log });
  workbench = await Workbench.open({ server, folder: workspace.folder });
}, 300_000);

afterEach(async () => {
  // What one test was told is no news to the next.
  await workbench.runCommand("Notifications: Clear All Notifications");
});

afterAll(async () => {
  await workbench?.close();
  await server?.stop();
  await workspace?.[Symbol.asyncDispose]();
});

/** The newest run of a config, of those beside `folder`'s configs. */
async function lastRun(name: string, folder = workspace.folder): Promise<string> {
  const runs = path.join(folder, ".unroll/runs");
  return until(`a run of ${name}`, async () => {
    const names = (await readdir(runs)).filter((run) => run.startsWith(`${name}-`)).sort();
    return names.length > 0 && path.join(runs, names.at(-1) as string);
  });
}

const stateOf = async (run: string) => (await workspace.manifest(run)).state;

const hasCheckpoint = async (run: string) =>
  (await readdir(path.join(run, "checkpoints"))).includes("last.safetensors");

async function train(name: string, folder = workspace.folder): Promise<string> {
  await workbench.openFile(`${name}.rnnconfig`);
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(new RegExp(`${name} \\d+% · loss`), { timeout: 60_000 });
  return lastRun(name, folder);
}

test("a training thread that dies is told once, in its panel or to whoever does not see it, and its run goes on", {
  timeout: 180_000,
  retry: 1,
}, async () => {
  const run = await train("mortal");
  await until("a checkpoint", () => hasCheckpoint(run));
  await workbench.runCommand("End the Training Thread");
  const frame = await workbench.waitForWebview("Training: mortal");
  await frame.getByText("Interrupted", { exact: true }).waitFor();
  await frame.getByText(/The training thread ended unexpectedly/).waitFor();
  await workbench.statusBarItem(/mortal interrupted at/);
  await workbench.screenshot("thread-died");
  // A toast would say the same, over the panel.
  expect(await workbench.notifications()).toEqual([]);
  expect(await readdir(run)).not.toContain("lock");
  let before = await workspace.lastStep(run);
  await frame.getByRole("button", { name: "Resume" }).click();
  await until("more steps", async () => (await workspace.lastStep(run)) > before + 20);
  await workbench.page.locator(".tab", { hasText: "Training: mortal" }).click({ button: "middle" });
  await workbench.runCommand("End the Training Thread");
  await workbench.notification(/mortal: The training thread ended unexpectedly.*can be resumed/);
  expect(await workbench.notifications()).toHaveLength(1);
  before = await workspace.lastStep(run);
  await workbench.answer(/mortal: The training thread/, "Resume Training");
  await until("more steps", async () => (await workspace.lastStep(run)) > before + 20);
  await workbench.runCommand("Stop Training");
  await until("the run to be stopped", async () => (await stateOf(run)) === "stopped");
});

test.skipIf(SmallDisk.impossible)(
  `a full disk is told in the panel, and nothing else is disturbed${SmallDisk.impossible ? ` (skipped: ${SmallDisk.impossible})` : ""}`,
  { timeout: 240_000, retry: 1 },
  async () => {
    const other = await train("sea");
    const folder = workspace.file("full");
    await mkdir(path.join(folder, ".unroll"), { recursive: true });
    using disk = new SmallDisk(path.join(folder, ".unroll"), "3m");
    const run = await train("full", folder);
    await until("a checkpoint", () => hasCheckpoint(run));
    disk.fill();
    const frame = await workbench.waitForWebview("Training: full");
    const problem = frame.locator(".problem");
    await problem.getByText(/could not be written: the disk or your quota is full/).waitFor({ timeout: 60_000 });
    await problem.getByText(/Free some space/).waitFor();
    await workbench.screenshot("disk-full");
    expect(await workbench.notifications()).toEqual([]);
    // The other training does not notice.
    const before = await workspace.lastStep(other);
    await until("steps of the other training", async () => (await workspace.lastStep(other)) > before);
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
      await until("it to be stopped", async () => (await stateOf(stopping)) === "stopped");
    }
    expect(workbench.errors.foreign).toEqual([]);
  },
);

test("a run that the command line trains is found, followed, and seen to die", {
  timeout: 180_000,
  retry: 1,
}, async () => {
  const command: ChildProcess = spawn(
    process.execPath,
    [path.join(repository, "dist/cli.js"), "train", "other.rnnconfig", "--json"],
    { cwd: workspace.folder, stdio: "ignore" },
  );
  try {
    const run = await lastRun("other");
    await until("its first steps", async () => (await workspace.lastStep(run)) > 0);
    await workbench.reload();
    const item = await workbench.statusBarItem(/other \d+% · loss \d/, { timeout: 60_000 });
    // Items of a window that has just opened make way for others, under the mouse too.
    await until("its tooltip", async () => {
      await workbench.page.mouse.move(600, 300);
      return (await workbench.tooltip(item)).includes("Another process trains it.");
    });
    await item.click();
    await workbench.quickInput.pick(/Show Panel/);
    const frame = await workbench.waitForWebview("Training: other");
    await frame.getByText("Running", { exact: true }).waitFor();
    const step = () => frame.locator(".progress").getAttribute("aria-valuenow");
    const seen = Number(await step());
    await until("the panel to follow", async () => Number(await step()) > seen);
    await frame.getByRole("button", { name: "Stop" }).click();
    await workbench.notification(/Another process trains this run/);
    expect(await stateOf(run)).toBe("running");
    command.kill("SIGKILL");
    await workbench.statusBarItem(/other interrupted at/);
    await frame.getByText("Interrupted", { exact: true }).waitFor();
  } finally {
    command.kill("SIGKILL");
  }
});
