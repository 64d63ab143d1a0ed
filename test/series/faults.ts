// What a disk and a kernel can do to a training, and what must be left of it.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { RunFolder } from "../../src/runs/index.ts";
import { named, RunningCommand, unroll } from "../support/commandLine.ts";
import { generator } from "../support/random.ts";
import { onlyRun, smallConfig, tensorsOf, traceOf, words, workspace } from "../support/workspace.ts";

const steps = 240;

function busyProject(): string {
  const config = smallConfig({
    model: { cell: "lstm", layers: 2, units: 40, dropout: 0.2 },
    training: {
      steps,
      batchSize: 6,
      sequenceLength: 15,
      checkpointEvery: 3,
      validateEvery: 10,
      sampleEvery: 15,
      keepCheckpoints: 2,
    },
    sampling: { length: 60 },
  });
  return workspace({ "a.rnnconfig": config, "book.txt": words(6000) });
}

const runsOf = (folder: string) => {
  const runs = join(folder, ".unroll", "runs");
  // A leading dot: a run that was still being made.
  return existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith(".")) : [];
};

/**
 * Kills a training with -9 `kills` times at random instants, from its start on, and resumes it each time; then lets it end.
 * After every kill the run opens and its checkpoints are whole; at the end every bit is that of a run that nobody disturbed.
 */
export async function killAndResume({ kills, seed }: { kills: number; seed: number }): Promise<string> {
  const random = generator(seed);
  const straight = busyProject();
  const begun = performance.now();
  expect((await unroll(straight, "train", "a.rnnconfig")).status).toBe(0);
  const duration = performance.now() - begun;
  const expected = traceOf(onlyRun(straight));

  let folder = busyProject();
  let killed = 0;
  let ends = 0;
  let lost = 0;
  let furthest = 0;
  const begin = () => {
    const runs = runsOf(folder);
    return new RunningCommand(["train", ...(runs.length > 0 ? ["--resume", "last"] : ["a.rnnconfig"]), "--json"], {
      cwd: folder,
    });
  };
  while (killed < kills) {
    const command = begin();
    await setTimeout(random() * Math.min(duration, 900));
    const ended = await command.kill("SIGKILL");
    if (ended.signal === "SIGKILL") killed++;
    for (const { code } of named(ended.events, "error"))
      throw new Error(`seed ${seed}: resume says ${code}\n${ended.stderr}`);
    const [name] = runsOf(folder);
    let finished = false;
    if (name !== undefined) {
      const run = await RunFolder.open(join(folder, ".unroll", "runs", name));
      const state = await run.state();
      expect(["interrupted", "finished"], `seed ${seed}`).toContain(state);
      // Perhaps nobody heard it say so.
      finished = state === "finished";
      if (ended.status === 0 || ended.events.at(-1)?.event === "done") expect(finished, `seed ${seed}`).toBe(true);
      await run.readMetrics();
      await run.readSamples();
      const checkpoints = readdirSync(join(run.path, "checkpoints")).filter((file) => file.endsWith(".safetensors"));
      for (const file of checkpoints) tensorsOf(run.path, file.replace(".safetensors", ""));
      if (!checkpoints.includes("last.safetensors")) {
        // Killed before the first checkpoint: only then there is nothing to go on with.
        expect(named(ended.events, "step").length, `seed ${seed}`).toBeLessThanOrEqual(4);
        folder = busyProject();
        lost++;
      } else {
        const step = Number(tensorsOf(run.path).metadata["unroll.step"]);
        expect(step, `seed ${seed}: never backwards`).toBeGreaterThanOrEqual(furthest);
        furthest = step;
      }
    }
    if (finished) {
      expect(traceOf(onlyRun(folder)), `seed ${seed}`).toEqual(expected);
      ends++;
      furthest = 0;
      folder = busyProject();
    }
  }
  const last = await begin().ended;
  expect(last.status, last.stderr).toBe(0);
  expect(traceOf(onlyRun(folder)), `seed ${seed}`).toEqual(expected);
  return `seed ${seed}: ${killed} kills, ${ends + 1} runs to their end, ${lost} killed before their first checkpoint`;
}

/** Mounts a small file system in memory; undefined where that is not allowed. */
function smallDisk(size: string, folder: string): { fill(): void; readOnly(): void } | undefined {
  const shell = (command: string) => spawnSync("sh", ["-c", command, "sh", folder]).status === 0;
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  if (!shell(`mount -t tmpfs -o size=${size} unroll-test "$1"`)) return undefined;
  onTestFinished(() => {
    shell('umount -l "$1"');
  });
  return {
    fill: () => void shell('dd if=/dev/zero of="$1/filler" bs=4096'),
    readOnly: () => void shell('mount -o remount,ro "$1"'),
  };
}

const diskFull = {
  code: "disk-full",
  message: expect.stringContaining("full"),
  hint: expect.stringContaining("resume"),
};

