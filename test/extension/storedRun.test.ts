import { appendFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CurveTableName } from "../../src/base/curves/curveBlock.ts";
import { CurveTable } from "../../src/base/curves/curveTable.ts";
import { HiddenStates } from "../../src/extension/runs/hiddenStates.ts";
import { readStoredCurves } from "../../src/extension/runs/storedCurves.ts";
import { readStoredRun } from "../../src/extension/runs/storedRun.ts";
import { type NewRun, RunFolder } from "../../src/runs/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "unroll-stored-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function makeRun(): Promise<RunFolder> {
  const fields = { configFile: "../../../sea.rnnconfig", config: {}, versions: { unroll: "0", node: "0" } };
  const build = { build: "simd", threads: 1, parameters: 5, data: [], summary: { steps: 100 } };
  return await RunFolder.create(folder, "sea", { ...fields, ...build } as unknown as NewRun, { symbols: ["a", "b"] });
}

const row = (step: number) => ({
  event: "step",
  step,
  epoch: 0.5,
  loss: 2,
  gradientNorm: 1,
  learningRate: 1,
  tokensPerSecond: 9,
});

/** All curves of a run, read piece by piece. */
async function curvesOf(run: string): Promise<Record<CurveTableName, CurveTable>> {
  const tables = { steps: new CurveTable(), validations: new CurveTable() };
  for (let [at, more] = [0, true]; more; ) {
    const read = await readStoredCurves(run, at);
    for (const block of read.blocks) tables[block.table].append(block);
    [at, more] = [read.at, read.more];
  }
  return tables;
}

const rowsOf = (table: CurveTable, ...columns: string[]) =>
  columns.flatMap((name) => [...table.column(name)!.values.subarray(0, table.length)]);

test("a run on disk reads as the record that its events made", async () => {
  const run = await makeRun();
  for (const step of [1, 2, 3]) run.appendMetrics(row(step));
  run.appendMetrics({ event: "validation", step: 2, loss: 1.5, perplexity: 4.5, targets: 10 });
  run.appendSample(3, "cd", { prompt: "ab" });
  await run.appendResume(2);
  run.appendMetrics(row(3));
  run.appendSample(3, "ef", { prompt: "ab" });
  await run.updateManifest({ state: "stopped", summary: { step: 3 } });
  await run.unlock();
  const states = new HiddenStates(join(folder, "states"));
  const hidden = {
    step: 3,
    symbols: ["a", "b"],
    layers: [{ units: 2, values: new Float32Array([1, 2, 3, 4]).buffer }],
  };
  states.save(run.id, hidden);
  await expect.poll(() => states.load(run.id)).toEqual(hidden);

  const { record, configFile } = await readStoredRun(run.path, states);
  expect(configFile).toBe(join(folder, "sea.rnnconfig"));
  const snapshot = record.snapshot();
  const facts = {
    name: "sea",
    parameters: 5,
    build: "simd",
    symbols: 2,
    writesText: true,
    loss: "cross-entropy",
    bestBy: "loss",
    tries: "beginning",
    writing: { names: ["length", "temperature", "topK", "topP", "seed", "beam", "stop", "state"], defaults: {} },
  };
  expect(snapshot.run).toEqual({ id: run.id, folder: run.path, ...facts });
  const curves = await curvesOf(run.path);
  expect(rowsOf(curves.steps, "step")).toEqual([1, 2, 3]);
  expect(rowsOf(curves.validations, "step", "loss")).toEqual([2, 1.5]);
  expect(snapshot.previews).toEqual([{ step: 3, preview: { kind: "text", prompt: "ab", text: "ef" } }]);
  expect(snapshot.hidden).toEqual(hidden);
  expect(snapshot.progress).toMatchObject({
    state: "stopped",
    step: 3,
    steps: 100,
    loss: 2,
    best: { step: 2, loss: 1.5 },
  });
});

test("rows of another shape are passed over", async () => {
  const run = await makeRun();
  await run.unlock();
  const rows = [
    1,
    null,
    { event: "step" },
    { event: "step", step: 1, loss: "2" },
    { event: "step", step: "1", loss: 2 },
    row(2),
  ];
  await writeFile(join(run.path, "metrics.jsonl"), `${rows.map((it) => JSON.stringify(it)).join("\n")}\nnot json\n`);
  await writeFile(join(run.path, "samples.jsonl"), '{"step":1,"text":["x"]}\n{"step":1,"text":"y"}\n');
  const { record } = await readStoredRun(run.path, new HiddenStates(undefined));
  expect(record.progress).toMatchObject({ step: 2, loss: 2 });
  expect(rowsOf((await curvesOf(run.path)).steps, "step", "loss")).toEqual([2, 2]);
  expect(record.snapshot().previews).toEqual([{ step: 1, preview: { kind: "text", prompt: "", text: "y" } }]);
});

