// Baselines as models of their own, from a config to the command line: trained, evaluated, used and looked into.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../../src/tensors/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { onlyRun, workspace } from "../support/workspace.ts";

const reviews = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const [word, label] = [
      ["good fine", "yes"],
      ["bad poor", "no"],
      ["good poor", i % 7 === 0 ? "no" : "yes"],
    ][i % 3];
    return `film ${i} ${word},${label}`;
  });

const CLASSIFICATION = {
  task: "classification",
  data: { train: "a.csv", input: "text", target: "label", unit: "word" },
};
const TAGGING = { task: "tagging", data: { train: "a.conll" } };
const FORECASTING = { task: "forecasting", data: { train: "a.csv", window: 4, horizon: 2, season: 3 } };

const PAIRS = {
  task: "sequence-to-sequence",
  data: { train: "a.tsv", input: "from", target: "to", unit: "word" },
};

const files = {
  "sequence-to-sequence": {
    "a.tsv": `from\tto\n${Array.from({ length: 60 }, (_, i) => `film ${i % 9} is ${i % 2 ? "good" : "bad"}\tle film ${i % 9} est ${i % 2 ? "bon" : "mauvais"}`).join("\n")}\n`,
  },
  classification: { "a.csv": ["text,label", ...reviews(120)].join("\n") },
  tagging: {
    "a.conll": Array.from({ length: 60 }, (_, i) => `Anna B-name\nate O\n${i % 3 ? "figs O" : "Rome B-place"}\n`).join(
      "\n",
    ),
  },
  forecasting: { "a.csv": `y\n${Array.from({ length: 90 }, (_, i) => i + [0, 4, -3][i % 3]).join("\n")}\n` },
};

function project({ task, data }: { task: string; data: object }, kind: string, more = {}) {
  const config = { task, data: { ...data, ...more }, model: { kind }, baselines: [kind] };
  return workspace({ "a.rnnconfig": JSON.stringify(config), ...files[task as keyof typeof files] });
}

const cases = [
  ...["majority", "naive-bayes", "bag-of-words"].map((kind) => [kind, CLASSIFICATION] as const),
  ...["majority", "most-frequent-tag"].map((kind) => [kind, TAGGING] as const),
  ...["naive", "seasonal-naive", "drift"].map((kind) => [kind, FORECASTING] as const),
  ...["copy-source", "nearest"].map((kind) => [kind, PAIRS] as const),
];

