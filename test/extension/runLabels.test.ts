import { expect, test } from "vitest";
import { runLabels } from "../../src/extension/runs/runLabels.ts";

/** A moment of the place where the test runs. */
const at = (time: string) => new Date(time).toISOString();

const one = (config: string, created?: string) => ({ name: "one", config, ...(created && { created: at(created) }) });

test("a name that is there once stays as it is", () => {
  expect(runLabels([one("one.rnnconfig"), { name: "two", config: "a/one.rnnconfig" }])).toEqual(["one", "two"]);
});

test("two configs of one name go by their folders, or where those are the same by their files", () => {
  expect(runLabels([one("a/one.rnnconfig"), one("b/deep/one.rnnconfig")])).toEqual(["one · a", "one · b/deep"]);
  expect(runLabels([one("one.rnnconfig"), one("b/one.rnnconfig")])).toEqual(["one · one.rnnconfig", "one · b"]);
  expect(runLabels([one("a/large.rnnconfig"), one("a/small.rnnconfig")])).toEqual([
    "one · large.rnnconfig",
    "one · small.rnnconfig",
  ]);
  // Neither alone tells a/x from a/y and b/x.
  expect(runLabels([one("a/x.rnnconfig"), one("a/y.rnnconfig"), one("b/x.rnnconfig")])).toEqual([
    "one · a/x.rnnconfig",
    "one · y.rnnconfig",
    "one · b",
  ]);
});

test("two runs of one config go by when they began, as briefly as tells them apart", () => {
  const labels = (...times: string[]) => runLabels(times.map((time) => one("one.rnnconfig", time)));
  expect(labels("2026-11-21T14:32:05", "2026-11-21T15:01:00")).toEqual(["one · 14:32", "one · 15:01"]);
  expect(labels("2026-11-21T14:32:05", "2026-11-21T14:32:40")).toEqual(["one · 14:32:05", "one · 14:32:40"]);
  expect(labels("2026-11-20T14:32:05", "2026-11-21T14:32:05")).toEqual([
    "one · 2026-11-20 14:32",
    "one · 2026-11-21 14:32",
  ]);
  expect(
    runLabels([
      one("a/one.rnnconfig", "2026-11-21T14:32:05"),
      one("a/one.rnnconfig", "2026-11-21T15:00:00"),
      one("b/one.rnnconfig"),
    ]),
  ).toEqual(["one · a · 14:32", "one · a · 15:00", "one · b"]);
});

test("a time that is not known yet is left out", () => {
  expect(runLabels([one("one.rnnconfig", "2026-11-21T14:32:05"), one("one.rnnconfig")])).toEqual([
    "one · 14:32",
    "one",
  ]);
});
