import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HiddenStates } from "../../src/extension/runs/hiddenStates.ts";
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
  expect(snapshot.training.steps).toEqual([1, 2, 3]);
  expect(snapshot.validation).toEqual({ steps: [2], loss: [1.5] });
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
  expect(record.snapshot().training.steps).toEqual([2]);
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
