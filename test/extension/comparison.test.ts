// What a page that compares runs is told, and what the table is made of.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ComparisonMessage, ComparisonTable } from "../../src/contracts/comparisonPanel.ts";
import { comparisonMessage } from "../../src/contracts/comparisonPanel.ts";
import { matches } from "../../src/contracts/shapes.ts";
import { ComparedRuns } from "../../src/extension/comparison/comparedRuns.ts";
import { ComparisonFeed } from "../../src/extension/comparison/comparisonFeed.ts";
import type { PanelFeed } from "../../src/extension/panels/panelFeed.ts";
import { RunRecord } from "../../src/extension/runs/runRecord.ts";
import { madeRun, madeRuns, tableOf } from "../support/panels/comparison/madeRuns.ts";
import { someRun } from "../support/panels/someRun.ts";
import { workspace } from "../support/workspace.ts";

describe("a page that compares runs", () => {
  const folders = ["/a", "/b", "/c"];
  let sent: ComparisonMessage[];
  let feed: ComparisonFeed;
  let table: ComparisonTable;
  let records: Map<string, RunRecord>;
  /** Runs that are followed now, with what hears of their changes. */
  let followed: Map<string, () => void>;
  const settled = () => vi.advanceTimersByTimeAsync(150);
  const told = () => sent.splice(0).filter(({ type }) => type !== "alive");
  const ofRuns = () =>
    told().flatMap((message) => (message.type === "run" ? [`${message.folder} ${message.message.type}`] : []));

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    table = tableOf(madeRuns(40));
    records = new Map(folders.map((folder) => [folder, new RunRecord({ ...someRun, id: folder, folder })]));
    followed = new Map();
    const source = {
      table: async () => JSON.parse(JSON.stringify(table)),
      follow: async (folder: string, runFeed: PanelFeed, changed: () => void) => {
        runFeed.show(records.get(folder)!, { read: async (at) => ({ blocks: [], at, more: false }), recent: [] });
        followed.set(folder, () => {
          runFeed.recordGrown();
          changed();
        });
        return { dispose: () => followed.delete(folder) };
      },
    };
    feed = new ComparisonFeed((message) => sent.push(message), source, folders);
  });

  afterEach(() => {
    feed.dispose();
    vi.useRealTimers();
  });

  test("gets the table when it listens, and of the runs that it draws what their panels get", async () => {
    await settled();
    expect(sent).toEqual([]);
    feed.pageReady();
    await settled();
    expect(told()).toEqual([{ type: "table", folders, table }]);
    feed.draw(["/a", "/b", "/other"]);
    await settled();
    expect(ofRuns()).toEqual(["/a snapshot", "/b snapshot"]);
    followed.get("/b")!();
    await settled();
    expect(ofRuns()).toEqual(["/b delta"]);
    feed.draw(["/b"]);
    expect([...followed.keys()]).toEqual(["/b"]);
    await settled();
    expect(told()).toEqual([]);
  });

  test("hears of another table, at most once a second, and of none that is the same", async () => {
    feed.pageReady();
    feed.draw(folders);
    await vi.advanceTimersByTimeAsync(1100);
    told();
    const tables = () => told().filter(({ type }) => type === "table").length;
    followed.get("/a")!();
    await settled();
    expect(tables()).toBe(0);
    await vi.advanceTimersByTimeAsync(1100);
    table.rows[0].step++;
    for (let i = 0; i < 30; i++) {
      followed.get("/a")!();
      table.rows[0].step++;
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(tables()).toBeLessThanOrEqual(4);
    feed.runs = ["/a", "/b"];
    await settled();
    expect(told()).toMatchObject([{ type: "table", folders: ["/a", "/b"] }]);
  });

  test("costs nothing while nobody sees it, and hears all again, answers too, when it is back", async () => {
    feed.pageReady();
    feed.draw(["/a"]);
    await settled();
    feed.answer("/a", { type: "tried", asked: { typed: "x" }, result: { problem: { message: "no" } } });
    expect(ofRuns()).toEqual(["/a snapshot", "/a tried"]);
    feed.pageHidden();
    expect([...followed.keys()]).toEqual([]);
    sent = [];
    await vi.advanceTimersByTimeAsync(5000);
    expect([sent, vi.getTimerCount()]).toEqual([[], 0]);
    feed.pageReady();
    feed.draw(["/a"]);
    await settled();
    expect(ofRuns().sort()).toEqual(["/a snapshot", "/a tried"]);
  });

  test("hears why there is no table, and the table once there is one", async () => {
    const whole = table;
    table = new Proxy(whole, {
      ownKeys: () => {
        throw new Error("The disk is gone.");
      },
    });
    feed.pageReady();
    await settled();
    expect(told()).toEqual([{ type: "problem", problem: { message: "The disk is gone." } }]);
    table = whole;
    feed.runs = ["/a"];
    await settled();
    expect(told()).toMatchObject([{ type: "table", folders: ["/a"] }]);
  });

  test("lives, and hears nothing of the states of units", async () => {
    const hidden = { step: 1, symbols: ["a"], layers: [{ units: 1, values: new ArrayBuffer(4) }] };
    records.get("/a")!.showHidden(hidden);
    feed.pageReady();
    feed.draw(["/a"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent.filter(({ type }) => type === "alive").length).toBeGreaterThan(1);
    const snapshot = sent.flatMap((it) => (it.type === "run" && it.message.type === "snapshot" ? [it.message] : []));
    expect(snapshot[0].snapshot.hidden).toBeNull();
    expect(sent.every((message) => matches(comparisonMessage, message))).toBe(true);
  });
});

