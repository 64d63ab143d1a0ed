import { describe, expect, test } from "vitest";
import {
  type ComparedRun,
  differenceText,
  incomparable,
  judged,
  runTable,
  sortedRows,
  unpairedTexts,
} from "../../src/comparison/index.ts";
import { parseConfig } from "../../src/config/index.ts";

interface Given {
  name?: string;
  cell?: string;
  units?: number;
  seed?: number;
  unit?: string;
  loss: number;
  test?: number;
  content?: string;
  vocabulary?: string;
  created?: string;
  task?: string;
  state?: string;
  validation?: number | string;
  sampleEvery?: number;
  length?: number;
}

function run({
  name = "book",
  cell = "lstm",
  units = 32,
  seed = 1,
  unit = "character",
  loss,
  ...given
}: Given): ComparedRun {
  const { test: tested, content = "a", vocabulary = "v", created = "2026-11-29T00:00:00Z" } = given;
  const { state = "finished", validation = 0.1, task = "language-model", sampleEvery = 50, length = 200 } = given;
  const { config } = parseConfig(
    JSON.stringify({
      task,
      data: { train: "book.txt", validation, ...(task === "language-model" && { unit }) },
      model: { cell, units },
      training: { steps: 100, seed, sampleEvery },
      ...(task === "language-model" && { sampling: { length } }),
    }),
  );
  return {
    id: `${name}-${cell}-${units}-${seed}`,
    name,
    created,
    state,
    config: config!,
    data: [{ name: "book.txt", sha256: content }],
    vocabulary,
    parameters: 1000,
    summary: {
      step: 100,
      steps: 100,
      seconds: 1,
      best: { step: 80, loss },
      validation: { step: 100, loss: loss + 1 },
      test: tested === undefined ? null : { step: 80, loss: tested },
    },
  };
}

const seeds = [1, 2, 3, 4, 5];

describe("runs side by side", () => {
  test("shows the settings that differ, the best of validation and not the last, and the best row", () => {
    const table = runTable([
      run({ loss: 2 }),
      run({ units: 64, loss: 1.5 }),
      run({ cell: "gru", units: 64, loss: 1.8 }),
    ]);
    expect(table.settings).toEqual([
      { key: "model.cell", values: ['"lstm"', '"lstm"', '"gru"'] },
      { key: "model.units", values: ["32", "64", "64"] },
    ]);
    expect(table.columns).toEqual([{ part: "validation", figure: "loss" }]);
    expect(table.figures).toEqual([[2], [1.5], [1.8]]);
    expect(table.best).toEqual([1.5]);
    expect(sortedRows(table, table.columns[0])).toEqual([1, 2, 0]);
    expect(table.differences).toEqual([]);
    expect(table.warnings).toEqual([]);
  });

  test("is judged by the test part where all were tested", () => {
    expect(runTable([run({ loss: 2, test: 3 }), run({ units: 64, loss: 1 })]).by.part).toBe("validation");
    expect(runTable([run({ loss: 2, test: 3 }), run({ units: 64, loss: 1, test: 4 })]).by.part).toBe("test");
  });

  test("a row without a figure comes last, and nothing is best among equals", () => {
    const table = runTable([run({ loss: Number.NaN }), run({ units: 64, loss: 1 })]);
    expect(sortedRows(table, table.columns[0])).toEqual([1, 0]);
    expect(runTable([run({ loss: 1 }), run({ units: 64, loss: 1 })]).best).toEqual([undefined]);
  });
});

describe("groups of seeds", () => {
  // Gains 0.05 … 0.11: mean 0.08, s/√5 · t(0.975, 4) = 0.0106066 · 2.776445.
  const gains = [0.08, 0.05, 0.11, 0.07, 0.09];
  const lstm = seeds.map((seed, i) => run({ seed, loss: 1 + i / 10 }));
  const rnn = seeds.map((seed, i) => run({ cell: "rnn", seed, loss: 1 + i / 10 + gains[i] }));

  test("have a mean, a deviation, and an interval of the differences seed by seed", () => {
    const { groups, differences } = runTable([...rnn, ...lstm]);
    expect(groups.map(({ group }) => [group.label, group.runs.length])).toEqual([
      ["cell rnn", 5],
      ["cell lstm", 5],
    ]);
    expect(groups[1].figures[0]!.mean).toBeCloseTo(1.2, 12);
    expect(groups[1].figures[0]!.deviation).toBeCloseTo(Math.sqrt(0.025), 12);
    const [difference] = differences;
    expect(difference).toMatchObject({ wins: 5, isCertain: true });
    expect(difference.mean).toBeCloseTo(0.08, 12);
    expect(difference.interval!.low).toBeCloseTo(0.08 - 0.01 * 2.7764451052, 8);
    expect(differenceText(difference)).toBe(
      "cell lstm is better than cell rnn by 0.080 ± 0.028 nats (loss on validation), in five of five seeds.",
    );
  });

  test("say so where they cannot be told apart, and where there are too few", () => {
    const other = seeds.map((seed, i) => run({ cell: "gru", seed, loss: 1 + i / 10 + (i % 2 ? -0.1 : 0.11) }));
    const [unclear] = runTable([...lstm, ...other]).differences;
    expect(unclear.isCertain).toBe(false);
    expect(differenceText(unclear)).toMatch(
      /^cell lstm and cell gru cannot be told apart: .* in three of five seeds\.$/,
    );
    const [few] = runTable([...lstm.slice(0, 2), ...rnn.slice(0, 2)]).differences;
    expect(differenceText(few)).toBe(
      "cell lstm is better than cell rnn by 0.065 nats (loss on validation), in two of two seeds. An interval takes at least three seeds of each.",
    );
  });

  test("are held against each other only where they share seeds, and other content of a file is another group", () => {
    const others = [6, 7].map((seed) => run({ cell: "rnn", seed, loss: 3 }));
    expect(runTable([...lstm, ...others]).differences).toEqual([]);
    const { groups } = runTable([run({ loss: 1 }), run({ seed: 2, content: "b", loss: 1 })]);
    expect(groups).toHaveLength(2);
  });
});

