// A run that was killed or stopped ends with the bits of one that was not.
import { appendFileSync, cpSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseSetting } from "../../src/config/index.ts";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { named, RunningCommand, unroll } from "../support/commandLine.ts";
import { generator } from "../support/random.ts";
import { logRows, onlyRun, smallConfig, tensorsOf, traceOf, words, workspace } from "../support/workspace.ts";

const stopSeed = 20_261;
const book = words(9000);

const cases = [
  { cell: "lstm", layers: 2, dropout: 0.3, embedding: 8, batching: "sequential", optimizer: "adam", clip: { norm: 1 } },
  { cell: "gru", layers: 2, dropout: 0.3, embedding: 0, batching: "random", optimizer: "adam", clip: { value: 0.1 } },
  { cell: "rnn", layers: 1, dropout: 0, embedding: 8, batching: "sequential", optimizer: "sgd", clip: null },
] as const;

/** 200 steps of some milliseconds, 74 an epoch with a shorter last one: 100 lies in the middle of the second. */
function projectOf({ cell, layers, dropout, embedding, batching, optimizer, clip }: (typeof cases)[number]): string {
  const config = smallConfig({
    model: { cell, layers, dropout, embedding, units: 64 },
    training: {
      ...{ steps: 200, batchSize: 6, sequenceLength: 17, batching, optimizer, clip },
      ...{ checkpointEvery: 9, validateEvery: 25, sampleEvery: 10, logEvery: 7 },
    },
    sampling: { length: 40 },
  });
  return workspace({ "a.rnnconfig": config, "book.txt": book });
}

const step = (wanted: number) => (event: { event: string; step?: unknown }) =>
  event.event === "step" && (event.step as number) >= wanted;

describe.each(cases)("$cell, $layers layers, $batching", (c) => {
  it("200 steps are 100, a SIGKILL and the rest; and any number, a Ctrl-C and the rest", {
    timeout: 60_000,
  }, async () => {
    const straight = projectOf(c);
    const whole = await unroll(straight, "train", "a.rnnconfig", "--json");
    expect(whole.status).toBe(0);
    const { minibatchesPerEpoch } = whole.events[0] as unknown as { minibatchesPerEpoch: number };
    expect(100 % minibatchesPerEpoch).not.toBe(0);
    const expected = traceOf(onlyRun(straight));
    const result = whole.events.at(-1)!;
    const results = ({ best, validation, test }: typeof result) => ({ best, validation, test });

    const killed = projectOf(c);
    const first = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: killed });
    await first.until(step(100));
    expect(await first.kill("SIGKILL")).toMatchObject({ status: null, signal: "SIGKILL" });
    const run = onlyRun(killed);
    const saved = Number(tensorsOf(run).metadata["unroll.step"]);
    expect(saved).toBeGreaterThanOrEqual(90);
    expect(saved).toBeLessThan(200);
    expect((await unroll(killed, "list", "--json")).events).toMatchObject([{ state: "interrupted" }]);
    const second = await unroll(killed, "train", "--resume", "last", "--json");
    expect(second).toMatchObject({ status: 0, stderr: expect.stringContaining(`after step ${saved}`) });
    expect(second.events[0]).toMatchObject({ event: "start", run, step: saved, steps: 200 });
    expect(results(second.events.at(-1)!)).toEqual(results(result));
    expect(traceOf(run)).toEqual(expected);
    // The state was carried, and the optimiser went on.
    expect(expected.names).toEqual(expect.arrayContaining(["unroll.state.l0.h"]));
    if (c.optimizer === "adam") expect(expected.names).toEqual(expect.arrayContaining(["unroll.adam.m.output.bias"]));

    const stopped = projectOf(c);
    const random = generator(stopSeed + c.cell.length * 31 + c.layers);
    let stops = 0;
    for (let from = "a.rnnconfig"; ; ) {
      const args = ["train", ...(from === "last" ? ["--resume"] : []), from, "--json"];
      const command = new RunningCommand(args, { cwd: stopped });
      const { step: begun } = (await command.until(({ event }) => event === "start")) as unknown as { step: number };
      // Within the next 140 steps, at whatever the training does then.
      const events = begun + 1 + Math.floor(random() * 140);
      const reached = await command.until((event) => step(events)(event) || event.event === "done");
      if (reached.event === "done") {
        expect((await command.ended).status).toBe(0);
        break;
      }
      const ended = await command.kill("SIGINT");
      if (ended.status === 0) break;
      expect(ended.status, `seed ${stopSeed}`).toBe(130);
      expect(ended.events.at(-1)).toMatchObject({ event: "done", reason: "stopped" });
      from = "last";
      stops++;
    }
    expect(stops).toBeGreaterThan(0);
    expect(traceOf(onlyRun(stopped)), `seed ${stopSeed}`).toEqual(expected);
  });
});

