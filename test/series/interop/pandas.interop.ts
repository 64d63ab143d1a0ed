// What the manual says of pandas, tried with pandas on runs of our own.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { unroll } from "../../support/commandLine.ts";
import { smallConfig, words, workspace } from "../../support/workspace.ts";
import { findPython, runPython } from "./python.ts";

const manual = readFileSync("media/manual.md", "utf8");
const blocks = [...manual.matchAll(/^```python\n(.*?)^```/gms)].map(([, code]) => code);

let python: string;
beforeAll(() => {
  python = findPython();
});

async function trained(): Promise<{ folder: string; runs: string[] }> {
  const folder = workspace({ "a.rnnconfig": smallConfig(), "book.txt": words(900) });
  const runs: string[] = [];
  for (const seed of [1, 2]) {
    const { events } = await unroll(folder, "train", "a.rnnconfig", "--set", `training.seed=${seed}`, "--json");
    runs.push(events.at(-1)!.run as string);
  }
  return { folder, runs };
}

it("three lines read the log of a run, as it stands in the file", { timeout: 120_000 }, async () => {
  const { folder, runs } = await trained();
  const code = blocks.find((block) => block.includes("metrics.jsonl"))!;
  expect(code.trim().split("\n")).toHaveLength(3);
  // The last line draws; what it draws is looked at instead.
  const [imports, reads, draws] = code.replaceAll("RUN", basename(runs[0])).trim().split("\n");
  const shown = draws.replace(/^(.*)\.plot\(.*\)$/, '$1[["step", "loss"]]');
  const script = [imports, reads, 'print(rows.to_json(orient="records"))', `print(${shown}.to_json(orient="records"))`];
  const [read, drawn] = runPython(python, ["-c", script.join("\n")], folder)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const log = readFileSync(join(runs[0], "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(read).toHaveLength(log.length);
  const validations = log.filter(({ event }) => event === "validation");
  expect(drawn.map(({ step }: { step: number }) => step)).toEqual(validations.map(({ step }) => step));
  for (const [i, row] of log.entries()) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === "number") expect(read[i][name]).toBeCloseTo(value, 9);
      else expect(read[i][name]).toEqual(value);
    }
  }
});

it("a table of all runs has their settings and figures", { timeout: 120_000 }, async () => {
  const { folder, runs } = await trained();
  const code = blocks.find((block) => block.includes("run.json"))!;
  const read = JSON.parse(runPython(python, ["-c", `${code}\nprint(runs.to_json(orient="records"))`], folder));
  const manifests = runs.map((run) => JSON.parse(readFileSync(join(run, "run.json"), "utf8")));
  expect(dirname(runs[0])).toBe(dirname(runs[1]));
  for (const manifest of manifests) {
    const row = read.find(({ id }: { id: string }) => id === manifest.id);
    expect(row).toMatchObject({
      "config.training.seed": manifest.config.training.seed,
      "config.model.units": manifest.config.model.units,
    });
    expect(row["summary.best.loss"]).toBeCloseTo(manifest.summary.best.loss, 9);
  }
});
