import { describe, expect, test } from "vitest";
import { RunRecord } from "../../src/extension/runs/runRecord.ts";
import type { RunEvent, StartEvent } from "../../src/runner/index.ts";
import { someRun } from "../support/panels/someRun.ts";

function start(step = 0, steps = 100, bestBy: StartEvent["bestBy"] = "loss"): StartEvent {
  return {
    event: "start",
    run: "/work/.unroll/runs/sea-1",
    id: "sea-1",
    config: {
      task: "language-model",
      model: { units: 2 },
      training: { clip: { norm: 5 }, accumulate: 4 },
    } as StartEvent["config"],
    ...{ parameters: 10, steps, step, minibatchesPerEpoch: 50, build: "simd", threads: 1, memory: 1e8 },
    data: { symbols: 7 } as StartEvent["data"],
    bestBy,
  };
}

const step = (number: number, loss = 1): RunEvent => ({
  event: "step",
  ...{ step: number, epoch: number / 50, loss, learningRate: 0.1, tokensPerSecond: 1000 },
  ...{ gradientNorm: 0.5, clippedNorm: 0.5, clippedShare: 0, updateRatio: 0.01 },
});
const validation = (number: number, loss: number): RunEvent => ({
  event: "validation",
  ...{ step: number, loss, perplexity: Math.exp(loss), targets: 100 },
});
const sample = (number: number, prompt: string, text: string, time = prompt.length + text.length): RunEvent => ({
  event: "sample",
  step: number,
  preview: { kind: "text", prompt, text },
  states: {
    symbols: ["", ...prompt, ...text].slice(-time),
    given: [...prompt].length,
    layers: [{ layer: 1, units: 2, values: Float32Array.from({ length: 2 * time }, (_, i) => i) }],
  },
});

function trained(...events: RunEvent[]): RunRecord {
  const record = RunRecord.started(start(), "sea");
  for (const event of [start(), ...events]) record.apply(event);
  return record;
}

