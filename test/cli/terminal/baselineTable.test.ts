// The table of figures at the end of a training.
import { expect, test } from "vitest";
import { baselineTable } from "../../../src/cli/text/baselineTable.ts";

const figures = { step: 1, loss: 1, exactMatch: 0.5 };
const rows = (["validation", "test"] as const).map((part) => {
  return {
    event: "baseline" as const,
    name: "copy",
    part,
    loss: 2,
    exactMatch: 0.25,
    targets: 9,
    impossible: 0,
    settings: {},
  };
});

const heads = (beam: number | null) =>
  baselineTable("gru 1×64", rows, { best: figures, test: figures }, beam)[1].trim().split(/ {2,}/);

test("says how the outputs were written where the test has a beam", () => {
  expect(heads(5)).toEqual(["validation (greedy)", "test (beam 5)"]);
  expect(heads(null)).toEqual(["validation", "test"]);
});
