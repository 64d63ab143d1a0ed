// Several series in one table: `data.sequence` names the series of each row.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { folderWith, inWords } from "./folder.ts";

async function prepare(files: Record<string, string>, data: object) {
  const [train] = Object.keys(files);
  const all = { train, sequence: "shop", input: ["sales"], validation: 0, test: 0, window: 3, ...data };
  const { config, problems } = parseConfig(JSON.stringify({ task: "forecasting", data: all }));
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return { config, file: join(folderWith(files), "try.rnnconfig") };
}

async function load(files: Record<string, string>, data: object) {
  const { config, file } = await prepare(files, data);
  return inWords(await loadDataset(config, file));
}

const sales = { a: (i: number) => 10 + i * i, b: (i: number) => 1000 - 7 * ((i * i) % 5) };
const LENGTHS = { a: 20, b: 12 };
/** Rows that take turns while both series go on. */
function inTurns(lengths: Record<"a" | "b", number> = LENGTHS, from = { a: 0, b: 0 }): string {
  const rows = Array.from({ length: Math.max(lengths.a, lengths.b) }, (_, i) =>
    (["a", "b"] as const).flatMap((shop) => (i < lengths[shop] ? [`${shop},${sales[shop](from[shop] + i)}`] : [])),
  );
  return `shop,sales\n${rows.flat().join("\n")}\n`;
}
const list = (shop: "a" | "b", n: number, from = 0) => Array.from({ length: n }, (_, i) => sales[shop](from + i));
const meanOf = (values: number[]) => values.reduce((x, y) => x + y) / values.length;
const deviation = (values: number[]) => Math.sqrt(meanOf(values.map((x) => (x - meanOf(values)) ** 2)));

test("windows stay within a series, each of which is cut into parts by its own length", async () => {
  const { series, parts, encoding, facts, notes } = await load(
    { "a.csv": inTurns() },
    { validation: 0.2, test: 0.1, horizon: 2 },
  );
  expect(series).toMatchObject([
    { name: "a", start: 0, rows: { train: [0, 14], validation: [14, 18], test: [18, 20] } },
    { name: "b", start: 20, rows: { train: [0, 9], validation: [9, 11], test: [11, 12] } },
  ]);
  const values = series!.map((own) => Array.from(own.values));
  expect(values).toEqual([list("a", 20), list("b", 12)]);
  const { train, validation, test: tests } = parts;
  // Three rows and the one after them, of 14 and of 9; two rows after the window within validation; none of b's one row of test.
  expect(Array.from(train.inputs.starts)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21, 22, 23, 24, 25]);
  expect(Array.from(train.series!)).toEqual([...new Array(11).fill(0), ...new Array(6).fill(1)]);
  expect(Array.from(validation.inputs.starts)).toEqual([11, 12, 13, 26]);
  expect(Array.from(tests.inputs.starts)).toEqual([15]);
  // Rows take turns in the file: the first three of b stand in lines 3, 5 and 7.
  expect([train.origins!.lines[11], train.origins!.lines[12]]).toEqual([3, 5]);
  // Each is normalised by its own training rows, and MASE is in its own naive error.
  for (const [i, shop] of (["a", "b"] as const).entries()) {
    const own = list(shop, i === 0 ? 14 : 9);
    const changes = own.slice(1).map((x, t) => Math.abs(x - own[t]));
    const [{ mean, scale }] = encoding.series![i].targets;
    expect([mean, scale]).toEqual([expect.closeTo(meanOf(own), 9), expect.closeTo(deviation(own), 9)]);
    expect(encoding.series![i].naive[0]).toBeCloseTo(meanOf(changes), 9);
    const last = series![i].start + 2;
    expect(train.inputs.vectors![last]).toBeCloseTo((own[2] - mean) / scale, 5);
    expect((train.targets as { values: Float32Array }).values[last]).toBeCloseTo((own[3] - mean) / scale, 5);
  }
  expect(facts).toMatchObject({ sequences: { train: 17, validation: 4, test: 1 }, steps: { train: 23 } });
  expect(notes).toContain('Column "shop" names 2 series of 12 to 20 rows: "a" and "b".');
});

