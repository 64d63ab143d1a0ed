// A sweep over tiny networks: ordinary runs, what ends early, and a sweep that goes on.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SweepNews, SweepRecord, SweepRequest } from "../../src/contracts/sweeps.ts";
import { train } from "../../src/runner/index.ts";
import { sweep } from "../../src/runner/sweep/sweep.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { logRows, smallConfig, traceOf, words, workspace } from "../support/workspace.ts";

function experiment(sweep: object, training: object = {}): string {
  const config = JSON.parse(smallConfig({ model: { units: 4, embedding: 3 }, training: { threads: 1, ...training } }));
  return workspace({ "a.rnnconfig": JSON.stringify({ ...config, sweep }), "book.txt": words(700) });
}

/** Sweeps in this thread, one trial at a time; `stopAt` is the news at which a person stops it. */
async function swept(folder: string, more: Partial<SweepRequest> = {}, stopAt?: (news: SweepNews) => boolean) {
  const news: SweepNews[] = [];
  const stop = new AbortController();
  const emit = (item: SweepNews) => {
    news.push(item);
    if (stopAt?.(item)) stop.abort();
  };
  const request = { configFile: join(folder, "a.rnnconfig"), cores: 2, jobs: 1, cwd: folder, ...more };
  const done = await sweep(request, { signal: stop.signal, emit, train });
  const of = <E extends SweepNews["event"]>(event: E) =>
    news.filter((item): item is Extract<SweepNews, { event: E }> => item.event === event);
  const record: SweepRecord | undefined =
    done.sweep === null ? undefined : JSON.parse(readFileSync(join(done.sweep, "sweep.json"), "utf8"));
  return { done, news, of, record: record! };
}

const runOf = (folder: string, { trials }: SweepRecord, trial: number, seed = 1) =>
  join(folder, ".unroll", "runs", trials[trial - 1].runs[seed - 1]);

/** What does not depend on when it was. */
function lasting({ trials, decisions, state, minSteps }: SweepRecord) {
  return { trials: trials.map(({ runs, ...rest }) => ({ ...rest, runs: runs.length })), decisions, state, minSteps };
}

async function alone(folder: string, settings: { key: string; value: unknown }[]): Promise<string> {
  const host = { signal: new AbortController().signal, emit: () => {} };
  const { done } = await train({ configFile: join(folder, "a.rnnconfig"), settings, cwd: folder }, host);
  return done.run!;
}

test("a grid is a run a combination, each equal to the bit to the same config trained alone", {
  timeout: 60_000,
}, async () => {
  const folder = experiment({ parameters: { "model.cell": ["gru"], "training.learningRate": [0.01, 0.03] } });
  const { done, of, record } = await swept(folder);
  expect(of("sweep")[0]).toMatchObject({ id: record.id, method: "grid", metric: "validation.loss", jobs: 1 });
  expect(of("trialDone").map(({ trial, state }) => [trial, state])).toEqual([1, 2].map((n) => [n, "finished"]));
  expect(done).toMatchObject({ event: "sweepDone", id: record.id, reason: "finished", importanceStep: null });
  const values = record.trials.map(({ value }) => value!);
  expect(done.best?.value).toBe(Math.min(...values));
  expect(done.importance.map(({ n }) => n)).toEqual([2, 2]);

  const run = runOf(folder, record, 2);
  const { manifest } = await RunFolder.open(run);
  expect(manifest.sweep).toEqual({ id: record.id, trial: 2, of: 2 });
  expect(manifest.config).toMatchObject({ sweep: null, model: { cell: "gru" }, training: { learningRate: 0.03 } });
  expect(values[1]).toBe(manifest.summary.best?.loss);
  const same = await alone(folder, record.trials[1].settings);
  expect(traceOf(run)).toEqual(traceOf(same));
  expect((await RunFolder.open(same)).manifest.sweep).toBeUndefined();
});

const HALVING = {
  parameters: { "training.learningRate": { logUniform: [1e-4, 0.1] } },
  method: "halving",
  trials: 4,
  minSteps: 2,
};

