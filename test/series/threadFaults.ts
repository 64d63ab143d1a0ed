// What can happen to a thread of the engine, and what must be left of its training.
import { expect } from "vitest";
import { RunFolder } from "../../src/runs/index.ts";
import { named, RunningCommand, unroll } from "../support/commandLine.ts";
import { generator } from "../support/random.ts";
import { onlyRun, smallConfig, tensorsOf, traceOf, words, workspace } from "../support/workspace.ts";

const steps = 150;
const preload = new URL("../support/killThread.mjs", import.meta.url).href;

function project(): string {
  const config = smallConfig({
    model: { cell: "lstm", layers: 2, units: 40, dropout: 0.2 },
    training: { steps, batchSize: 6, sequenceLength: 15, validateEvery: 20, sampleEvery: 50, threads: 3 },
    sampling: { length: 20 },
  });
  return workspace({ "a.rnnconfig": config, "book.txt": words(6000) });
}

/**
 * Ends a helper thread of a training at a random instant, `kills` times: each run says so, ends with a checkpoint of its last
 * step and goes on from there to the bits of a run that nobody disturbed.
 */
export async function killThreads({ kills, seed }: { kills: number; seed: number }): Promise<string> {
  const random = generator(seed);
  const straight = project();
  const begun = performance.now();
  const undisturbed = await unroll(straight, "train", "a.rnnconfig", "--json");
  expect(undisturbed.status, undisturbed.stderr).toBe(0);
  const duration = performance.now() - begun;
  const expected = traceOf(onlyRun(straight));
  let killed = 0;
  let late = 0;
  while (killed < kills) {
    const folder = project();
    const after = random() * duration;
    const env = { NODE_OPTIONS: `--import ${preload}`, KILL_AFTER: String(after) };
    const command = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder, env });
    const { status, events, stderr } = await command.ended;
    const what = `seed ${seed}, killed after ${after.toFixed(0)} ms: ${stderr}`;
    if (status === 0) {
      late++;
      continue;
    }
    killed++;
    expect(status, what).toBe(1);
    expect(named(events, "error"), what).toEqual([expect.objectContaining({ code: "thread-lost" })]);
    const done = events.at(-1)!;
    expect(done, what).toMatchObject({ event: "done", reason: "error" });
    const run = onlyRun(folder);
    expect(Number(tensorsOf(run).metadata["unroll.step"]), what).toBe(done.steps);
    expect(await (await RunFolder.open(run)).state(), what).toBe("failed");
    const resumed = await unroll(folder, "train", "--resume", "last", "--json");
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(traceOf(run), what).toEqual(expected);
  }
  return `seed ${seed}: ${killed} of ${kills} killed threads ended in a checkpoint and a reason (${late} came too late)`;
}