/** A disk that is full while a training runs; what was saved before is intact, and goes on when there is room. */
export async function fullDisk(): Promise<"done" | "not possible here"> {
  const folder = workspace();
  const disk = smallDisk("3m", folder);
  if (!disk) return "not possible here";
  const project = busyProject();
  for (const file of ["a.rnnconfig", "book.txt"]) spawnSync("cp", [join(project, file), folder]);
  const command = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
  await command.until(({ event, step }) => event === "step" && (step as number) >= 30);
  disk.fill();
  const { status, events } = await command.ended;
  expect(status).toBe(1);
  expect(named(events, "error")).toEqual([expect.objectContaining(diskFull)]);
  expect(events.at(-1)).toMatchObject({ event: "done", reason: "error" });
  const run = onlyRun(folder);
  expect(Number(tensorsOf(run).metadata["unroll.step"])).toBeGreaterThanOrEqual(27);
  expect(await (await RunFolder.open(run)).state()).toMatch(/^(interrupted|failed)$/);
  // Still full: nothing begins, nothing is lost.
  const still = await unroll(folder, "train", "--resume", "last", "--json");
  expect([1, 2]).toContain(still.status);
  expect(named(still.events, "error")).toEqual([expect.objectContaining(diskFull)]);
  rmSync(join(folder, "filler"));
  expect((await unroll(folder, "train", "--resume", "last")).status).toBe(0);
  const straight = busyProject();
  expect((await unroll(straight, "train", "a.rnnconfig")).status).toBe(0);
  expect(traceOf(run)).toEqual(traceOf(onlyRun(straight)));
  return "done";
}

/** /dev/full in the place of the log and of what a command writes: every write fails. */
export async function fullDevice(): Promise<void> {
  const folder = busyProject();
  const command = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
  await command.until(({ event, step }) => event === "step" && (step as number) >= 20);
  await command.kill("SIGINT");
  const run = onlyRun(folder);
  const log = join(run, "metrics.jsonl");
  rmSync(log);
  symlinkSync("/dev/full", log);
  const { status, events } = await unroll(folder, "train", "--resume", "last", "--json");
  expect([1, 2]).toContain(status);
  expect(named(events, "error")).toEqual([expect.objectContaining(diskFull)]);
  expect(events.at(-1)).toMatchObject({ event: "done", reason: "error" });
  for (const args of [
    ["export", "last", "--format", "safetensors", "--out", "/dev/full"],
    ["gradients", "a.rnnconfig", "--out", "/dev/full"],
  ]) {
    const written = await unroll(folder, ...args, "--json");
    expect(written).toMatchObject({ status: 2, events: [{ event: "error", code: "not-written" }] });
  }
  rmSync(log);
  expect((await unroll(folder, "train", "--resume", "last")).status).toBe(0);
}

/** A folder that nobody may write: an error before the training, with the folder's name. */
export async function readOnlyFolder(): Promise<"done" | "not possible here"> {
  const folder = workspace();
  const isRoot = process.getuid?.() === 0;
  const disk = isRoot ? smallDisk("3m", folder) : undefined;
  if (isRoot && !disk) return "not possible here";
  const project = busyProject();
  for (const file of ["a.rnnconfig", "book.txt"]) spawnSync("cp", [join(project, file), folder]);
  if (disk) disk.readOnly();
  else {
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
  }
  const { status, events } = await unroll(folder, "train", "a.rnnconfig", "--json");
  expect(status).toBe(2);
  expect(events).toMatchObject([
    { event: "error", code: "no-permission", file: expect.stringContaining(folder) },
    { event: "done" },
  ]);
  expect((await unroll(folder, "validate", "a.rnnconfig")).status).toBe(0);
  expect((await unroll(folder, "list")).status).toBe(0);
  return "done";
}

/** Somebody deletes the run while it is trained, or puts a file where runs should lie. */
export async function vanishedFolder(): Promise<void> {
  const folder = busyProject();
  // Long enough that it trains on while this process, which may have to wait for its turn, deletes the folder.
  const long = 3 * steps;
  const command = new RunningCommand(["train", "a.rnnconfig", "--json", "--set", `training.steps=${long}`], {
    cwd: folder,
  });
  await command.until(({ event, step }) => event === "step" && (step as number) >= 20);
  rmSync(join(folder, ".unroll"), { recursive: true, force: true });
  const { status, events } = await command.ended;
  // What is in memory is written again.
  expect(status).toBe(0);
  expect(named(events, "saved-again")).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ event: "done", reason: "finished", steps: long });
  expect(tensorsOf(onlyRun(folder)).metadata["unroll.step"]).toBe(String(long));

  const occupied = busyProject();
  mkdirSync(join(occupied, ".unroll"));
  spawnSync("touch", [join(occupied, ".unroll", "runs")]);
  const refused = await unroll(occupied, "train", "a.rnnconfig", "--json");
  expect(refused.status).toBe(2);
  expect(refused.events[0].code).not.toBe("internal");
}