test("examples come back as they were; of a row whose example has another shape there is the text", async () => {
  const run = await makeRun();
  await run.unlock();
  const labels = { kind: "labels", input: "so so", predicted: ["good"], actual: null };
  const rows = [labels, { ...labels, predicted: 1 }, { kind: "other" }].map((preview, i) =>
    JSON.stringify({ step: i + 1, text: "good", prompt: "so so → ", preview }),
  );
  await writeFile(join(run.path, "samples.jsonl"), `${rows.join("\n")}\n`);
  const { record } = await readStoredRun(run.path, new HiddenStates(undefined));
  const text = { kind: "text", prompt: "so so → ", text: "good" };
  expect(record.snapshot().previews.map(({ preview }) => preview)).toEqual([labels, text, text]);
});

test("the newest twenty texts come back with their symbols, and a text that another one's are said to be of without", async () => {
  const run = await makeRun();
  const likeliest = [{ symbol: "b", probability: 0.123456789 }];
  for (let step = 1; step <= 23; step++) {
    run.appendSample(step, "ab", { prompt: "" });
    const drawn = ["a", step === 23 ? "c" : "b"].map((text) => ({ text, probability: 0.5, likeliest }));
    run.addSymbols({ step, drawn });
  }
  await run.writeSymbols();
  await run.unlock();
  const { record } = await readStoredRun(run.path, new HiddenStates(undefined));
  const { previews } = record.snapshot();
  const withSymbols = previews.filter(({ preview }) => preview.kind === "text" && preview.drawn);
  expect(withSymbols.map(({ step }) => step)).toEqual(Array.from({ length: 19 }, (_, i) => i + 4));
  expect(withSymbols[0].preview).toMatchObject({ drawn: [{ likeliest: [{ probability: 0.12346 }] }, { text: "b" }] });
});

test("hidden states that were cut short, or belong to no sample of the run, are not shown", async () => {
  const run = await makeRun();
  run.appendSample(4, "bc", { prompt: "ab" });
  run.appendSample(5, "cd", { prompt: "ab" });
  await run.unlock();
  const states = new HiddenStates(folder);
  // The process died between the last sample and its states.
  for (const [step, shown] of [
    [3, undefined],
    [4, 4],
  ]) {
    states.save(run.id, {
      ...{ step: step!, symbols: ["a"], layers: [{ units: 1, values: new Float32Array([1]).buffer }] },
    });
    await expect.poll(async () => (await states.load(run.id))?.step).toBe(step);
    expect((await readStoredRun(run.path, states)).record.snapshot().hidden?.step).toBe(shown);
  }
  await writeFile(join(folder, `${run.id}.states`), '{"step":5,"symbols":["a"],"layers":[{"units":1,"length":4}]}\nxy');
  expect(await states.load(run.id)).toBeNull();
});

test("curves are read from where they were read to, in pieces, and a resume in the log voids what it repeats", async () => {
  const run = await makeRun();
  await run.unlock();
  const log = join(run.path, "metrics.jsonl");
  const lines = (from: number, to: number, loss: number) =>
    Array.from({ length: to - from }, (_, i) => `${JSON.stringify({ ...row(from + i), loss })}\n`).join("");
  await writeFile(log, lines(1, 60_001, 1));
  const curves = await curvesOf(run.path);
  expect(curves.steps.length).toBe(60_000);
  const first = await readStoredCurves(run.path, 0);
  expect([first.more, first.blocks.length]).toEqual([true, 32]);
  const { size } = await stat(log);
  expect(await readStoredCurves(run.path, size)).toEqual({ blocks: [], at: size, more: false });

  // Somebody else trains it on; the last line is not written whole yet.
  await appendFile(log, `{"event":"resume","step":59990}\n${lines(59_991, 59_995, 2)}{"event":"step","st`);
  const { blocks, at } = await readStoredCurves(run.path, size);
  for (const block of blocks) curves[block.table].append(block);
  expect(rowsOf(curves.steps, "step").slice(-5)).toEqual([59_990, 59_991, 59_992, 59_993, 59_994]);
  expect(rowsOf(curves.steps, "loss").slice(-5)).toEqual([1, 2, 2, 2, 2]);
  await appendFile(log, `${lines(59_995, 59_996, 3).slice('{"event":"step","st'.length)}`);
  const rest = await readStoredCurves(run.path, at);
  for (const block of rest.blocks) curves[block.table].append(block);
  expect(rowsOf(curves.steps, "loss").slice(-2)).toEqual([2, 3]);
  // A log that was written anew is shorter.
  await writeFile(log, lines(1, 3, 9));
  expect((await readStoredCurves(run.path, at)).blocks[0].values.byteLength).toBe(
    2 * 8 * first.blocks[0].columns.length,
  );
});