// ---- in this process ------------------------------------------------------------------------------------------

interface Trained {
  events: RunEvent[];
  done: Extract<RunEvent, { event: "done" }>;
  error: Extract<RunEvent, { event: "error" }> | undefined;
  failure: "usage" | "run" | null;
}

/** The runner, as the command line calls it; `stopAt` ends it after that step. */
async function trained(
  cwd: string,
  {
    resume,
    sets = [],
    stopAt = Number.POSITIVE_INFINITY,
    allowDrift,
    maxThreads,
  }: { resume?: string; sets?: string[]; stopAt?: number; allowDrift?: boolean; maxThreads?: number } = {},
): Promise<Trained> {
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => {
    events.push(event);
    if (event.event === "step" && event.step >= stopAt) stop.abort();
  };
  const configFile = resume === undefined ? join(cwd, "a.rnnconfig") : undefined;
  const request = { configFile, resume, settings: sets.map(parseSetting), cwd, allowDrift, maxThreads };
  const { done, failure } = await train(request, { emit, signal: stop.signal });
  const error = events.find((event) => event.event === "error");
  expect(events.at(-1)).toBe(events.find((event) => event.event === "done"));
  return { events, done, error, failure };
}

const project = (sections: Parameters<typeof smallConfig>[0] = {}) =>
  workspace({ "a.rnnconfig": smallConfig(sections), "book.txt": words(900) });

