// Markov models and convolutions from a config to the command line: trained, resumed to the same bits, and put to use like other
// networks, whatever the task.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { named, unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, tensorsOf, traceOf, words, workspace } from "../support/workspace.ts";

const number = expect.any(Number);
const kinds = {
  markov: { kind: "markov", order: 3, units: 12, embedding: 6 },
  convolution: { kind: "convolution", kernel: 2, layers: 2, units: 12, embedding: 6, dropout: 0.2 },
};
const labels = { markov: "Markov order 3, 12 units", convolution: "convolution 2, 2×12" };
const table = Object.keys(kinds) as (keyof typeof kinds)[];

describe("a running text", () => {
  const project = (kind: keyof typeof kinds, training: object, data: object = {}) => {
    const config = { ...JSON.parse(smallConfig({ training: { threads: 2, ...training }, data })), model: kinds[kind] };
    return workspace({ "a.rnnconfig": JSON.stringify(config), "book.txt": words(4000) });
  };

  it.each(table)(
    "%s: trains, resumes to the same bits, is sampled, scored, measured and exported",
    {
      timeout: 60_000,
    },
    async (kind) => {
      const whole = project(kind, { steps: 20, validateEvery: 5 });
      const { status, stderr, events } = await unroll(whole, "train", "a.rnnconfig", "--json");
      expect(status, stderr).toBe(0);
      expect(stderr).toContain(labels[kind]);
      const broken = project(kind, { steps: 9, validateEvery: 5 });
      expect((await unroll(broken, "train", "a.rnnconfig")).status).toBe(0);
      const resumed = await unroll(broken, "train", "--resume", "last", "--set", "training.steps=20");
      expect(resumed.status, resumed.stderr).toBe(0);
      const [one, two] = [whole, broken].map((folder) => traceOf(onlyRun(folder)));
      expect(two.last).toEqual(one.last);

      const evaluated = await unroll(whole, "evaluate", "last", "--json");
      expect(evaluated.events[0].loss).toBeCloseTo((events.at(-1)!.test as { loss: number }).loss, 5);
      const sample = async () =>
        (await unroll(whole, "sample", "last", "--seed", "3", "--length", "12", "--json")).events;
      const [drawn] = await sample();
      expect(await sample()).toEqual([drawn]);
      const [beam] = (await unroll(whole, "sample", "last", "--beam", "4", "--length", "4", "--json")).events;
      const [greedy] = (await unroll(whole, "sample", "last", "--temperature", "0", "--length", "4", "--json")).events;
      expect(beam.logProbability).toBeGreaterThanOrEqual(greedy.logProbability as number);
      const [line] = readFileSync(join(whole, "book.txt"), "utf8").split("\n");
      writeFileSync(join(whole, "lines.txt"), `${line}\n${line}\n`);
      const scored = named((await unroll(whole, "score", "last", "lines.txt", "--json")).events, "line");
      expect(scored[0].logProbability).toBeLessThan(0);
      expect(scored[1].logProbability).toBeCloseTo(scored[0].logProbability as number, 4);

      const exported = await unroll(whole, "export", "last", "--format", "safetensors", "--out", "x.safetensors");
      expect(exported.status).toBe(0);
      expect(exported.stdout + exported.stderr).toContain("nn.Conv1d with zero padding before the first step");
      const gradients = await unroll(
        ...([whole, "gradients", "a.rnnconfig", "--weights", "x.safetensors"] as const),
        ...["--out", "g.safetensors", "--json"],
      );
      expect(gradients.events[0]).toMatchObject({ loss: number });
      const taps = kind === "markov" ? 3 : 2;
      expect(tensorsOf(onlyRun(whole)).tensors.get(`${kind}.0.weight`)!.shape).toEqual([12, 6, taps]);
    },
  );

  it.each(table)(
    "%s: reads from the end as well, and its past ends where it says",
    { timeout: 60_000 },
    async (kind) => {
      const folder = project(kind, { steps: 6 }, { direction: "backward" });
      const { status, stderr } = await unroll(folder, "train", "a.rnnconfig");
      expect(status, stderr).toBe(0);
      // Read backward, the prompt's end is read first: three or four steps of a past are seen, and none before.
      const likeliest = async (prompt: string) => {
        const options = ["--prompt", prompt, "--length", "1", "--temperature", "0", "--json"];
        return (await unroll(folder, "sample", "last", ...options)).events[0].logProbability as number;
      };
      const [a, b, ...near] = new Set(readFileSync(join(folder, "book.txt"), "utf8").replace(/\s/g, ""));
      const seen = near.join("").slice(0, kind === "markov" ? 3 : 4);
      expect(await likeliest(seen + a + b)).toBeCloseTo(await likeliest(seen + b + b), 6);
      const fewer = seen.slice(1);
      expect(await likeliest(fewer + a + b)).not.toBeCloseTo(await likeliest(fewer + b + b), 6);
    },
  );
});

/** Sequences of different length, in every other task. */
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");
const tasks = {
  classification: {
    file: `text,label\n${lines(80, (i) => (i % 4 === 0 ? `${"so ".repeat(1 + (i % 5))}bad,minus` : `${"so ".repeat(1 + (i % 3))}good,plus`))}\n`,
    data: { unit: "word" },
    figure: "accuracy",
  },
  "classification of numbers": {
    file: `id,x,label\n${lines(240, (i) => `${Math.floor(i / 4)},${(i % 4) * (i % 8 < 4 ? 1 : -1)},${i % 8 < 4 ? "up" : "down"}`)}\n`,
    data: { sequence: "id", input: ["x"], target: "label" },
    figure: "accuracy",
  },
  tagging: {
    file: `${lines(60, (i) => `${"go\tO\n".repeat(1 + (i % 3))}${["Rome", "Oslo", "Bonn"][i % 3]}\tB-city\n`)}\n`,
    data: { format: "conll", unit: "word" },
    figure: "f1",
  },
  generation: {
    file: `way,text\n${lines(60, (i) => (i % 2 ? `up,abc${"d".repeat(i % 3)}` : `down,cba${"a".repeat(i % 4)}`))}\n`,
    data: { unit: "character", input: "way", target: "text" },
    figure: "perplexity",
  },
  forecasting: {
    file: `value\n${lines(160, (i) => String(10 + i / 100 + 3 * Math.sin((2 * Math.PI * i) / 12)))}\n`,
    data: { window: 12, horizon: 3, validation: 0.2, test: 0.2 },
    figure: "mase",
  },
} as const;

describe.each(Object.entries(tasks))("%s", (title, { file, data, figure }) => {
  it.each(table)("%s", { timeout: 60_000 }, async (kind) => {
    const config = {
      ...{ task: title.split(" ")[0], data: { train: "data.csv", test: 0.2, ...data }, model: kinds[kind] },
      training: { steps: 60, batchSize: 8, learningRate: 0.01, threads: 2 },
    };
    const folder = workspace({ "a.rnnconfig": JSON.stringify(config), "data.csv": file });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    const test = events.at(-1)!.test as Record<string, number>;
    expect(test[figure]).toEqual(number);
    if (figure === "accuracy" || figure === "f1") expect(test[figure]).toBeGreaterThan(0.9);
    const evaluated = await unroll(folder, "evaluate", "last", "--json");
    expect(evaluated.events[0][figure]).toBeCloseTo(test[figure], 4);
    if (title === "forecasting") expect((await unroll(folder, "forecast", "last")).status).toBe(0);
  });
});