describe("a model that counts", { timeout: 60_000 }, () => {
  it.each(cases)("%s: trained and evaluated, its figures are those of the baseline", async (kind, about) => {
    const folder = project(about, kind);
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    const [validation, test] = named(events, "baseline").map(({ loss, mae, accuracy, f1, errorRate, chrf }) => {
      return { loss, mae, accuracy, f1, errorRate, chrf };
    });
    expect(named(events, "validation")[0]).toMatchObject(defined(validation));
    expect(events.at(-1)).toMatchObject({ reason: "finished", best: defined(validation), test: defined(test) });
    expect(named(events, "report")).toHaveLength(2);
    const evaluated = await unroll(folder, "evaluate", "last", "--json");
    expect(evaluated.events[0]).toMatchObject(defined(test));
    expect((await unroll(folder, "train", "--resume", "last", "--json")).events[0]).toMatchObject({
      code: "already-finished",
    });
  });

  it.each([
    ["naive-bayes", "yes"],
    ["bag-of-words", "yes"],
    ["majority", "yes"],
  ])("%s answers new lines by what it counted", async (kind, answer) => {
    const folder = project(CLASSIFICATION, kind);
    await unroll(folder, "train", "a.rnnconfig");
    writeFileSync(join(folder, "new.txt"), "a good film\na bad film\n");
    const { events } = await unroll(folder, "predict", "last", "new.txt", "--json");
    const said = named(events, "prediction").map(
      ({ answers }) => (answers as { label: string; probability: number }[][])[0],
    );
    expect(said[0][0].label).toBe(answer);
    expect(said[1][0].label).toBe(kind === "majority" ? "yes" : "no");
    for (const all of said) expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
  });

  it("writes for new sources, and scores none", async () => {
    const folder = project(PAIRS, "nearest");
    await unroll(folder, "train", "a.rnnconfig");
    writeFileSync(join(folder, "new.tsv"), "from\tto\nis film 4 good\tx\n");
    const predicted = await unroll(folder, "predict", "last", "new.tsv", "--json");
    const outputs = [{ text: expect.stringMatching(/^le film 4 est /), stopped: true, score: null, alignment: null }];
    expect(predicted.events[0]).toMatchObject({ event: "prediction", outputs });
    const scored = await unroll(folder, "score", "last", "new.tsv", "--json");
    expect(scored).toMatchObject({ status: 2, events: [{ event: "error", code: "no-probabilities" }] });
  });

  it("of several labels, each by itself", async () => {
    const folder = project(CLASSIFICATION, "naive-bayes", { labels: "several" });
    await unroll(folder, "train", "a.rnnconfig");
    writeFileSync(join(folder, "new.txt"), "a bad film\n");
    const { events } = await unroll(folder, "predict", "last", "new.txt", "--json");
    expect(events[0]).toMatchObject({ several: true, answers: [[{ label: "no" }, { label: "yes" }]] });
  });

  it("the most frequent tag of each token, and of one that is new that of all", async () => {
    const folder = project(TAGGING, "most-frequent-tag");
    await unroll(folder, "train", "a.rnnconfig");
    writeFileSync(join(folder, "new.txt"), "Anna ate Rome\n");
    const { stdout } = await unroll(folder, "predict", "last", "new.txt");
    expect(stdout).toContain("Anna/B-name ate/O Rome/B-place");
    const [{ classes }] = (await unroll(folder, "inspect", "last", "--json")).events;
    const tokens = Object.fromEntries(
      (classes as { label: string; tokens: { token: string; evidence: number }[] }[]).map(({ label, tokens }) => [
        label,
        tokens,
      ]),
    );
    expect(tokens["B-name"]).toMatchObject([{ token: "Anna" }]);
    expect(tokens["B-place"]).toMatchObject([{ token: "Rome" }]);
    // Half of the sentences have "ate" and one of the others, of which "figs" stands in two thirds.
    expect(tokens.O.map(({ token }) => token)).toEqual(["ate", "figs"]);
    expect(tokens.O[0].evidence).toBe(tokens["B-name"][0].evidence);
  });

  it.each([
    ["naive", [86, 86, 86, 86]],
    // A season before rows 90, 91, 92 are 87, 88, 89, and then those again.
    ["seasonal-naive", [87, 92, 86, 87]],
    ["drift", [86 + 86 / 89, 86 + (2 * 86) / 89, 86 + (3 * 86) / 89, 86 + (4 * 86) / 89]],
  ])("%s goes on after the last row", async (kind, expected) => {
    const folder = project(FORECASTING, kind);
    await unroll(folder, "train", "a.rnnconfig");
    const { events } = await unroll(folder, "forecast", "last", "--rows", "4", "--json");
    const values = events.map(({ values }) => (values as { y: number }).y);
    expect(values).toHaveLength(4);
    for (const [h, value] of expected.entries()) expect(values[h]).toBeCloseTo(value, 10);
    expect((await unroll(folder, "inspect", "last", "--json")).events[0]).toMatchObject({ code: "wrong-kind" });
  });

  it("of a differenced series too", async () => {
    const folder = project(FORECASTING, "naive", { difference: 1 });
    await unroll(folder, "train", "a.rnnconfig");
    const { events } = await unroll(folder, "forecast", "last", "--rows", "1", "--json");
    expect(events[0]).toMatchObject({ values: { y: 86 } });
  });

  it("inspect tells what speaks for a class", async () => {
    const folder = project(CLASSIFICATION, "naive-bayes");
    await unroll(folder, "train", "a.rnnconfig");
    const { stdout } = await unroll(folder, "inspect", "last", "--top", "1");
    expect(stdout).toMatch(/^no: "bad" [\d.]+$/m);
    expect(stdout).toMatch(/^yes: "fine" [\d.]+$/m);
    const majority = project(CLASSIFICATION, "majority");
    await unroll(majority, "train", "a.rnnconfig");
    const [{ classes }] = (await unroll(majority, "inspect", "last", "--json")).events;
    expect((classes as { share: number }[]).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("inspect tells what followed a prompt, from the longest context to none", async () => {
    const config = {
      task: "language-model",
      data: { train: "a.txt", validation: 0, test: 0 },
      model: { kind: "ngram", order: 3 },
    };
    const folder = workspace({ "a.rnnconfig": JSON.stringify(config), "a.txt": "abcabdabcabd" });
    expect((await unroll(folder, "train", "a.rnnconfig")).status).toBe(0);
    const [found] = (await unroll(folder, "inspect", "last", "--prompt", "zab", "--json")).events;
    expect(found).toMatchObject({
      model: "3-gram, Kneser–Ney",
      unknown: ["z"],
      contexts: [
        {
          context: "ab",
          counted: "occurrences",
          count: 4,
          different: 2,
          symbols: [
            { symbol: "c", count: 2 },
            { symbol: "d", count: 2 },
          ],
        },
        // What the model uses: a alone stands before bc and bd; c and d before a, and one symbol before each of the others.
        {
          context: "b",
          counted: "continuations",
          count: 2,
          different: 2,
          symbols: [
            { symbol: "c", count: 1 },
            { symbol: "d", count: 1 },
          ],
        },
        {
          context: "",
          counted: "continuations",
          count: 5,
          different: 4,
          symbols: [
            { symbol: "a", count: 2 },
            { symbol: "b", count: 1 },
            { symbol: "c", count: 1 },
            { symbol: "d", count: 1 },
          ],
        },
      ],
    });
    const network = workspace({
      "a.rnnconfig": JSON.stringify({
        ...config,
        model: { units: 2 },
        training: { steps: 1, sequenceLength: 2, batchSize: 1 },
      }),
      "a.txt": "abcabdabcabd",
    });
    await unroll(network, "train", "a.rnnconfig");
    // A network is looked into too, and has layers instead.
    const [inside] = (await unroll(network, "inspect", "last", "--text", "ab", "--json")).events;
    expect(inside).toMatchObject({ event: "inspection", task: "language-model", layers: [{ name: "l0", units: 2 }] });
  });

  it.each(["bag-of-words", "most-frequent-tag"])("a checkpoint of %s that is damaged is refused", async (kind) => {
    const folder = project(kind === "bag-of-words" ? CLASSIFICATION : TAGGING, kind);
    await unroll(folder, "train", "a.rnnconfig");
    const file = join(onlyRun(folder), "checkpoints/last.safetensors");
    const { tensors, metadata } = decodeSafetensors(readFileSync(file), file);
    const name = kind === "bag-of-words" ? "weights" : "first";
    const { data } = tensors.get(name)!;
    // Shorter than it should be; or pointing beyond what is there.
    const wrong = kind === "bag-of-words" ? data.slice(1) : (data as Float64Array).map((at, i) => (i === 1 ? 1e9 : at));
    tensors.set(name, { shape: [wrong.length], dtype: "F64", data: wrong as Float64Array });
    writeFileSync(file, encodeSafetensors(tensors, metadata));
    expect((await unroll(folder, "evaluate", "last", "--json")).events[0]).toMatchObject({
      code: "damaged-checkpoint",
    });
  });

  it("of numbers, what counts tokens says so before there is a run", async () => {
    const config = {
      ...CLASSIFICATION,
      data: { train: "a.csv", input: ["x", "y"], target: "label" },
      model: { kind: "naive-bayes" },
    };
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 3},${i % 2 ? "a" : "b"}`);
    const folder = workspace({ "a.rnnconfig": JSON.stringify(config), "a.csv": ["x,y,label", ...rows].join("\n") });
    const { status, events } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).not.toBe(0);
    expect(events[0]).toMatchObject({ event: "error", code: "needs-tokens" });
  });
});

/** Without what the task does not measure. */
function defined(figures: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