test("of several runs of one seed the newest counts, whatever their order", () => {
  const old = run({ loss: 9, created: "2026-11-28T00:00:00Z" });
  const rnn = [1, 2].map((seed) => run({ cell: "rnn", seed, loss: 2 }));
  for (const lstm of [
    [old, run({ loss: 1 }), run({ seed: 2, loss: 1 })],
    [run({ loss: 1 }), run({ seed: 2, loss: 1 }), old],
  ]) {
    expect(runTable([...lstm, ...rnn]).differences[0].gains.map(Math.abs)).toEqual([1, 1]);
  }
});

test("runs that were never measured are a table in the order given", () => {
  const unmeasured = [1, 2].map((seed) => {
    const { summary, ...rest } = run({ seed, loss: 1 });
    return { ...rest, summary: { ...summary, best: null, validation: null } };
  });
  const table = runTable(unmeasured);
  expect(table.columns).toEqual([]);
  expect(sortedRows(table)).toEqual([0, 1]);
});

test("the loss of a forecast is no number of nats", () => {
  const forecasts = [1, 2, 3].flatMap((seed) => [
    forecast("lstm", seed, 1 + seed / 100),
    forecast("gru", seed, 2 + seed / 50),
  ]);
  const [difference] = runTable(forecasts).differences;
  expect(differenceText(difference)).toMatch(
    /^cell lstm is better than cell gru by 1\.020 ± 0\.025 \(loss on validation\)/,
  );
});

function forecast(cell: string, seed: number, loss: number): ComparedRun {
  const text = JSON.stringify({
    task: "forecasting",
    data: { train: "a.csv", target: "x" },
    model: { cell },
    training: { seed },
  });
  return { ...run({ seed, loss }), config: parseConfig(text).config! };
}

describe("what counts in the mean of a group", () => {
  const rnn = [1, 2, 3].map((seed) => run({ cell: "rnn", seed, loss: 3 }));

  test("is one run a seed: the same seed again is no more evidence", () => {
    const again = run({ loss: 1, created: "2026-11-28T00:00:00Z" });
    const { groups } = runTable([run({ loss: 1 }), again, run({ seed: 2, loss: 2 }), ...rnn]);
    expect(groups[0].group.runs).toHaveLength(3);
    expect(groups[0].figures[0]).toMatchObject({ n: 2, mean: 1.5 });
  });

  test("is no run that was stopped or killed", () => {
    const lstm = [1, 2, 3].map((seed) => run({ seed, loss: 1 }));
    const { groups, differences } = runTable([...lstm, run({ seed: 4, loss: 9, state: "stopped" }), ...rnn]);
    expect(groups[0].figures[0]).toMatchObject({ n: 3, mean: 1 });
    expect(differences[0].gains).toEqual([2, 2, 2]);
  });

  test("is a group whatever it has told of itself, or written as samples", () => {
    const { groups, settings } = runTable([run({ loss: 1 }), run({ seed: 2, loss: 1, sampleEvery: 10, length: 30 })]);
    expect(settings.map(({ key }) => key)).toEqual(["training.seed", "training.sampleEvery", "sampling.length"]);
    expect(groups).toHaveLength(1);
  });

  test("groups with fewer than two seeds in common are named, and nothing is said of them", () => {
    const { differences, unpaired } = runTable([run({ loss: 1 }), run({ seed: 9, loss: 1 }), ...rnn]);
    expect(differences).toEqual([]);
    expect(unpairedTexts(unpaired)).toEqual([
      "cell lstm and cell rnn are not held against each other: they have fewer than two seeds in common.",
    ]);
    // A run alone that is better than all does not keep the groups from being compared.
    const lstm = [1, 2, 3].map((seed) => run({ seed, loss: 2 }));
    const beside = runTable([run({ units: 64, loss: 0.5 }), ...lstm, ...rnn]);
    expect(beside.differences.map(({ better, worse, gains }) => [better.label, worse.label, gains])).toEqual([
      ["cell lstm, units 32", "cell rnn, units 32", [1, 1, 1]],
    ]);
    expect(unpairedTexts(beside.unpaired)).toEqual([
      "cell lstm, units 32 and cell lstm, units 64 are not held against each other: they have fewer than two seeds in common.",
    ]);
    const trials = [1, 2, 3].map((units) => run({ units, loss: 9, seed: 77 }));
    expect(unpairedTexts(runTable([...rnn, ...trials]).unpaired)).toEqual([
      "3 groups are not held against cell rnn, units 32: they have fewer than two seeds in common with it.",
    ]);
  });
});

