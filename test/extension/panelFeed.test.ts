import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PanelMessage } from "../../src/contracts/trainingPanel.ts";
import { PanelFeed } from "../../src/extension/panels/panelFeed.ts";
import { RunRecord } from "../../src/extension/runs/runRecord.ts";
import type { StartEvent } from "../../src/runner/index.ts";
import { someRun } from "../support/panels/someRun.ts";

let sent: PanelMessage[];
let feed: PanelFeed;
let record: RunRecord;

let steps = 0;

function grow(): void {
  const row = { step: ++steps, epoch: 0, loss: 1, learningRate: 1, tokensPerSecond: 1 };
  record.apply({ event: "step", ...row, gradientNorm: 1, clippedNorm: 1, clippedShare: 0, updateRatio: 0.01 });
  feed.recordGrown();
}

/** Without signs of life. */
const types = () => sent.map(({ type }) => type).filter((type) => type !== "alive");

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  steps = 0;
  feed = new PanelFeed((message) => sent.push(message));
  record = new RunRecord(someRun);
});
afterEach(() => {
  feed.dispose();
  vi.useRealTimers();
});

describe("a panel", () => {
  test("gets a snapshot when page and run are both there, in either order", () => {
    feed.pageReady();
    feed.show(record);
    vi.advanceTimersByTime(100);
    expect(types()).toEqual(["snapshot"]);
    const other = new PanelFeed((message) => sent.push(message));
    other.show(record);
    other.pageReady();
    vi.advanceTimersByTime(100);
    other.dispose();
    expect(types()).toEqual(["snapshot", "snapshot"]);
  });

  test("gets a snapshot when its run resumes before what it has shown", () => {
    feed.show(record);
    feed.pageReady();
    for (let i = 0; i < 10; i++) grow();
    vi.advanceTimersByTime(100);
    sent = [];
    const config = { model: { units: 1 } } as StartEvent["config"];
    const data = { symbols: 2 } as StartEvent["data"];
    const start = {
      run: "r",
      id: "r",
      config,
      parameters: 1,
      minibatchesPerEpoch: 1,
      build: "simd",
      threads: 1,
      data,
      bestBy: "loss" as const,
    };
    record.apply({ event: "start", ...start, memory: 1e8, steps: 20, step: 4 });
    steps = 4;
    grow();
    vi.advanceTimersByTime(200);
    const [message] = sent;
    expect(types()).toEqual(["snapshot"]);
    expect(message.type === "snapshot" && message.snapshot.training.steps).toEqual([1, 2, 3, 4, 5]);
  });

  test("then gets at most ten deltas a second, which miss and repeat nothing", () => {
    feed.show(record);
    feed.pageReady();
    vi.advanceTimersByTime(100);
    sent = [];
    for (let i = 0; i < 1000; i++) {
      grow();
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(200);
    expect(sent.length).toBeLessThanOrEqual(11);
    const points = sent.flatMap((message) => (message.type === "delta" ? message.training.steps : []));
    expect(points).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
  });

  test("gets nothing while it is hidden, and all of it when it is shown again", () => {
    feed.show(record);
    feed.pageReady();
    vi.advanceTimersByTime(200);
    feed.pageHidden();
    sent = [];
    for (let i = 0; i < 50; i++) grow();
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([]);
    feed.pageReady();
    const news = sent.filter(({ type }) => type !== "alive");
    expect(news).toMatchObject([{ type: "snapshot", snapshot: { training: { steps: { length: 50 } } } }]);
  });

  test("hears now and then that somebody is there, also before there is a run, and not while it is hidden", () => {
    const signs = () => sent.filter(({ type }) => type === "alive").length;
    feed.pageReady();
    vi.advanceTimersByTime(5000);
    expect(signs()).toBe(13);
    feed.pageHidden();
    vi.advanceTimersByTime(5000);
    expect(signs()).toBe(13);
    feed.show(record);
    feed.pageReady();
    sent = [];
    // Whatever it hears is a sign of life.
    for (let i = 0; i < 50; i++) {
      grow();
      vi.advanceTimersByTime(100);
    }
    expect([types().length, signs()]).toEqual([50, 0]);
  });

  test("gets a snapshot when its run is described anew", () => {
    feed.show(record);
    feed.pageReady();
    vi.advanceTimersByTime(200);
    sent = [];
    record.describe({ origin: { config: "a/sea.rnnconfig", began: "today", changes: [] } });
    feed.recordGrown();
    expect(sent).toMatchObject([{ type: "snapshot", snapshot: { run: { id: "r", origin: { began: "today" } } } }]);
  });

  test("gets a new snapshot when its record is another", () => {
    feed.show(record);
    feed.pageReady();
    vi.advanceTimersByTime(200);
    feed.show(new RunRecord({ ...someRun, id: "other" }));
    vi.advanceTimersByTime(200);
    expect(sent.at(-1)).toMatchObject({ type: "snapshot", snapshot: { run: { id: "other" } } });
  });
});
