import { expect, it } from "vitest";
import { RunRecord } from "../../src/extension/runs/runRecord.ts";
import { liveEntry } from "../../src/extension/tree/liveEntry.ts";
import { entry } from "../catalogue/entry.ts";

it("a run that this window trains is listed as its training is, with its best figure and not its last", () => {
  const described = {
    id: "a",
    folder: "/a",
    name: "a",
    parameters: 1,
    build: "simd",
    symbols: 2,
    bestBy: "accuracy",
  } as const;
  const record = new RunRecord({ ...described, writesText: false, loss: "cross-entropy" });
  const listed = entry({ state: "running", step: 0, value: null, measured: "training" });
  expect(liveEntry(listed, record)).toMatchObject({ value: null, measured: "training", step: 0 });
  for (const [step, accuracy] of [
    [10, 0.9],
    [20, 0.8],
  ]) {
    record.apply({ event: "validation", step, loss: 1, accuracy, targets: 4 });
  }
  record.apply({ event: "paused", step: 25 });
  const shown = { figure: "accuracy", value: 0.9, measured: "validation", step: 25, paused: true };
  expect(liveEntry(listed, record)).toMatchObject({ ...shown, notes: listed.notes, path: listed.path });
});
