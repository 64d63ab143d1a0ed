// Rows of a series and their time: what says when, what is wrong with the order, and which rows are of several series.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { folderWith, inWords } from "./folder.ts";

async function load(files: Record<string, string>, data: object = {}) {
  const [train] = Object.keys(files);
  const { config, problems } = parseConfig(
    JSON.stringify({ task: "forecasting", data: { train, validation: 0, test: 0, window: 3, ...data } }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return inWords(await loadDataset(config, join(folderWith(files), "try.rnnconfig")));
}

/** A table of these times and values that rise and fall. */
function table(times: readonly (string | number)[], { head = "date,y", cell = "," } = {}): string {
  return `${head}\n${times.map((time, i) => `${time}${cell}${(i * i) % 7}`).join("\n")}\n`;
}

/** What is said beside which columns are read. */
const unevenIn = ({ notes }: { notes: string[] }) => notes.filter((note) => /gap|spaced/.test(note));
const unevenOf = async (text: string) => unevenIn(await load({ "a.csv": text }));
const warningsOf = async (text: string, data?: object) => (await load({ "a.csv": text }, data)).warnings;
const two = (n: number) => String(n).padStart(2, "0");
const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const days = (n: number) => Array.from({ length: n }, (_, i) => day(i));

describe("the order of rows in time", () => {
  test("newest first, as prices are downloaded", async () => {
    // Weekdays alone: a weekend is no gap.
    const weekdays = days(40).filter((text) => new Date(text).getUTCDay() % 6 !== 0);
    const american = weekdays.map((text) => text.replace(/(\d+)-(\d+)-(\d+)/, "$2/$3/$1"));
    expect(await warningsOf(table(american))).toEqual([]);
    expect(await unevenOf(table(american))).toEqual([]);
    expect(await warningsOf(table(american.toReversed()))).toEqual([
      'The rows of a.csv run backwards in time: column "date" goes from 2024-02-09 (line 2) back to 2024-01-01 (line 31), so a forecast would go into the past. Sort the rows by it, oldest first.',
    ]);
  });

  test("unsorted, repeated, with gaps", async () => {
    const swapped = days(30).with(10, day(11)).with(11, day(10));
    expect(await warningsOf(table(swapped))).toEqual([
      'The rows of a.csv are not in the order of time: by column "date", 1 row is earlier than the row before, 2024-01-11 (line 13) after 2024-01-12 (line 12). Sort the rows by it, oldest first.',
    ]);
    expect(await warningsOf(table(days(30).toSpliced(6, 0, day(5))))).toEqual([
      '1 row of a.csv has the time of another row, by column "date": 2024-01-06 (line 8) as in line 7.',
    ]);
    expect(await unevenOf(table(days(30).toSpliced(20, 1).toSpliced(6, 2)))).toEqual([
      'There are 2 gaps in the time of the rows of a.csv: by column "date" they are 1 day apart, but not from 2024-01-06 (line 7) to 2024-01-09 (line 8); from 2024-01-20 (line 19) to 2024-01-22 (line 20).',
    ]);
    const uneven = [0, 1, 5, 6, 14, 20, 21, 29, 50, 51, 80, 81].map(day);
    expect(await unevenOf(table(uneven))).toEqual([
      'The rows of a.csv are not evenly spaced in time: by column "date", from one to the next it is 1 day to 29 days. A forecast assumes even steps.',
    ]);
  });

  test("from file to file, in the order in which they are read", async () => {
    const files = { "b.csv": table(days(20).slice(10)), "a.csv": table(days(10)) };
    const { warnings } = await load(files, { train: ["b.csv", "a.csv"] });
    expect(warnings).toEqual([
      'The rows of the files are not in the order of time: by column "date", 1 row is earlier than the row before, 2024-01-01 (a.csv, line 2) after 2024-01-20 (b.csv, line 11). Sort the rows by it, oldest first.',
    ]);
  });

  // Every other row but one is there: a gap shows that these are read as times, and in which unit.
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  test.each<[string, (i: number) => string | number, string]>([
    ["2024-01", (i) => `${2020 + Math.floor(i / 12)}-${two((i % 12) + 1)}`, "1 month"],
    ["the last of a month", (i) => new Date(Date.UTC(2023, i + 1, 0)).toISOString().slice(0, 10), "1 month"],
    ["2024Q1", (i) => `${2010 + Math.floor(i / 4)}Q${(i % 4) + 1}`, "3 months"],
    ["2010-W05", (i) => `2010-W${two(i + 1)}`, "1 week"],
    ["31.1.2024", (i) => day(i).replace(/(\d+)-0?(\d+)-0?(\d+)/, "$3.$2.$1"), "1 day"],
    ["01/02/2024, months", (i) => `${two((i % 12) + 1)}/01/${2020 + Math.floor(i / 12)}`, "1 month"],
    ["05-Jan-24", (i) => day(i).replace(/20(\d+)-(\d+)-(\d+)/, (_, y, m, d) => `${d}-${MONTHS[m - 1]}-${y}`), "1 day"],
    ["Jan 5, 2024", (i) => `"${MONTHS[0]} ${i + 1}, 2024"`, "1 day"],
    ["2024-01-01T00:00:00Z", (i) => new Date(Date.UTC(2024, 0, 1, i)).toISOString(), "1 hour"],
    ["1/1/2024 11:30 PM", (i) => `1/1/2024 ${i % 12 || 12}:30 ${i < 12 ? "AM" : "PM"}`, "1 hour"],
    ["20240131", (i) => day(i).replaceAll("-", ""), "1 day"],
    ["10:05", (i) => `${two(Math.floor(i / 6))}:${i % 6}0`, "10 minutes"],
    ["seconds since 1970", (i) => 1_700_000_000 + 60 * i, "1 minute"],
    ["milliseconds since 1970", (i) => 1_700_000_000_000 + 500 * i, "500 ms"],
  ])("%s", async (_, time, step) => {
    const times = Array.from({ length: 24 }, (_, i) => time(i)).toSpliced(5, 1);
    const dataset = await load({ "a.csv": table(times, { head: "when;y", cell: ";" }) });
    const { warnings, encoding } = dataset;
    const uneven = unevenIn(dataset);
    expect(warnings).toEqual([]);
    expect(uneven).toEqual([expect.stringContaining(`they are ${step} apart, but not from `)]);
    expect(uneven[0]).toMatch(/\(line 6\) to .*\(line 7\)\.$/);
    expect(encoding.target.numbers.map(({ column }) => column)).toEqual(["y"]);
  });

  test("a date and a time of day, a year and a month in columns of their own", async () => {
    const minutes = (n: number) => Array.from({ length: n }, (_, i) => i).filter((i) => i !== 7);
    const power = minutes(30).map((i) => `16/12/2006;17:${two(i)}:00;${i % 5}.5`);
    expect(await unevenOf(`Date;Time;power\n${power.join("\n")}\n`)).toEqual([
      expect.stringMatching(/^There is a gap .* by column "Date" and "Time" they are 1 minute apart, .*\(line 8\) to/),
    ]);
    const months = minutes(30).map((i) => `${2020 + Math.floor(i / 12)},${(i % 12) + 1},${i % 5}.5`);
    const dataset = await load({ "a.csv": `year,month,rain\n${months.join("\n")}\n` });
    const { notes, encoding } = dataset;
    expect(unevenIn(dataset)).toEqual([expect.stringContaining('"year" and "month" they are 1 month apart')]);
    expect(encoding.source.features.map(({ column }) => column)).toEqual(["rain"]);
    expect(notes).toContain(
      'a.csv: "year" and "month" say when a row was. They are read only if data.input names them.',
    );
  });
});

describe("what is read and forecast unasked", () => {
  const inputsOf = async (text: string, data?: object) =>
    (await load({ "a.csv": text }, data)).encoding.source.inputs.map(({ column }) => column);
  const rows = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => row(i)).join("\n");

  test("neither a timestamp nor a column that counts, unless it is named", async () => {
    expect(await inputsOf(`timestamp,y\n${rows(9, (i) => `${1_700_000_000 + 37 * i * i},${i % 4}`)}\n`)).toEqual(["y"]);
    expect(await inputsOf(`t,y\n${rows(9, (i) => `${i},${i % 4}`)}\n`)).toEqual(["y"]);
    expect(await inputsOf(`date,index,y\n${rows(9, (i) => `${day(i)},${i},${i % 4}`)}\n`)).toEqual(["y"]);
    expect(await inputsOf(`${rows(9, (i) => `${i + 1},${i % 4}`)}\n`)).toEqual(["2"]);
    expect(await inputsOf(`t,y\n${rows(9, (i) => `${i},${i % 4}`)}\n`, { input: ["t", "y"] })).toEqual(["t", "y"]);
  });

  test("what counts and stands alone, and what only looks like a number of a date", async () => {
    expect(await inputsOf(`t\n${rows(9, (i) => String(i))}\n`)).toEqual(["t"]);
    expect(await inputsOf(`price,volume\n${rows(9, (i) => `${1990 + (i % 7)}.5,${(i * i) % 7}`)}\n`)).toEqual([
      "price",
      "volume",
    ]);
    expect(await inputsOf(`date,level\n${rows(9, (i) => `${day(i)},${10 * i}`)}\n`)).toEqual(["level"]);
  });
});

describe("rows of several series in one table", () => {
  const sales = (shop: number, i: number) => (100 * shop + ((i * i) % 7)).toFixed(1);
  const below = [1, 2, 3].flatMap((shop) => days(20).map((date, i) => `shop ${shop},${date},${sales(shop, i)}`));
  const inTurns = days(20).flatMap((date, i) => [1, 2, 3].map((shop) => `${date},${shop},${sales(shop, i)}`));
  const why =
    'by column "date" they go back or repeat, and within each value of column "SHOP" they do not. Read as one series, they jump from one to the next; set data.sequence to "SHOP" to separate its 3 series.';

  test("are offered data.sequence: one below the other, in turns, without a time", async () => {
    const said = (column: string) => [`The rows seem to be of several series: ${why.replaceAll("SHOP", column)}`];
    expect(await warningsOf(`shop,date,sales\n${below.join("\n")}\n`)).toEqual(said("shop"));
    expect(await warningsOf(`date,store,sales\n${inTurns.join("\n")}\n`)).toEqual(said("store"));
    const timeless = below.map((row) => row.replace(/,.*?,/, ","));
    expect(await warningsOf(`shop,sales\n${timeless.join("\n")}\n`)).toEqual([
      'The rows seem to be of several series: column "shop" has 3 values, one after the other. Read as one series, they jump from one to the next; set data.sequence to "shop" to separate its 3 series.',
    ]);
    expect(await warningsOf(`shop,date,sales\n${below.join("\n")}\n`, { sequence: "shop" })).toEqual([]);
  });

  test("have their order in time each", async () => {
    const wrong = below.with(25, below[24]).map((row, i) => (i < 20 ? below[19 - i] : row));
    expect(await warningsOf(`shop,date,sales\n${wrong.join("\n")}\n`, { sequence: "shop" })).toEqual([
      'The rows of series "shop 1" in a.csv run backwards in time: column "date" goes from 2024-01-20 (line 2) back to 2024-01-01 (line 21), so a forecast would go into the past. Sort the rows by it, oldest first.',
      '1 row of series "shop 2" in a.csv has the time of another row, by column "date": 2024-01-05 (line 27) as in line 26.',
    ]);
  });
});

describe("an empty line in a series of one column", () => {
  test.each([
    ["header", "y\n1\n2\n\n3\n4\n5\n", 4],
    ["no header, white space", "1\n2\n  \n3\n4\n5\n", 3],
    ["as pandas writes it", 'y\n1\n2\n""\n3\n4\n5\n', 4],
    ["below the header", "y\n\n1\n2\n3\n4\n", 2],
  ])("is a value that is missing: %s", async (_, text, line) => {
    const column = text.startsWith("y") ? "y" : "1";
    await expect(load({ "a.csv": text })).rejects.toMatchObject({
      message: `There is nothing in column "${column}", where a number is expected.`,
      place: { line },
    });
  });

  test("is one in a file of lines too", async () => {
    const found = load({ "a.txt": "1\n2\n\n3\n4\n\n" }, { format: "text" });
    await expect(found).rejects.toMatchObject({ code: "not-a-number", place: { line: 3 } });
    const { series } = await load({ "a.txt": "1\n2\n3\n4\n\n" }, { format: "text" });
    expect(series![0].values.length).toBe(4);
  });

  test("at the end of the file is nothing; in a table of several columns it is no row", async () => {
    const { series } = await load({ "a.csv": "y\n1\n2\n3\n4\n\n \n" });
    expect(Array.from(series![0].values)).toEqual([1, 2, 3, 4]);
    const two = await load({ "a.csv": "y,z\n1,5\n5,3\n\n3,4\n4,9\n" });
    expect(two.series![0].values.length).toBe(8);
  });
});

describe("dates as files have them", () => {
  const zoned = (text: string) => `${text} 00:00:00`;
  const short = (locale: string, month: "short" | "long") => (text: string) =>
    new Date(text).toLocaleDateString(locale, { day: "numeric", month, year: "numeric", timeZone: "UTC" });
  test.each<[string, (text: string) => string]>([
    ["PostgreSQL", (text) => `${zoned(text)}+00`],
    ["a zone by its name", (text) => `${zoned(text)} CET`],
    ["a zone in letters that begin with a", (text) => `${text} 13:00 AEDT`],
    ["a zone in brackets", (text) => `${text}T00:00:00+01:00[Europe/Berlin]`],
    [
      "ctime",
      (text) =>
        `${new Date(text).toUTCString().replace(/(\w+), (\d+) (\w+) (\d+) .*/, "$1 $3 $2")} 00:00:00 +0000 ${text.slice(0, 4)}`,
    ],
    ["French", short("fr", "long")],
    ["French, short", short("fr", "short")],
    ["Spanish", short("es", "short")],
    ["Spanish, long", short("es", "long")],
    ["Italian", short("it", "long")],
    ["Portuguese", short("pt", "long")],
    ["German", short("de", "long")],
  ])("newest first: %s", async (_, written) => {
    const rows = days(150)
      .toReversed()
      .map((text) => `"${written(text)}"`);
    expect((await warningsOf(table(rows))).join()).toContain('run backwards in time: column "date" goes from 2024-05-');
    expect(await unevenOf(table(rows.toReversed()))).toEqual([]);
  });

  test("a row whose date cannot be read is named, and is no gap", async () => {
    const text = table([...days(30).with(9, "unknown"), "Total"]);
    expect(await warningsOf(text)).toEqual([
      '2 rows of a.csv have no date that can be read in column "date", and are read as measured all the same: line 11; line 32. Remove totals and remarks, and correct the others.',
    ]);
    expect(await unevenOf(text)).toEqual([]);
  });

  test("day and month are as the order has them, though no day is above 12; years too", async () => {
    const early = Array.from({ length: 366 }, (_, i) => day(i)).filter((text) => Number(text.slice(8)) <= 12);
    for (const order of ["$2/$3/$1", "$3/$2/$1"]) {
      const rows = early.map((text) => text.replace(/(\d+)-(\d+)-(\d+)/, order));
      expect(await warningsOf(table(rows))).toEqual([]);
      expect(await warningsOf(table(rows.toReversed()))).toHaveLength(1);
    }
    const months = Array.from(
      { length: 120 },
      (_, i) => `${new Date(Date.UTC(2024, i)).toUTCString().slice(8, 11)}-${24 + Math.floor(i / 12)}`,
    );
    expect(await warningsOf(table(months))).toEqual([]);
    expect(await unevenOf(table(months))).toEqual([]);
    expect((await warningsOf(table(months.toReversed()))).join()).toContain(
      "from 2033-12-01 (line 2) back to 2024-01-01",
    );
  });
});

test("a time of day that starts anew is of the next day, either way round", async () => {
  const clock = Array.from({ length: 120 }, (_, i) => `${two(Math.floor(i / 2) % 24)}:${i % 2 ? "30" : "00"}`);
  const text = table(clock, { head: "time,y" });
  expect(await warningsOf(text)).toEqual([]);
  expect(await unevenOf(text)).toEqual([]);
  expect(await warningsOf(table(clock.toReversed(), { head: "time,y" }))).toEqual([
    'The rows of a.csv run backwards in time: column "time" goes from 11:30 (line 2) back to 00:00 (line 121), so a forecast would go into the past. Sort the rows by it, oldest first.',
  ]);
  const swapped = clock.with(60, clock[61]).with(61, clock[60]);
  expect((await warningsOf(table(swapped, { head: "time,y" }))).join()).toContain(
    "1 row is earlier than the row before, 06:00 (line 63) after 06:30 (line 62)",
  );
});

describe("points that may stand between thousands", () => {
  const german = (values: readonly string[]) =>
    `Datum;Umsatz\n${values.map((value, i) => `${String(i + 1).padStart(2, "0")}.01.2024;${value}`).join("\n")}\n`;
  const rising = Array.from({ length: 12 }, (_, i) => `1.${String(100 + i * i)}`);

  test("are said, with lines of both kinds", async () => {
    expect(await warningsOf(german(rising.with(4, "822")))).toEqual([
      'Column "Umsatz" has numbers like 1.100 (line 2; 11 in all) beside whole numbers like 822 (line 6). They are read with a decimal point, as 1.1. If the point separates thousands, write 1100 instead of 1.100 in the file; if it is a decimal point, write it as 1.1000 to say so.',
    ]);
    expect((await warningsOf(german(rising))).join()).toContain("If the point separates thousands");
    expect((await warningsOf(table(days(12)).replace(/,0$/m, ",1.234").replace(/,1$/m, ",822"))).length).toBe(1);
  });

  test("are decimal points beside other decimals, and beside small whole numbers", async () => {
    expect(await warningsOf(german(rising.with(4, "822").with(5, "1.5")))).toEqual([]);
    expect(await warningsOf(german(rising.with(4, "822").with(5, "0.250")))).toEqual([]);
    expect(await warningsOf(table(days(12)).replace(/,0$/m, ",1.234"))).toEqual([]);
  });

  test("no number is hexadecimal", async () => {
    await expect(warningsOf(table(days(12)).replace(/,0$/m, ",0x1F"))).rejects.toThrow("0x1F");
    await expect(warningsOf(table(days(12)).replace(/,0$/m, ",1.234.567"))).rejects.toThrow("1.234.567");
  });
});