test("runs of different tasks are a table without a best, and without a judgement", () => {
  const tags = [1, 2].map((seed) => run({ task: "tagging", seed, loss: 1 }));
  const table = runTable([...tags, ...[1, 2].map((seed) => run({ seed, loss: 2 }))]);
  expect([table.best, table.differences, table.unpaired]).toEqual([[undefined], [], []]);
  expect(table.warnings.join(" ")).toContain("different tasks");
});

test("another figure may judge", () => {
  const both = [1, 2].flatMap((seed) => [
    run({ seed, loss: 1, test: 4 }),
    run({ cell: "rnn", seed, loss: 2, test: 3 }),
  ]);
  const table = runTable(both);
  expect(table.differences[0].better.label).toBe("cell rnn");
  expect(judged(table, { part: "validation", figure: "loss" }).differences[0].better.label).toBe("cell lstm");
});

describe("what cannot be compared", () => {
  test.each([
    ["another unit", { unit: "word" }, "different units"],
    ["another vocabulary", { vocabulary: "w" }, "vocabularies differ"],
    ["another content of the data", { content: "b" }, "book.txt"],
  ])("%s", (_, change, said) => {
    const warnings = incomparable([run({ loss: 1 }), run({ loss: 2, ...change })]);
    expect(warnings.join(" ")).toContain(said);
  });

  test("is not judged: no best of such figures, and groups are held against those alone that were measured alike", () => {
    const seeds = (given: Given) => [1, 2, 3].map((seed) => run({ seed, ...given }));
    const [large, small, words] = [
      seeds({ loss: 1 }),
      seeds({ loss: 2, units: 8 }),
      seeds({ loss: 0.5, unit: "word", vocabulary: "w" }),
    ];
    const table = runTable([...large, ...small, ...words]);
    expect(table.best).toEqual([undefined]);
    expect(table.differences.map(({ better, worse }) => [better.runs, worse.runs])).toEqual([[large, small]]);
    expect(table.unpaired).toEqual([]);
    const others = seeds({ loss: 3, cell: "gru", content: "b" });
    expect(runTable([...large, ...others]).differences).toEqual([]);
    expect(runTable([...large, ...seeds({ loss: 3, cell: "gru", vocabulary: undefined })]).differences.length).toBe(1);
  });

  test("is what was measured on parts of other texts, not what was trained on others and measured on the same", () => {
    const on = (train: string, validation: number | string) => {
      const made = run({ loss: 1, validation });
      const files = [{ name: train, sha256: train }, ...(validation === 0.1 ? [] : [{ name: "v.txt", sha256: "v" }])];
      made.config.data = { ...made.config.data, train, ...(validation !== 0.1 && { test: 0 }) };
      return { ...made, data: files };
    };
    expect(incomparable([on("sea.txt", 0.1), on("moby.txt", 0.1)])).toEqual([
      "The runs were measured on parts of different data (sea.txt and moby.txt).",
    ]);
    expect(incomparable([on("sea.txt", "v.txt"), on("moby.txt", "v.txt")])).toEqual([]);
  });

  test("what a classifier reads says nothing of its loss; parts that each seed draws are told", () => {
    const files = { task: "tagging", validation: "v.conll" };
    expect(incomparable([run({ ...files, loss: 1 }), run({ ...files, loss: 2, vocabulary: "w" })])).toEqual([]);
    const drawn = [1, 2].map((seed) => run({ task: "tagging", seed, loss: 1, vocabulary: `${seed}` }));
    expect(incomparable(drawn)).toEqual([expect.stringMatching(/^Each seed has drawn other examples/)]);
    expect(incomparable(drawn.slice(1))).toEqual([]);
  });

  test("nothing is wrong with the same data", () => {
    expect(incomparable([run({ loss: 1 }), run({ loss: 2, cell: "gru", seed: 9 })])).toEqual([]);
  });
});