describe("the table", () => {
  test("says what a person sees, in the order of the best, with the colours of the tree", () => {
    const { rows, order, by, columns, best, groups, settings } = tableOf(madeRuns(40));
    expect(rows.map(({ label }) => label).slice(2)).toEqual([
      "cell lstm, units 128 · seed 3",
      ...[1, 2, 3].map((seed) => `cell rnn, units 128 · seed ${seed}`),
      "cell gru, units 64",
    ]);
    expect(settings.map(({ key }) => key)).toEqual(["model.cell", "model.units", "training.seed"]);
    expect(columns[by!]).toMatchObject({ part: "test", figure: "loss", decides: true });
    expect(rows[order[0]].figures[by!]).toBe(best[by!]);
    expect(groups.map(({ rows, counted }) => [rows, counted])).toEqual([
      [[0, 1, 2], 3],
      [[3, 4, 5], 3],
      [[6], 1],
    ]);
  });

  test("tells runs of one seed apart, and calls a run what a person calls it", () => {
    const again = { ...madeRun({ cell: "lstm", seed: 1, steps: 40 }), folder: "/runs/again" };
    again.facts = { ...again.facts, id: "again", created: "2026-11-27T08:00:00Z" };
    const named = madeRun({ cell: "gru", seed: 1, steps: 40 });
    named.facts = { ...named.facts, notes: { name: "Mine", star: true } };
    const { rows } = tableOf([madeRun({ cell: "lstm", seed: 1, steps: 40 }), again, named]);
    expect(rows.map(({ label, star }) => [label, star])).toEqual([
      ["cell lstm · 1st", undefined],
      ["cell lstm · 2nd", undefined],
      ["Mine", true],
    ]);
  });

  test("is made of runs on disk, of which only what has changed is read again", async () => {
    const old = "test/oldRuns/v0.1.0";
    const [a, b] = ["characters", "words"].map((name) => {
      const folder = workspace();
      cpSync(join(old, name, "run"), folder, { recursive: true });
      return folder;
    });
    const runs = new ComparedRuns();
    const first = await runs.table([a, b, "/none"], "en");
    expect(first.rows.map(({ folder, state }) => [folder, state])).toEqual([
      [a, "finished"],
      [b, "finished"],
    ]);
    expect(first.warnings.join()).toContain("different units");
    expect(first.problems).toHaveLength(1);
    const manifest = JSON.parse(readFileSync(join(a, "run.json"), "utf8"));
    writeFileSync(join(a, "run.json"), JSON.stringify({ ...manifest, parameters: 12 }));
    writeFileSync(join(b, "notes.json"), JSON.stringify({ name: "Mine" }));
    const second = await runs.table([a, b], "en");
    expect(second.rows.map(({ parameters, label }) => [parameters, label]).slice(0, 2)).toEqual([
      [12, "a"],
      [first.rows[1].parameters, "Mine"],
    ]);
  });
});
