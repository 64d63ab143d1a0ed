import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { differences } from "../../src/data/encode/series.ts";
import { type Encoding, forecastLevels, stepsOf } from "../../src/data/index.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { folderWith, inWords } from "./folder.ts";

async function load(files: Record<string, string>, data: object, encoding?: Encoding) {
  const [train] = Object.keys(files);
  const { config, problems } = parseConfig(
    JSON.stringify({ task: "forecasting", data: { train, validation: 0, test: 0, window: 3, ...data } }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return {
    config,
    dataset: inWords(await loadDataset(config, join(folderWith(files), "try.rnnconfig"), { encoding })),
  };
}

const squares = (n: number) => `t,y\n${Array.from({ length: n }, (_, t) => `day ${t},${t * t}`).join("\n")}\n`;

test("windows, and which rows belong to which part", async () => {
  const { dataset } = await load({ "a.csv": squares(20) }, { validation: 0.2, test: 0.1, horizon: 2 });
  const { parts, series, encoding, facts } = dataset;
  expect(series).toMatchObject([
    { rows: { train: [0, 14], validation: [14, 18], test: [18, 20] }, horizon: 2, season: 1, start: 0 },
  ]);
  // Rows 0 … 13: a window of three and the row after it. Validation: two rows after the window, within 14 … 17.
  expect(Array.from(parts.train.inputs.starts)).toEqual(Array.from({ length: 11 }, (_, i) => i));
  expect(Array.from(parts.validation.inputs.starts)).toEqual([11, 12, 13]);
  expect(Array.from(parts.test.inputs.starts)).toEqual([15]);
  expect(encoding.source.features).toEqual(encoding.target.numbers);
  const [{ column, mean, scale }] = encoding.target.numbers;
  const train = Array.from({ length: 14 }, (_, t) => t * t);
  expect([column, mean]).toEqual(["y", train.reduce((a, b) => a + b) / 14]);
  expect(parts.train.inputs.vectors?.[4]).toBe(Math.fround((16 - mean) / scale));
  const { targets } = parts.validation;
  expect(targets.kind === "numbers" && targets.values[13]).toBe(Math.fround((14 * 14 - mean) / scale));
  expect(facts).toMatchObject({ sequences: { train: 11, validation: 3, test: 1 }, steps: { train: 14 } });
});

test("files of validation and test follow those of training", async () => {
  const { dataset } = await load(
    { "a.csv": "1\n2\n3\n4\n5\n", "b.csv": "6\n7\n" },
    { validation: "b.csv", difference: 1 },
  );
  expect(dataset.series?.[0].rows).toEqual({ train: [0, 5], validation: [5, 7], test: [7, 7] });
  expect(Array.from(dataset.series![0].values)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  // Steps are changes: the first is that from row 0 to row 1.
  expect(Array.from(dataset.parts.train.inputs.starts)).toEqual([0]);
  expect(Array.from(dataset.parts.validation.inputs.starts)).toEqual([1, 2]);
  expect(dataset.encoding.source.features[0]).toEqual({ column: "1", mean: 1, scale: 1 });
});

test("what was differenced and scaled adds up to the rows again, from any step", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 24, maxLength: 60 }),
      (difference, columns, numbers) => {
        const rows = Math.floor(numbers.length / columns);
        const values = Float64Array.from(numbers.slice(0, rows * columns));
        const changes = differences(values, columns, difference);
        const targets = Array.from({ length: columns }, (_, k) => ({ column: `${k}`, mean: k - 1, scale: 2 + k }));
        const outputs = changes.map((z, i) => (z - targets[i % columns].mean) / targets[i % columns].scale);
        for (let step = 0; step + difference + 1 < rows; step++) {
          const levels = forecastLevels(
            { values, columns, difference },
            targets,
            step,
            outputs.subarray((step + 1) * columns),
          );
          const expected = values.subarray((step + difference + 1) * columns);
          expect(levels.length).toBe(expected.length);
          for (const [i, level] of levels.entries()) expect(level).toBeCloseTo(expected[i], 6);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("new rows are read as those of the run were", async () => {
  const { encoding, parts } = (await load({ "a.csv": squares(12) }, { difference: 1 })).dataset;
  const { dataset } = await load({ "new.csv": "y\n4\n9\n16\n25\n36\n" }, { difference: 1 }, encoding);
  // Four changes: 4 → 9 is the change into row 3 of the first file, step 2 of its store.
  expect(Array.from(dataset.parts.train.inputs.vectors!)).toEqual(Array.from(parts.train.inputs.vectors!.slice(2, 6)));
  const [series] = dataset.series!;
  const [{ mean, scale }] = encoding.target.numbers;
  expect(
    Array.from(forecastLevels(series, encoding.target.numbers, stepsOf(series) - 1, [(13 - mean) / scale])),
  ).toEqual([expect.closeTo(49, 9)]);
});

test("several columns: all by default, or those that are named", async () => {
  const table = "date,a,b\n2020-01,1,2\n2020-02,2,3\n2020-03,3,5\n2020-04,4,7\n2020-05,5,11\n";
  const { dataset } = await load({ "a.csv": table }, {});
  expect(dataset.encoding.target.numbers.map(({ column }) => column)).toEqual(["a", "b"]);
  expect(dataset.notes).toContain('a.csv: data.input is "a" and "b".');
  const one = await load({ "a.csv": table }, { input: ["a", "b"], target: "b" });
  expect(one.dataset.encoding).toMatchObject({
    source: { features: [{ column: "a" }, { column: "b" }] },
    target: { numbers: [{ column: "b" }] },
  });
  expect(Array.from(one.dataset.series![0].values)).toEqual([2, 3, 5, 7, 11]);
});

test("the naive error of training is kept, for MASE of other files; a season needs rows, and a series that changes", async () => {
  const { dataset } = await load({ "a.csv": "1\n2\n4\n7\n11\n16\n20\n" }, { test: 0.2 });
  expect(dataset.encoding.target.naive).toEqual([3]);
  const seasonal = await load({ "a.csv": "1\n2\n4\n7\n11\n16\n20\n" }, { season: 3 });
  expect(seasonal.dataset.encoding.target.naive).toEqual([(6 + 9 + 12 + 13) / 4]);
  await expect(load({ "a.csv": "1\n2\n4\n7\n11\n" }, { season: 5 })).rejects.toMatchObject({
    message: expect.stringContaining("data.season is 5, and there are 5 rows to train on"),
    hint: "Lower data.season to at most 4, or train on more rows.",
    place: { key: "data.season" },
  });
  const still = await load({ "a.csv": "1\n2\n1\n2\n1\n2\n" }, { season: 2 });
  expect(still.dataset.warnings).toEqual([
    'In training "1" of data.target never changes from season to season (data.season 2): the naive forecast makes no error, and MASE, which divides by it, is infinite.',
  ]);
});
