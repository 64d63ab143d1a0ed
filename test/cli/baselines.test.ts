// Baselines from the config to the table at the end: measured once, kept in the run, said again on a resume.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NgramSettings } from "../../src/baselines/index.ts";
import { NgramModel, score } from "../../src/baselines/index.ts";
import { type Baseline, parseConfig } from "../../src/config/index.ts";
import { loadCorpus } from "../../src/reading/index.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

const baselines = [
  { name: "ngram", order: 2 },
  { name: "ngram", order: 5, smoothing: "none" },
];
const project = (training: object) =>
  workspace({ "a.rnnconfig": smallConfig({ baselines, training }), "book.txt": words(6000) });

describe("baselines of a text", () => {
  it("are measured on the network's targets, kept, and held against it", { timeout: 60_000 }, async () => {
    const folder = project({ threads: 1 });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(0);
    const said = named(events, "baseline");
    expect(said.map(({ name, part }) => `${name} on ${part}`)).toEqual([
      "2-gram, Kneser–Ney on validation",
      "2-gram, Kneser–Ney on test",
      "5-gram, unsmoothed on validation",
      "5-gram, unsmoothed on test",
    ]);
    expect(events.findIndex(({ event }) => event === "baseline")).toBeLessThan(
      events.findIndex(({ event }) => event === "step"),
    );

    const file = join(folder, "a.rnnconfig");
    const { config } = parseConfig(readFileSync(file, "utf8"));
    const corpus = await loadCorpus(config!, file);
    const settings: NgramSettings = { order: 2, smoothing: "kneser-ney", minCount: 1 };
    const model = await NgramModel.count(corpus.train, corpus.vocabulary.size, settings);
    const targets = corpus.validation.length - 1;
    const { nats } = await score(model, corpus.validation, async () => {});
    const [bigrams, , unsmoothed] = said;
    expect(bigrams).toMatchObject({ targets, impossible: 0, settings: { name: "ngram", ...settings } });
    expect(bigrams.loss).toBeCloseTo(nats / targets, 12);
    expect(bigrams.perplexity).toBeCloseTo(Math.exp(nats / targets), 10);
    const [validation] = named(events, "validation");
    expect(validation.targets).toBe(targets);
    // JSON has no infinity.
    expect(unsmoothed).toMatchObject({ loss: null, perplexity: null });
    expect(unsmoothed.impossible).toBeGreaterThan(0);

    const run = await RunFolder.open(onlyRun(folder));
    const kept = await run.readBaselines();
    expect(kept[0]).toEqual(Object.fromEntries(Object.entries(bigrams).filter(([key]) => key !== "event")));
    expect(kept[2].loss).toBe(Number.POSITIVE_INFINITY);
    // A network of twelve steps knows less than pairs of letters.
    expect(stderr).toMatch(/validation +test\n +loss +perplexity +bits per character/);
    expect(stderr).toMatch(/^5-gram, unsmoothed +∞ +∞/m);
    expect(stderr).toContain("2-gram, Kneser–Ney is better than lstm 1×12 on the test part (loss).");
  });

  it("are said again on a resume, not measured; one that is new is measured", { timeout: 60_000 }, async () => {
    const folder = project({ threads: 1, steps: 6 });
    expect((await unroll(folder, "train", "a.rnnconfig", "--json")).status).toBe(0);
    const file = join(onlyRun(folder), "baselines.json");
    const marked = (JSON.parse(readFileSync(file, "utf8")) as { loss: number | null; settings: Baseline }[]).map(
      (row) => ({
        ...row,
        loss: row.loss === null ? null : 0.5,
      }),
    );
    writeFileSync(file, JSON.stringify(marked));
    const more = JSON.stringify([...baselines, { name: "ngram", order: 1 }]);
    const resumed = await unroll(
      folder,
      ...["train", "--resume", "last", "--json", "--set", "training.steps=8", "--set", `baselines=${more}`],
    );
    const losses = named(resumed.events, "baseline").map(({ loss }) => loss);
    expect(losses.slice(0, 4)).toEqual([0.5, 0.5, null, null]);
    expect(losses.slice(4)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toHaveLength(6);
  });
});

describe("baselines of other tasks", () => {
  const lines = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");
  const projects = {
    classification: {
      file: `text,label\n${lines(80, (i) => (i % 4 === 0 ? `so bad ${i % 7},minus` : `so good ${i % 5},plus`))}\n`,
      data: { unit: "word" },
      baselines: ["majority", "naive-bayes", "bag-of-words"],
      figure: "accuracy",
    },
    tagging: {
      file: `${lines(60, (i) => `go\tO\nto\tO\n${["Rome", "Oslo", "Bonn"][i % 3]}\tB-city\n`)}\n`,
      data: { format: "conll", unit: "word" },
      baselines: ["majority", "most-frequent-tag"],
      figure: "f1",
    },
    forecasting: {
      file: `value\n${lines(120, (i) => String(10 + i / 100 + 3 * Math.sin((2 * Math.PI * i) / 12)))}\n`,
      data: { window: 12, season: 12, validation: 0.2, test: 0.2 },
      baselines: ["naive", "seasonal-naive", "drift"],
      figure: "mase",
    },
  } as const;

  it.each(Object.entries(projects))("%s", { timeout: 60_000 }, async (task, { file, data, baselines, figure }) => {
    const config = {
      ...{ task, data: { train: "data.csv", test: 0.2, ...data }, baselines },
      ...{ model: { units: 4, embedding: 4 }, training: { steps: 4, batchSize: 4, sequenceLength: 12, threads: 1 } },
    };
    const folder = workspace({ "a.rnnconfig": JSON.stringify(config), "data.csv": file });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(stderr).not.toMatch(/left out/);
    expect(status).toBe(0);
    const said = named(events, "baseline").filter(({ part }) => part === "test");
    expect(said.map(({ settings }) => (settings as Baseline).name)).toEqual(baselines);
    for (const row of said) expect(row[figure], String(row.name)).toEqual(expect.any(Number));
    const best = Object.fromEntries(said.map((row) => [(row.settings as Baseline).name, row[figure]]));
    if (task === "classification") expect(best).toMatchObject({ "naive-bayes": 1, "bag-of-words": 1 });
    if (task === "tagging") expect(best).toEqual({ majority: 0, "most-frequent-tag": 1 });
    if (task === "forecasting") expect(best["seasonal-naive"]).toBeLessThan(best.naive as number);
    expect(stderr).toMatch(/(wins?|better than .*) on the (test|validation) part|(wins?) against/);
  });
});
