import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CurveBlock } from "../../src/base/curves/curveBlock.ts";
import { CurveTable } from "../../src/base/curves/curveTable.ts";
import type { LabelsPreview, TranscriptPreview } from "../../src/contracts/preview.ts";
import type { PanelMessage } from "../../src/contracts/trainingPanel.ts";
import type { CurveSource } from "../../src/extension/panels/panelCurves.ts";
import { PanelFeed } from "../../src/extension/panels/panelFeed.ts";
import { RunRecord } from "../../src/extension/runs/runRecord.ts";
import type { StartEvent } from "../../src/runner/index.ts";
import { blocks } from "../support/panels/replay.ts";
import { someRun } from "../support/panels/someRun.ts";

let sent: PanelMessage[];
let feed: PanelFeed;
let record: RunRecord;

let steps = 0;
/** What the log has, what it is asked for, and what it waits for. */
let log: CurveBlock[];
let asked: number[];
let reading: PromiseWithResolvers<void> | undefined;
let source: CurveSource & { recent: CurveBlock[] };

/** One row of the training, whose block comes with its event. */
function grow(): void {
  const row = { step: ++steps, epoch: 0, loss: 1, learningRate: 1, tokensPerSecond: 1 };
  record.apply({ event: "step", ...row, gradientNorm: 1, clippedNorm: 1, clippedShare: 0, updateRatio: 0.01 });
  const [block] = blocks("steps", range(steps, steps + 1));
  source.recent = [...source.recent, block].slice(-8);
  feed.addRows(block);
  feed.recordGrown();
}

/** Steps of what a page has heard of. */
function stepsHeard(): number[] {
  const table = new CurveTable();
  for (const message of sent) for (const block of "curves" in message ? message.curves : []) table.append(block);
  return [...table.steps.values.subarray(0, table.length)];
}

const settled = () => vi.advanceTimersByTimeAsync(200);

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => ({ step: from + i, loss: 1 }));

/** Without signs of life. */
const types = () => sent.map(({ type }) => type).filter((type) => type !== "alive");

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  steps = 0;
  feed = new PanelFeed((message) => sent.push(message));
  record = new RunRecord(someRun);
  [log, asked, reading] = [[], [], undefined];
  source = {
    recent: [],
    async read(at) {
      asked.push(at);
      await reading?.promise;
      const block = log[at];
      return {
        blocks: block === undefined ? [] : [block],
        at: block === undefined ? at : at + 1,
        more: at + 1 < log.length,
      };
    },
  };
});
afterEach(() => {
  feed.dispose();
  vi.useRealTimers();
});

