// Which figure chooses the best checkpoint: what each task measures, what is said of it, and the checkpoint that is kept.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { metricKinds } from "../../src/base/metrics.ts";
import { figuresOf, parseSetting } from "../../src/config/index.ts";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { unroll } from "../support/commandLine.ts";
import { onlyRun, tensorsOf, traceOf, workspace } from "../support/workspace.ts";

const rows = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const table = (label: (i: number) => string) =>
  `text,label\n${rows(40, (i) => `w${i % 5} x,${label(i)}`).join("\n")}\n`;
const sentences = (tags: readonly string[]) =>
  rows(40, (i) => rows(4, (t) => `w${(i + t) % 5} ${tags[(i * t) % tags.length]}`).join("\n")).join("\n\n");

/** A config and its data; three steps are enough to be measured. */
function project(task: string, data: object, text: string, training: object = {}): string {
  const config = {
    ...{ task, data: { train: "data", validation: 0.25, test: 0, ...data } },
    model: { cell: "gru", units: 3, embedding: task === "forecasting" ? 0 : 2 },
    training: { steps: 3, batchSize: 2, sequenceLength: 4, threads: 1, ...training },
    sampling: { length: 3 },
  };
  return workspace({ "a.rnnconfig": JSON.stringify(config), data: text });
}

/** `stopAt` ends it after that step. */
async function trained(folder: string, more: Partial<Parameters<typeof train>[0]> = {}, stopAt?: number) {
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const emit = (event: RunEvent) => {
    events.push(event);
    if (event.event === "step" && event.step === stopAt) stop.abort();
  };
  const host = { emit, signal: stop.signal };
  const { done } = await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder, ...more }, host);
  const of = <K extends RunEvent["event"]>(name: K) =>
    events.filter((event): event is Extract<RunEvent, { event: K }> => event.event === name);
  return { done, of };
}

describe("what a task measures is what can choose the best", () => {
  const weighted = { classWeights: "balanced" };
  it.each<[string, object, string, object?]>([
    ["language-model", {}, "abcdefgh\n".repeat(20)],
    ["language-model", { direction: "cloze" }, "abcdefgh\n".repeat(20)],
    ["language-model", { unit: "item" }, "a\tb\tc\n".repeat(40)],
    ["classification", { format: "csv" }, table((i) => ["no", "yes"][i % 2])],
    ["classification", { format: "csv" }, table((i) => ["no", "yes"][i % 2]), weighted],
    ["classification", { format: "csv", labels: "ordered" }, table((i) => String(i % 3))],
    ["classification", { format: "csv", labels: "several" }, table((i) => ["a", "a|b", "c"][i % 3])],
    ["classification", { format: "csv", labels: "binary" }, table((i) => ["no", "yes"][i % 2])],
    ["tagging", { format: "conll" }, sentences(["O", "B-x", "I-x"])],
    ["tagging", { format: "conll", labels: "binary" }, sentences(["no", "yes"]), weighted],
    [
      "forecasting",
      { format: "csv", target: ["x", "y"] },
      `x,y\n${rows(60, (i) => `${i % 7},${(i * i) % 5}`).join("\n")}\n`,
    ],
    ["forecasting", { format: "csv" }, `x\n${rows(60, (i) => (i * i) % 7).join("\n")}\n`],
    ["generation", { format: "csv", input: "label", target: "text" }, table((i) => ["no", "yes"][i % 2])],
  ])("%s %j", async (task, data, text, training = {}) => {
    const folder = project(task, data, text, training);
    const { of, done } = await trained(folder);
    expect(of("error")).toEqual([]);
    const { event: _, step: __, targets: ___, seconds: ____, ...figures } = of("validation")[0];
    // The naive forecast is the same at every step.
    const measured = Object.keys(figures).filter((name) => !name.startsWith("naive"));
    const [{ config, bestBy }] = of("start");
    expect(measured.sort()).toEqual(figuresOf(config).sort());
    for (const name of measured) if (name !== "loss") expect(metricKinds).toHaveProperty(name);
    expect([bestBy, done.bestBy]).toEqual(Array(2).fill("weightedLoss" in figures ? "weightedLoss" : "loss"));
  });
});

it("the best by F1 is that of the highest F1, in the run, its checkpoint, its end and the list, also after a stop", {
  timeout: 60_000,
}, async () => {
  const text = sentences(["O", "B-x", "I-x", "B-y", "O", "B-x", "O", "I-y", "B-y"]);
  const training = { best: "f1", steps: 60, validateEvery: 3, learningRate: 0.2, keepCheckpoints: null };
  const folder = project("tagging", { format: "conll" }, text, training);
  const { done, of } = await trained(folder);
  const validations = of("validation");
  const scores = validations.map(({ f1 }) => f1!);
  const losses = validations.map(({ loss }) => loss);
  const first = scores.indexOf(Math.max(...scores));
  expect(first).not.toBe(losses.indexOf(Math.min(...losses)));
  expect(done).toMatchObject({ bestBy: "f1", best: { step: 3 * (first + 1), f1: scores[first] } });
  const run = onlyRun(folder);
  expect(tensorsOf(run, "best").metadata["unroll.step"]).toBe(String(done.best!.step));
  const { events } = await unroll(folder, "list", "--json");
  expect(events).toMatchObject([{ bestBy: "f1", best: { f1: scores[first] } }]);
  expect((await unroll(folder, "list")).stdout).toMatch(/ F1 \d+\.\d %/);
  // Every validation has its checkpoint: there are twenty, as many as are kept.
  const kept = () => readdirSync(join(run, "checkpoints")).filter((name) => name.startsWith("step-"));
  expect(kept()).toEqual(rows(20, (i) => `step-${String(3 * (i + 1)).padStart(8, "0")}.safetensors`));

  // Stopped before the best and after it, and given the rest.
  const { step: best } = done.best!;
  expect(best).toBeLessThan(55);
  for (const stopAt of [best - 2, best + 4]) {
    const other = project("tagging", { format: "conll" }, text, training);
    expect((await trained(other, {}, stopAt)).done.reason).toBe("stopped");
    const again = await trained(other, { resume: "last" });
    expect(again.done, `stopped at ${stopAt}`).toMatchObject({ bestBy: "f1", best: done.best });
    expect(traceOf(onlyRun(other))).toEqual(traceOf(run));
  }
  const refused = await trained(folder, { resume: "last", settings: [parseSetting("training.best=accuracy")] });
  expect(refused.of("error")[0].message).toContain("training.best");

  // 21 would be too many: every second one goes, and those to come are as far apart.
  await trained(folder, { resume: "last", settings: [parseSetting("training.steps=75")] });
  expect(kept().map((name) => Number(/\d+/.exec(name)))).toEqual(rows(12, (i) => 6 * (i + 1)));
});

it.each<[string, object, string, string, string]>([
  ["tagging", { format: "conll" }, sentences(["NN", "VB"]), "f1", "the tags of data.target mark none"],
  [
    "forecasting",
    { format: "csv" },
    `x,y\n${rows(60, (i) => `${i % 7},${(i * i) % 5}`).join("\n")}\n`,
    "mae",
    "of one column",
  ],
])("%s: what these data do not have is refused before the training", async (task, data, text, best, why) => {
  const { of } = await trained(project(task, data, text, { best }));
  expect(of("start")).toEqual([]);
  expect(of("error")).toMatchObject([{ code: "not-measured", line: 1, message: expect.stringContaining(why) }]);
});
