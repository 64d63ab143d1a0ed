import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { CurveTableName } from "../../src/base/curves/curveBlock.ts";
import { CurveTable } from "../../src/base/curves/curveTable.ts";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { RowBlocks } from "../../src/runner/thread/rowBlocks.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

/** Rows of the log that count, as they stand there. */
function logged(run: string, event: string): Record<string, number | null>[] {
  const rows = readFileSync(join(run, "metrics.jsonl"), "utf8").trimEnd().split("\n");
  let counted: Record<string, number | null>[] = [];
  for (const row of rows.map((it) => JSON.parse(it))) {
    if (row.event === "resume") counted = counted.filter(({ step }) => step! <= row.step);
    else counted.push(row);
  }
  return counted.filter((row) => (row.event as unknown) === event);
}

it("the curves of a training, and of one that was resumed, equal its log point for point", async () => {
  const settings = { steps: 30, validateEvery: 10, checkpointEvery: 10, sampleEvery: 30 };
  const folder = workspace({
    "book.txt": words(3000),
    "a.rnnconfig": smallConfig({ training: { ...settings, parameterStatistics: true } }),
  });
  const tables = { steps: new CurveTable(), validations: new CurveTable() };
  const heard: RunEvent[] = [];
  const stopping = new AbortController();
  const host = (signal: AbortSignal) => {
    const rows = new RowBlocks(
      (event) => heard.push(event as RunEvent),
      (block) => tables[block.table].append(block),
    );
    return {
      signal,
      emit: (event: RunEvent) => {
        rows.emit(event);
        if (event.event === "step" && event.step === 17) stopping.abort();
      },
    };
  };
  await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host(stopping.signal));
  const run = onlyRun(folder);
  await train({ resume: run, cwd: folder }, host(new AbortController().signal));

  const expectEqual = (name: CurveTableName, event: string) => {
    const rows = logged(run, event);
    const table = tables[name];
    expect([...table.steps.values.subarray(0, table.length)]).toEqual(rows.map(({ step }) => step));
    for (const figure of Object.keys(rows[0]).filter(
      (key) => !["event", "step", "targets", "parameters"].includes(key),
    ))
      expect([...table.column(figure)!.values.subarray(0, table.length)], figure).toEqual(
        rows.map((row) => row[figure] ?? Number.NaN),
      );
    return rows;
  };
  const rows = expectEqual("steps", "step") as unknown as { parameters: Record<string, { updateRatio: number }> }[];
  expect(rows).toHaveLength(30);
  expectEqual("validations", "validation");
  const parameter = tables.steps.column("updateRatio/rnn.weight_hh_l0")!;
  expect([...parameter.values.subarray(0, 30)]).toEqual(
    rows.map((row) => row.parameters["rnn.weight_hh_l0"].updateRatio),
  );

  // The host hears of few steps, of the last, and of each before what came after it.
  const steps = heard.filter(({ event }) => event === "step");
  expect(steps.length).toBeLessThan(30);
  expect(heard.findLast(({ event }) => event === "step")).toMatchObject({ step: 30 });
  const validation = heard.findIndex((event) => event.event === "validation" && event.step === 20);
  expect(heard[validation - 1]).toMatchObject({ event: "step", step: 20 });
});