describe("resume", () => {
  it("gives a finished run more steps, with the bits of a run that had them from the start", async () => {
    const training = { validateEvery: 5, sampleEvery: 5, logEvery: 1 };
    const long = project({ training: { ...training, steps: 27 } });
    await trained(long);
    const short = project({ training: { ...training, steps: 10 } });
    expect((await trained(short)).done.reason).toBe("finished");
    const again = await trained(short, { resume: "last" });
    expect(again).toMatchObject({ failure: "usage", error: { code: "already-finished" } });
    expect(again.error!.advice).toEqual({ do: "set", key: "training.steps", value: 20 });
    expect((await trained(short, { resume: "last", sets: ["training.steps=27"] })).done.reason).toBe("finished");
    const run = onlyRun(short);
    expect(traceOf(run)).toEqual(traceOf(onlyRun(long)));
    expect((await RunFolder.open(run)).manifest).toMatchObject({ state: "finished", summary: { step: 27, steps: 27 } });
  });

  it("says that a run ended early, and goes on with more patience as if it had had it from the start", async () => {
    const settings = { steps: 60, learningRate: 0.5, validateEvery: 3, sampleEvery: 60, logEvery: 1 };
    const training = (patience: number) => ({ training: { ...settings, earlyStopping: { patience } } });
    const folder = project(training(1));
    const { done } = await trained(folder);
    expect(done).toMatchObject({ reason: "early-stopping", test: { step: done.best!.step }, run: onlyRun(folder) });
    expect(done.steps).toBeLessThan(60);
    const { manifest } = await RunFolder.open(onlyRun(folder));
    expect(manifest).toMatchObject({ state: "finished", summary: { reason: "early-stopping", step: done.steps } });
    const { error, failure } = await trained(folder, { resume: "last" });
    expect({ failure, code: error!.code }).toEqual({ failure: "usage", code: "already-finished" });
    expect(error!.advice).toEqual({ do: "set", key: "training.earlyStopping.patience", value: 2 });
    const sets = ["training.earlyStopping.patience=3"];
    const { done: again } = await trained(folder, { resume: "last", sets });
    expect(again.steps).toBeGreaterThan(done.steps);
    const whole = project(training(3));
    expect((await trained(whole)).done).toMatchObject({ steps: again.steps, best: again.best, test: again.test });
    // The end of each run has a sample of its own.
    const { samples, ...trace } = traceOf(onlyRun(folder));
    const { samples: others, ...expected } = traceOf(onlyRun(whole));
    expect(trace).toEqual(expected);
    const stepsOf = (rows: unknown) => (rows as { step: number }[]).map(({ step }) => step);
    expect([stepsOf(samples), stepsOf(others)]).toEqual([[done.steps, again.steps], [again.steps]]);
  });

  it("refuses changed data and names the file, whatever the change is", async () => {
    const folder = project();
    await trained(folder, { stopAt: 5 });
    const file = join(folder, "book.txt");
    const old = readFileSync(file, "utf8");
    for (const changed of [
      `${old}x`,
      old.replace("a", "e"),
      `${old}ß`,
      old.slice(0, 20),
      "a",
      old.replace("\n", "\r\n"),
    ]) {
      writeFileSync(file, changed);
      const { error, failure, done } = await trained(folder, { resume: "last" });
      expect(error).toMatchObject({ code: "data-changed", file, message: expect.stringContaining("book.txt") });
      expect({ failure, run: done.run }).toEqual({ failure: "usage", run: null });
    }
    renameSync(file, join(folder, "away.txt"));
    expect((await trained(folder, { resume: "last" })).error).toMatchObject({ code: "missing-file" });
    writeFileSync(file, old);
    expect((await trained(folder, { resume: "last" })).done.reason).toBe("finished");
  });

  it("refuses keys that cannot change, and takes those that can", async () => {
    const folder = project({ training: { steps: 30 } });
    await trained(folder, { stopAt: 5 });
    for (const set of [
      "model.units=13",
      "training.batchSize=2",
      "training.seed=8",
      "data.lowercase=true",
      "training.clip=null",
    ]) {
      const key = set.split("=")[0];
      const { error, failure } = await trained(folder, { resume: "last", sets: [set] });
      expect(failure).toBe("usage");
      expect(error).toMatchObject({ code: "not-resumable", message: expect.stringContaining(key) });
    }
    expect((await trained(folder, { resume: "last", sets: ["model.unitz=13"] })).error).toMatchObject({
      code: "unknown-key",
    });
    const sets = [
      "training.learningRate=0.5",
      "training.steps=8",
      "sampling.temperature=0",
      "training.validateEvery=2",
    ];
    const { events, done } = await trained(folder, { resume: "last", sets });
    expect(done).toMatchObject({ reason: "finished", steps: 8 });
    const rates = events.flatMap((event) => (event.event === "step" ? [event.learningRate] : []));
    expect(new Set(rates)).toEqual(new Set([0.5]));
    expect((await RunFolder.open(onlyRun(folder))).manifest.config.training.learningRate).toBe(0.5);
  });

  it("refuses a run that a living process trains", { timeout: 30_000 }, async () => {
    const folder = project({ training: { steps: 1_000_000 } });
    const busy = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
    // The first checkpoint comes with the first validation, after an epoch of 24 steps.
    await busy.until(step(30));
    expect((await unroll(folder, "list", "--json")).events).toMatchObject([{ state: "running" }]);
    const { status, events } = await unroll(folder, "train", "--resume", "last", "--json");
    expect(status).toBe(2);
    expect(events).toMatchObject([
      { code: "run-locked", message: expect.stringContaining(`${busy.process.pid}`) },
      { event: "done" },
    ]);
    // Looking is allowed, and the other noticed nothing.
    expect((await unroll(folder, "sample", "last")).status).toBe(0);
    expect((await busy.kill("SIGINT")).status).toBe(130);
  });

  it("voids the rows that the log has past the checkpoint", async () => {
    const training = { steps: 30, validateEvery: 10, sampleEvery: 10 };
    const whole = project({ training });
    await trained(whole);
    const folder = project({ training });
    await trained(folder, { stopAt: 12 });
    const run = onlyRun(folder);
    for (const late of [13, 14, 15]) {
      appendFileSync(join(run, "metrics.jsonl"), `${JSON.stringify({ event: "step", step: late, loss: 99 })}\n`);
    }
    appendFileSync(join(run, "samples.jsonl"), `${JSON.stringify({ step: 20, text: "never" })}\n`);
    appendFileSync(join(run, "metrics.jsonl"), '{"event":"step","step":16,"lo');
    await trained(folder, { resume: run });
    expect(readFileSync(join(run, "metrics.jsonl"), "utf8")).toContain('"loss":99');
    expect(logRows(run)).toEqual(logRows(onlyRun(whole)));
    const read = await (await RunFolder.open(run)).readMetrics();
    expect(read.filter(({ event }) => event === "step").map(({ step }) => step)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    expect(traceOf(run)).toEqual(traceOf(onlyRun(whole)));
    const symbolsOf = (of: string) => JSON.parse(readFileSync(join(of, "symbols.json"), "utf8"));
    expect(symbolsOf(run).map(({ step }: { step: number }) => step)).toEqual([10, 20, 30]);
    expect(symbolsOf(run)).toEqual(symbolsOf(onlyRun(whole)));
  });

  it("finishes a run that was killed between its last step and its end", async () => {
    const folder = project();
    const { done } = await trained(folder);
    const run = onlyRun(folder);
    const file = join(run, "run.json");
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(
      file,
      JSON.stringify({ ...manifest, state: "running", summary: { ...manifest.summary, test: null, reason: null } }),
    );
    const { done: again, events } = await trained(folder, { resume: "last" });
    expect(events.map(({ event }) => event)).toEqual(["start", "done"]);
    expect(again).toMatchObject({ reason: "finished", steps: 12, test: done.test, best: done.best });
    const { state, summary } = (await RunFolder.open(run)).manifest;
    expect({ state, test: summary.test }).toEqual({ state: "finished", test: done.test });
  });

  it("goes on where the whole project was moved to", async () => {
    const whole = project();
    await trained(whole);
    const folder = project();
    await trained(folder, { stopAt: 6 });
    const moved = workspace();
    cpSync(folder, moved, { recursive: true });
    const run = join(moved, ".unroll", "runs", basename(onlyRun(folder)));
    expect(dirname(onlyRun(moved))).toBe(dirname(run));
    expect((await trained(moved, { resume: "last" })).done.run).toBe(run);
    expect(traceOf(run)).toEqual(traceOf(onlyRun(whole)));
  });

  it("says when numbers would drift, and goes on when that is fine", async () => {
    const folder = project({ training: { threads: 3 } });
    await trained(folder, { stopAt: 6 });
    const drift = { code: "drift", message: expect.stringContaining("3 threads, and this would be 2") };
    expect((await trained(folder, { resume: "last", maxThreads: 2 })).error).toMatchObject(drift);
    expect((await trained(folder, { resume: "last", sets: ["training.threads=2"] })).error).toMatchObject(drift);
    expect((await trained(folder, { resume: "last", maxThreads: 2, allowDrift: true })).done.reason).toBe("finished");
  });

  it("goes on with the threads that the run had, whatever this machine's default", async () => {
    const whole = project({ training: { threads: 3 } });
    await trained(whole);
    const folder = project({ training: { threads: 3 } });
    await trained(folder, { stopAt: 6 });
    const { events } = await trained(folder, { resume: "last" });
    expect(events.find(({ event }) => event === "start")).toMatchObject({ threads: 3 });
    expect(traceOf(onlyRun(folder))).toEqual(traceOf(onlyRun(whole)));
  });
});

describe("a training that diverges", () => {
  it("before its first update blames the initial parameters or the data, not the learning rate", async () => {
    const exploding = project({ model: { initializer: { name: "uniform", scale: 1000 } } });
    const [error] = named((await unroll(exploding, "train", "a.rnnconfig", "--json")).events, "error");
    expect(error.message).toMatch(
      /^The loss exploded: .* at step 1; .*\. The parameters were not touched by this step\.$/,
    );
    expect(error.hint).toBe(
      "No parameter has been updated yet, so the initial parameters are the cause, not the learning rate. Try a smaller scale in model.initializer.",
    );
    const series = {
      ...{ task: "forecasting", data: { train: "a.csv", window: 4, validation: 0, test: 0 } },
      model: { cell: "rnn", activation: "relu", units: 4, initializer: { name: "constant", scale: 10 } },
      training: { steps: 2, batchSize: 4, clip: null },
    };
    const rows = Array.from({ length: 40 }, (_, i) => `${(i * i) % 7}`).join("\n");
    const steep = workspace({ "a.rnnconfig": JSON.stringify(series), "a.csv": `x\n${rows}\n` });
    const [other] = named((await unroll(steep, "train", "a.rnnconfig", "--json")).events, "error");
    expect(other.message).toContain("is about to explode at step 1");
    expect(other.hint).toMatch(/^No parameter .* or the numbers in the data .*, or clip the gradient/);
  });

  it.each(["adam", "sgd"])(
    "with %s says the step, the gradient norm and two settings, and keeps the last good checkpoint",
    async (optimizer) => {
      const training = { clip: null, learningRate: 1000, optimizer, checkpointEvery: 1, validateEvery: 1, steps: 50 };
      const folder = project({ training });
      const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
      expect(status).toBe(1);
      const done = events.at(-1)!;
      expect(done).toMatchObject({ event: "done", reason: "diverged" });
      const steps = done.steps as number;
      const [error] = named(events, "error");
      expect(error).toMatchObject({ code: "diverged" });
      expect(error.message).toMatch(new RegExp(`at step ${steps + 1}; the gradient norm was \\S+\\.`));
      expect(error.hint).toMatch(/clip/);
      expect(error.hint).toMatch(/learningRate/);
      expect(stderr).toContain(error.message as string);
      const run = onlyRun(folder);
      const { tensors, metadata } = tensorsOf(run);
      expect(Number(metadata["unroll.step"])).toBe(steps);
      for (const [name, { data }] of tensors) expect((data as Float32Array).every(Number.isFinite), name).toBe(true);
      const { state, summary } = (await RunFolder.open(run)).manifest;
      const { code, hint } = summary.error!;
      expect({ state, code, hint, best: summary.best }).toEqual({
        state: "diverged",
        code: "diverged",
        hint: error.hint,
        best: done.best,
      });
      expect(done.best).toMatchObject({ step: expect.any(Number) });
      expect((await unroll(folder, "list", "--json")).events).toMatchObject([{ state: "diverged" }]);
      // The best is good for samples, and a lower rate goes on from the last.
      expect((await unroll(folder, "sample", "last")).status).toBe(0);
      const lower = await trained(folder, {
        resume: "last",
        sets: ["training.learningRate=1e-9", `training.steps=${steps + 1}`],
      });
      expect(["finished", "diverged"]).toContain(lower.done.reason);
    },
  );
});