describe("a record", () => {
  test("says how far a validation is, until it is done", () => {
    const measuring = (share: number): RunEvent => ({ event: "measuring", part: "validation", step: 2, share });
    const record = trained(step(1), step(2), measuring(0.25), measuring(0.4));
    expect(record.snapshot().progress.measuring).toEqual({ part: "validation", share: 0.4 });
    record.apply(validation(2, 2.4));
    expect(record.snapshot().progress.measuring).toBeNull();
  });

  test("says what the events said", () => {
    const record = trained(step(1, 3), step(2, 2.5), validation(2, 2.4), sample(2, "ab", "cde"));
    const { run, progress, previews, hidden } = record.snapshot();
    expect(run).toEqual({
      id: "sea-1",
      folder: "/work/.unroll/runs/sea-1",
      name: "sea",
      parameters: 10,
      build: "simd",
      symbols: 7,
      writesText: true,
      loss: "cross-entropy",
      bestBy: "loss",
      tries: "beginning",
      clipNorm: 5,
      // 50 minibatches, four a step.
      stepsPerEpoch: 13,
      writing: { names: ["length", "temperature", "topK", "topP", "seed", "beam", "stop", "state"], defaults: {} },
    });
    expect(progress).toMatchObject({ state: "running", step: 2, steps: 100, loss: 2.5, best: { step: 2, loss: 2.4 } });
    expect(previews).toEqual([{ step: 2, preview: { kind: "text", prompt: "ab", text: "cde" } }]);
    expect(hidden?.symbols).toEqual(["a", "b", "c", "d", "e"]);
    expect(new Float32Array(hidden!.layers[0].values)).toHaveLength(10);
  });

  test("gives a time step to the symbol that a network without a prompt began with", () => {
    const { hidden } = trained(sample(1, "", "xyz", 4)).snapshot();
    expect(hidden?.symbols).toEqual(["", "x", "y", "z"]);
    expect(hidden?.layers[0].values.byteLength).toBe(4 * 4 * 2);
  });

  test("counts code points, as the network does", () => {
    expect(trained(sample(1, "a", "😀b", 3)).snapshot().hidden?.symbols).toEqual(["a", "😀", "b"]);
  });

  test("tells only what is new since a mark", () => {
    const record = trained(step(1), sample(1, "a", "b"));
    const mark = record.mark;
    expect(record.since(mark)).toMatchObject({ previews: [], hidden: null });
    record.apply(step(2));
    record.apply(sample(2, "a", "c"));
    const delta = record.since(mark);
    expect(delta.progress.step).toBe(2);
    expect(delta.previews).toEqual([{ step: 2, preview: { kind: "text", prompt: "a", text: "c" } }]);
    expect(delta.hidden?.step).toBe(2);
  });

  test("keeps a hundred previews, and a mark still counts right", () => {
    const record = trained(...Array.from({ length: 150 }, (_, i) => sample(i + 1, "a", "b")));
    const mark = record.mark;
    record.apply(sample(151, "a", "b"));
    expect(record.snapshot().previews).toHaveLength(100);
    expect(record.since(mark).previews.map((it) => it.step)).toEqual([151]);
  });

  test("forgets what a resumed training says again", () => {
    const record = trained(step(1), step(2), step(3), validation(3, 2), sample(3, "a", "b"));
    record.apply(start(2));
    const { previews, hidden, progress } = record.snapshot();
    expect([previews, hidden]).toEqual([[], null]);
    expect(progress).toMatchObject({ state: "running", step: 2 });
  });

  test("of what counts nothing more comes once it has counted; a network goes on with more steps", () => {
    const ended = (counted?: string, state: "finished" | "stopped" = "finished") =>
      new RunRecord({ ...someRun, counted }, { state }).resumption;
    expect([ended(), ended("3-gram"), ended("3-gram", "stopped")]).toEqual(["extend", "none", "continue"]);
    expect(trained(step(1)).resumption).toBe("none");
  });

  test.each([
    ["interrupted", undefined, "continue"],
    ["failed", true, "continue"],
    ["failed", false, "retry"],
    ["failed", undefined, "retry"],
    ["diverged", true, "retry"],
  ] as const)("one that %s, with a checkpoint: %s, can %s", (state, hasCheckpoint, resumption) => {
    expect(new RunRecord(someRun, { state, hasCheckpoint }).resumption).toBe(resumption);
  });

  test("knows the best by the figure that chooses it, whichever way that goes", () => {
    const measured = (number: number, loss: number, f1: number): RunEvent =>
      ({ ...validation(number, loss), f1 }) as RunEvent;
    const news = [measured(1, 0.5, 0.4), measured(2, 0.6, 0.9), measured(3, 0.4, 0.7)];
    for (const [by, best] of [
      ["f1", 2],
      ["loss", 3],
    ] as const) {
      const record = RunRecord.started(start(0, 100, by), "sea");
      for (const event of news) record.apply(event);
      expect(record.progress.best, by).toMatchObject({ step: best });
      expect(record.snapshot().run.bestBy).toBe(by);
    }
  });

  test("estimates the time left from the steps alone, and not from the first moment", () => {
    const record = RunRecord.started(start(), "sea");
    record.apply(start(), 0);
    record.apply(step(1), 5000);
    record.apply(step(2), 5100);
    expect(record.progress.secondsLeft).toBeNull();
    record.apply(step(11), 6000);
    expect(record.progress.secondsLeft).toBeCloseTo(8.9);
  });

  test.each([
    ["finished", "finished"],
    ["early-stopping", "finished"],
    ["stopped", "stopped"],
    ["diverged", "diverged"],
    ["error", "failed"],
  ] as const)("a training that ended with %s is %s", (reason, state) => {
    const done = {
      steps: 5,
      seconds: 1,
      tokensPerSecond: null,
      bestBy: "loss" as const,
      best: null,
      validation: null,
      test: null,
    };
    const record = trained(step(5), { event: "done", run: "r", reason, ...done });
    expect(record.progress).toMatchObject({ state, step: 5, secondsLeft: null });
  });
});
