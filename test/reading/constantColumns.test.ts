// A column that does not change in training, or only by rounding, has scale 1: otherwise its first real change is enormous.
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { fitNormalization } from "../../src/data/encode/normalize.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { folderWith, inWords } from "./folder.ts";

async function load(table: string, settings: { task?: string; data?: object }) {
  const { task = "forecasting", data } = settings;
  const { config, problems } = parseConfig(
    JSON.stringify({ task, data: { train: "a.csv", validation: 0, test: 0, ...data } }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return inWords(await loadDataset(config, join(folderWith({ "a.csv": table }), "try.rnnconfig")));
}

const rows = (n: number, row: (i: number) => string) => `${Array.from({ length: n }, (_, i) => row(i)).join("\n")}\n`;
const level = (i: number) => (10 + 3 * Math.sin(i / 3)).toFixed(3);

test.each([
  [14.62, 14.63],
  [100.0, 100.01],
])("a column that is %d in training, and later %d", async (before, after) => {
  const table = `level,fixed\n${rows(120, (i) => `${level(i)},${i < 100 ? before : after}`)}`;
  const data = { input: ["level", "fixed"], target: "level", window: 8, validation: 0.2 };
  const { encoding, parts, notes } = await load(table, { data });
  expect(encoding.source.features[1]).toEqual({ column: "fixed", mean: before, scale: 1 });
  const fixed = parts.train.inputs.vectors!.filter((_, i) => i % 2 === 1);
  expect([fixed[99], fixed[100]]).toEqual([0, Math.fround(after - before)]);
  expect(notes).toEqual([
    "a.csv: the first row names the columns (data.header).",
    `In training "fixed" of data.input is constant (${before}), and is not scaled. The network learns nothing from a constant.`,
  ]);
});

test("a target that is constant; one whose changes are constant but for rounding, also far from 0", async () => {
  const still = await load(`y,z\n${rows(40, (i) => `0.1,${level(i)}`)}`, { data: { window: 4, target: ["y", "z"] } });
  expect(still.encoding.target.numbers[0]).toEqual({ column: "y", mean: 0.1, scale: 1 });
  expect(still.warnings[0]).toBe(
    'In training "y" of data.target is constant (0.1), and is not scaled. There is nothing to learn where nothing changes.',
  );
  for (const start of [0, 1e9]) {
    const table = `y\n${rows(120, (i) => String(start + 0.1 * i))}`;
    const { encoding, warnings } = await load(table, { data: { window: 8, difference: 1 } });
    expect(encoding.target.numbers).toEqual([{ column: "y", mean: expect.closeTo(0.1, 7), scale: 1 }]);
    expect(warnings[0]).toMatch(
      /^In training the change of "y" from row to row of data\.target hardly changes, with a/,
    );
  }
});

test("changes that are real are scaled, also of large numbers", async () => {
  const table = `y\n${rows(120, (i) => String(1e9 + Math.sin(i / 3)))}`;
  const changes = await load(table, { data: { window: 8, difference: 1 } });
  // The standard deviation of 119 changes of sin(i/3), by numpy.
  expect(changes.encoding.target.numbers[0].scale).toBeCloseTo(0.2334076509665748, 6);
  expect(changes.warnings).toEqual([]);
  const levels = await load(table, { data: { window: 8 } });
  expect(levels.encoding.target.numbers[0].scale).toBe(1);
  expect(levels.warnings).toEqual([
    'In training "y" of data.target hardly changes, with a standard deviation of 0.70867 at values of up to 1,000,000,001, so it counts as constant and is not scaled. If such small changes matter, subtract a fixed number from the column first, or set data.difference to 1.',
  ]);
});

test("vectors that are classified", async () => {
  const table = `a,b,label\n${rows(100, (i) => `${i},14.62,${i % 2}`)}`;
  const { encoding, notes } = await load(table, { task: "classification", data: { input: ["a", "b"] } });
  expect(encoding.source.features).toEqual([
    { column: "a", mean: 49.5, scale: expect.closeTo(Math.sqrt((100 ** 2 - 1) / 12), 12) },
    { column: "b", mean: 14.62, scale: 1 },
  ]);
  expect(notes).toContainEqual(expect.stringContaining('"b" of data.input is constant (14.62)'));
});

test("numbers whose squares a number does not hold", () => {
  for (const size of [1e300, 1e-300, 1.1038e29]) {
    const [{ mean, scale }] = fitNormalization(["y"], (visit) =>
      [0, 1, 2, 3].forEach((i) => visit([0, size, 0, size], i)),
    );
    expect([mean / size, scale / size]).toEqual([0.5, 0.5]);
  }
});
