// The command as people and scripts have it: killed in the middle and resumed, in words and as JSON.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { SweepRecord } from "../../src/contracts/sweeps.ts";
import { named, RunningCommand, unroll } from "../support/commandLine.ts";
import { smallConfig, traceOf, words, workspace } from "../support/workspace.ts";

const SWEEP = { parameters: { "training.learningRate": { uniform: [0.001, 0.05] } }, method: "random", trials: 2 };

function experiment(steps: number): string {
  const config = JSON.parse(smallConfig({ model: { units: 4 }, training: { steps, threads: 1, validateEvery: 50 } }));
  return workspace({ "a.rnnconfig": JSON.stringify({ ...config, sweep: SWEEP }), "book.txt": words(700) });
}

function recordOf(folder: string): SweepRecord {
  const [id] = readdirSync(join(folder, ".unroll/sweeps"));
  return JSON.parse(readFileSync(join(folder, ".unroll/sweeps", id, "sweep.json"), "utf8"));
}

it("a sweep that was killed resumes to the same trials, and says what to do next", { timeout: 60_000 }, async () => {
  const folder = experiment(600);
  const killed = new RunningCommand(["sweep", "a.rnnconfig", "--jobs", "1", "--json"], { cwd: folder });
  await killed.until(({ event, trial, step }) => event === "validation" && trial === 2 && step === 100);
  await killed.kill("SIGKILL");
  const half = recordOf(folder);
  expect(half.trials.map(({ state }) => state)).toEqual(["finished", "running"]);
  const { status, stdout } = await unroll(folder, "sweep", "--resume", half.id);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^a-\S+: random, 2 trials, 1 of them before, by validation.loss\n/);
  expect(stdout).toMatch(
    /Train the best with five seeds: .* train a.rnnconfig --set training.learningRate=0.0\d+ --set training.seeds=5\n$/,
  );
  const record = recordOf(folder);

  const other = experiment(600);
  const whole = await unroll(other, "sweep", "a.rnnconfig", "--jobs", "2", "--json");
  expect(whole.events[0]).toMatchObject({ event: "sweep", method: "random", jobs: 2 });
  expect(whole.events.at(-1)).toMatchObject({ event: "sweepDone", reason: "finished", best: { state: "finished" } });
  expect(named(whole.events, "start").map(({ trial }) => trial)).toEqual(expect.arrayContaining([1, 2]));
  expect(named(whole.events, "trialDone")).toHaveLength(2);
  const same = recordOf(other);
  const lasting = ({ trials }: SweepRecord) => trials.map(({ runs: _, ...rest }) => rest);
  expect(lasting(record)).toEqual(lasting(same));
  const run = (at: string, { trials }: SweepRecord, i: number) => join(at, ".unroll/runs", trials[i].runs[0]);
  for (const i of [0, 1]) expect(traceOf(run(folder, record, i))).toEqual(traceOf(run(other, same, i)));
});

it("a signal stops all trials, and the command to resume is told", { timeout: 60_000 }, async () => {
  const folder = experiment(100_000);
  const running = new RunningCommand(["sweep", "a.rnnconfig", "--jobs", "2", "--json"], { cwd: folder });
  await Promise.all([1, 2].map((n) => running.until(({ event, trial }) => event === "step" && trial === n)));
  const { status, stderr, events } = await running.kill("SIGINT");
  expect(status).toBe(130);
  expect(stderr).toContain(`Resume with: `);
  expect(stderr).toContain(`sweep --resume ${recordOf(folder).id}`);
  expect(events.at(-1)).toMatchObject({ event: "sweepDone", reason: "stopped" });
  expect(recordOf(folder).trials.map(({ state }) => state)).toEqual(["interrupted", "interrupted"]);

  const wrong = await unroll(folder, "sweep", "--resume", "b");
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("There is no sweep b in ")]);
});