test("halving ends trials at their rungs; a sweep that was stopped goes on to the same trials", {
  timeout: 60_000,
}, async () => {
  const folder = experiment(HALVING, { steps: 20, logEvery: 1 });
  const { done, of, record } = await swept(folder);
  expect(done.reason).toBe("finished");
  const early = record.trials.filter(({ state }) => state === "ended-early");
  const whole = record.trials.filter(({ state }) => state === "finished");
  expect([early.length + whole.length, early.length > 0, whole.length > 0]).toEqual([4, true, true]);
  for (const { trial, steps, value } of early) {
    const [decision] = record.decisions.filter((decision) => decision.trial === trial && !decision.goesOn);
    expect({ steps, value }).toEqual({ steps: decision.step, value: decision.value });
    expect((await RunFolder.open(runOf(folder, record, trial))).manifest.state).toBe("stopped");
  }
  expect(new Set(record.decisions.map(({ step }) => step))).toEqual(new Set([2, 6, 18]));
  expect(of("rung")).toHaveLength(record.decisions.length);
  expect(done).toMatchObject({ importanceStep: 2, importance: [{ key: "training.learningRate", n: 4 }] });
  // Rungs leave no trace in a run.
  const [first] = whole;
  expect(traceOf(runOf(folder, record, first.trial))).toEqual(traceOf(await alone(folder, first.settings)));

  // Stopped between two rungs of the first trial, and once more.
  const again = experiment(HALVING, { steps: 20, logEvery: 1 });
  const at = (trial: number, step: number) => (news: SweepNews) =>
    news.event === "step" && "trial" in news && news.trial === trial && news.step === step;
  const stopped = await swept(again, {}, at(1, 9));
  // What the config says by now is of no matter.
  writeFileSync(join(again, "a.rnnconfig"), "{}");
  expect(stopped.done.reason).toBe("stopped");
  expect(stopped.record.trials.map(({ state }) => state)).toEqual(["interrupted", ...Array(3).fill("waiting")]);
  expect((await swept(again, { configFile: undefined, resume: "last" }, at(2, 1))).done.reason).toBe("stopped");
  const resumed = await swept(again, { configFile: undefined, resume: stopped.record.id });
  expect(lasting(resumed.record)).toEqual(lasting(record));
  for (const { trial, state } of record.trials) {
    // One that ended early has written no samples yet.
    const trace = state === "finished" ? traceOf : logRows;
    expect(trace(runOf(again, resumed.record, trial))).toEqual(trace(runOf(folder, record, trial)));
  }
});

test("with seeds a trial is a group of runs, and its figure their mean", { timeout: 60_000 }, async () => {
  const folder = experiment({ parameters: { "model.units": [3, 5] } }, { steps: 4, seeds: 2, seed: 5 });
  const { record } = await swept(folder);
  const runs = await Promise.all([1, 2].map((seed) => RunFolder.open(runOf(folder, record, 2, seed))));
  expect(runs.map(({ manifest }) => manifest.config.training.seed)).toEqual([5, 6]);
  expect(runs[1].manifest.group).toEqual({ id: `${record.id}-2`, index: 2, of: 2 });
  const [a, b] = runs.map(({ manifest }) => manifest.summary.best!.loss!);
  expect(record.trials[1].value).toBe((a + b) / 2);
});

test("what could not train is said before anything trains; a trial that diverges does not end the others", {
  timeout: 60_000,
}, async () => {
  const none = experiment(null as unknown as object);
  expect((await swept(none)).of("error")).toMatchObject([{ code: "no-sweep" }]);

  const apart = experiment({ parameters: { "model.tied": [false, true] } });
  const refused = await swept(apart);
  expect(refused.of("error")).toMatchObject([
    { message: expect.stringContaining("Trial 2 of the sweep (model.tied=true)"), line: 1 },
  ]);
  expect(refused.done).toMatchObject({ sweep: null, reason: "error" });

  const folder = experiment(
    { parameters: { "training.learningRate": [1000, 0.01] } },
    { steps: 6, optimizer: "sgd", clip: null },
  );
  const { record, done } = await swept(folder);
  expect(record.trials.map(({ state }) => state)).toEqual(["diverged", "finished"]);
  expect(done).toMatchObject({ reason: "finished", best: { trial: 2 } });

  const unreadable = experiment({ parameters: { "model.units": [3, 4, 5] } }, { sequenceLength: 5000 });
  const hopeless = await swept(unreadable);
  expect(hopeless.of("error")).toHaveLength(2);
  expect(hopeless.done.reason).toBe("error");
});