describe("a panel", () => {
  test("gets a snapshot when page and run are both there, in either order", () => {
    feed.pageReady();
    feed.show(record, source);
    vi.advanceTimersByTime(100);
    expect(types()).toEqual(["snapshot"]);
    const other = new PanelFeed((message) => sent.push(message));
    other.show(record, source);
    other.pageReady();
    vi.advanceTimersByTime(100);
    other.dispose();
    expect(types()).toEqual(["snapshot", "snapshot"]);
  });

  test("gets a snapshot when its run resumes before what it has shown", () => {
    feed.show(record, source);
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
    expect(types()).toEqual(["snapshot"]);
    expect(record.progress.step).toBe(5);
  });

  test("can ask for the sounds of the examples that it shows, and for no other file", () => {
    const heard = (file: string): TranscriptPreview => ({
      ...{ kind: "transcript", source: file, sound: { file, first: 0, every: 1 }, steps: 7 },
      ...{
        labels: ["<blank>"],
        path: [],
        collapse: "ctc",
        output: [],
        truth: null,
        texts: { output: "", truth: null },
      },
    });
    feed.show(record, source);
    record.apply({ event: "sample", step: 1, preview: heard("/data/a.wav") });
    const sound = { file: "/data/b.wav", first: 0, every: 1 };
    const classified: LabelsPreview = {
      ...{ kind: "labels", input: "b.wav", sound, steps: 9, predicted: ["dog"], actual: ["dog"] },
    };
    record.apply({ event: "sample", step: 1, preview: classified });
    const example = { preview: { ...classified, sound: { ...sound, file: "/data/c.wav" } } };
    const examples = { shown: [example], wrong: 0, total: 1 };
    record.apply({ event: "report", part: "validation", step: 1, report: { examples } });
    const answers = [{ preview: heard("/own.wav"), unknown: [] }, { message: "It is no sound." }];
    feed.answer({ type: "tried", asked: { typed: "" }, result: { step: 1, parameters: "best", answers } });
    const files = ["/data/a.wav", "/data/b.wav", "/data/c.wav", "/own.wav", "/etc/passwd"];
    expect(files.map((file) => feed.stepsOfSound(file))).toEqual([7, 9, 9, 7, undefined]);
  });

  test("then gets at most ten deltas a second, which miss and repeat nothing", async () => {
    feed.show(record, source);
    feed.pageReady();
    await settled();
    sent = [];
    for (let i = 0; i < 1000; i++) {
      grow();
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(200);
    expect(sent.length).toBeLessThanOrEqual(11);
    expect(stepsHeard()).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
  });

  test("gets the rows of the log first, a message a piece, then those that were trained meanwhile", async () => {
    feed.show(record, source);
    for (let i = 0; i < 30; i++) grow();
    log = [blocks("steps", range(1, 15)), blocks("steps", range(15, 27))].flat();
    reading = Promise.withResolvers();
    feed.pageReady();
    await settled();
    for (let i = 0; i < 20; i++) grow();
    await settled();
    expect(stepsHeard()).toEqual([]);
    reading.resolve();
    await settled();
    await settled();
    expect(asked).toEqual([0, 1]);
    expect(stepsHeard()).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(Math.max(...sent.map((message) => ("curves" in message ? message.curves.length : 0)))).toBeLessThan(40);
  });

  test("of a run that another process trains gets only the rows that are new in its log", async () => {
    log = blocks("steps", range(1, 15));
    feed.show(record, source);
    feed.pageReady();
    await settled();
    log.push(...blocks("steps", range(15, 20)));
    feed.show(new RunRecord(someRun), source);
    await settled();
    expect(asked).toEqual([0, 1]);
    expect(stepsHeard()).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
    // Another run begins from the start.
    feed.show(new RunRecord({ ...someRun, id: "other" }), source);
    await settled();
    expect(asked).toEqual([0, 1, 0, 1]);
  });

  test("reads nothing on for a page that was hidden meanwhile", async () => {
    log = [blocks("steps", range(1, 5)), blocks("steps", range(5, 9))].flat();
    reading = Promise.withResolvers();
    feed.show(record, source);
    feed.pageReady();
    feed.pageHidden();
    reading.resolve();
    await settled();
    expect([asked, stepsHeard()]).toEqual([[0], []]);
  });

  test("gets nothing while it is hidden, and all of it when it is shown again", async () => {
    feed.show(record, source);
    feed.pageReady();
    vi.advanceTimersByTime(200);
    feed.pageHidden();
    sent = [];
    for (let i = 0; i < 50; i++) grow();
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([]);
    log = blocks("steps", range(1, 48));
    feed.pageReady();
    await settled();
    expect(types()[0]).toBe("snapshot");
    expect(stepsHeard()).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  test("hears now and then that somebody is there, also before there is a run, and not while it is hidden", () => {
    const signs = () => sent.filter(({ type }) => type === "alive").length;
    feed.pageReady();
    vi.advanceTimersByTime(5000);
    expect(signs()).toBe(13);
    feed.pageHidden();
    vi.advanceTimersByTime(5000);
    expect(signs()).toBe(13);
    feed.show(record, source);
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
    feed.show(record, source);
    feed.pageReady();
    vi.advanceTimersByTime(200);
    sent = [];
    record.describe({ origin: { config: "a/sea.rnnconfig", began: "today", changes: [] } });
    feed.recordGrown();
    expect(sent).toMatchObject([{ type: "snapshot", snapshot: { run: { id: "r", origin: { began: "today" } } } }]);
  });

  test("gets a new snapshot when its record is another", () => {
    feed.show(record, source);
    feed.pageReady();
    vi.advanceTimersByTime(200);
    feed.show(new RunRecord({ ...someRun, id: "other" }), source);
    vi.advanceTimersByTime(200);
    expect(sent.at(-1)).toMatchObject({ type: "snapshot", snapshot: { run: { id: "other" } } });
  });
});