test("changes are not taken from one series to the next", async () => {
  const { series, parts } = await load({ "a.csv": inTurns() }, { difference: 1 });
  expect(series!.map(({ start }) => start)).toEqual([0, 19]);
  const changes = list("b", 12).flatMap((x, i, all) => (i === 0 ? [] : [x - all[i - 1]]));
  const [{ mean, scale }] = series![1].targets;
  expect(mean).toBeCloseTo(meanOf(changes), 9);
  const read = Array.from(parts.train.inputs.vectors!.slice(19));
  expect(read).toEqual(changes.map((x) => Math.fround((x - mean) / scale)));
  expect(parts.train.inputs.starts.length).toBe(19 - 3 + 11 - 3);
});

test("files of validation and test go on with the series of the training", async () => {
  const { series, parts } = await load(
    { "a.csv": inTurns(), "b.csv": inTurns({ a: 4, b: 2 }, LENGTHS) },
    { validation: "b.csv" },
  );
  expect(series![1].rows).toEqual({ train: [0, 12], validation: [12, 14], test: [14, 14] });
  expect(Array.from(series![0].values)).toEqual(list("a", 24));
  // A window may begin in the part before: all rows of validation are forecast.
  expect(parts.validation.inputs.starts.length).toBe(6);
});

test("a series that is too short is left out; where all are, it is an error; a row has to say its series", async () => {
  const { series, warnings } = await load({ "a.csv": inTurns({ a: 20, b: 3 }) }, {});
  expect(series!.map(({ name }) => name)).toEqual(["a"]);
  expect(warnings).toEqual([
    '1 series has fewer than 4 rows to train on, which a window and the row after it need, and is left out (data.sequence): "b".',
  ]);
  await expect(load({ "a.csv": inTurns() }, { window: 30 })).rejects.toMatchObject({
    message: 'a.csv has 20 rows to train on in its longest series, "a"; a window of 30 and the row after it need 31.',
    hint: "Lower data.window to at most 19, or train on more rows.",
  });
  await expect(load({ "a.csv": "shop,sales\n,1\na,2\n" }, {})).rejects.toMatchObject({
    message: 'There is nothing in column "shop", which names the series of a row.',
    place: { line: 2, column: 1 },
  });
});

test("what never changes is said of the series in which it does not", async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `a,${i * i},5\nb,7,9`);
  const { warnings, notes } = await load(
    { "a.csv": `shop,sales,size\n${rows.join("\n")}\n` },
    { input: ["sales", "size"], target: "sales" },
  );
  expect(notes).toContain('In training "size" of data.input is constant in each series, and is not scaled there.');
  expect(warnings).toEqual([
    'In training "sales" of data.target is constant in 1 of 2 series, "b", and is not scaled there.',
    'In training "sales" of data.target never changes from row to row in 1 of 2 series: the naive forecast makes no error, and MASE, which divides by it, leaves it out.',
  ]);
});

test("a run reads other files by what it knows of a series, and a series that it does not know by its own rows", async () => {
  const { config, file } = await prepare({ "a.csv": inTurns(), "c.csv": "shop,sales\n" }, {});
  const trained = await loadDataset(config, file);
  const encoding = encodingFromJSON(JSON.parse(JSON.stringify(encodingToJSON(trained.encoding))));
  const rows = Array.from({ length: 8 }, (_, i) => `c,${3 * i}\nb,${sales.b(i)}`);
  const other = file.replace("try.rnnconfig", "c.csv");
  writeFileSync(other, `shop,sales\n${rows.join("\n")}\n`);
  const asked = { ...config, data: { ...config.data, train: other } };
  const { series, parts } = await loadDataset(asked, file, { encoding, measured: true });
  expect(series!.map(({ name, rows: { test: own } }) => [name, own])).toEqual([
    ["c", [0, 8]],
    ["b", [0, 8]],
  ]);
  expect(series![1].targets).toEqual(trained.series![1].targets);
  // Before the first forecast of c come 0, 3 and 6; its naive error is that of all its rows.
  expect(series![0].targets[0]).toEqual({ column: "sales", mean: 3, scale: Math.sqrt(6) });
  expect(Array.from(series![0].naive)).toEqual([3]);
  expect(parts.test.inputs.starts.length).toBe(2 * 5);
});
