// Tables as people have them: as pandas, R, NumPy and Excel write them, and as they are handed on.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, parseConfig, type TaskName } from "../../src/config/index.ts";
import { type Dataset, encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";
import { type Reading, readingOf } from "../../src/reading/formats/index.ts";
import { type DatasetOptions, loadDataset } from "../../src/reading/index.ts";
import { folderWith, inWords } from "./folder.ts";

type Files = Record<string, string | Uint8Array>;

function configOf(task: string, data: object): Config {
  const { config, problems } = parseConfig(
    JSON.stringify({ task, data: { validation: 0, test: 0, ...data }, training: { sequenceLength: 20 } }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return config;
}

async function load(files: Files, task = "classification", data: object = {}, options?: DatasetOptions) {
  const config = configOf(task, { train: Object.keys(files)[0], ...data });
  return inWords<Dataset>(await loadDataset(config, join(folderWith(files), "try.rnnconfig"), options));
}

/** Texts and labels of a part. */
function examples(
  { parts, encoding }: Pick<Dataset, "parts" | "encoding">,
  part: "train" | "validation" | "test" = "train",
): string[] {
  const { inputs, targets } = parts[part];
  return Array.from(inputs.starts, (start, i) => {
    const ids = Array.from(inputs.tokens!.subarray(start, start + inputs.lengths[i]));
    const text = ids.map((id) => encoding.source.vocabulary!.symbol(id)).join("");
    return `${text} → ${targets.kind === "class" ? encoding.target.labels[targets.classes[i]] : ""}`;
  });
}

const quoted = 'say "hi\tneg\nit is\tpos\n"so" he\tneg\n';

describe("quotes", () => {
  test("in tab-separated text are characters like others, whatever the file is called", async () => {
    const expected = ['say "hi → neg', "it is → pos", '"so" he → neg'];
    for (const name of ["a.tsv", "a.csv", "a.txt"]) {
      expect(examples(await load({ [name]: quoted })), name).toEqual(expected);
    }
  });

  test("stand around cells of a tab-separated file where data.quote says so", async () => {
    const excel = 'text\tlabel\n"one\ttab"\tpos\n"two\nlines ""q"""\tneg\n';
    const data = await load({ "a.tsv": excel }, "classification", { quote: '"' });
    expect(examples(data)).toEqual(["one\ttab → pos", 'two\nlines "q" → neg']);
    expect(data.parts.train.origins!.lines).toEqual(Int32Array.of(2, 3));
  });

  test("as R writes them into tab-separated text are said", async () => {
    const { notes } = await load({ "a.tsv": '"text"\t"label"\n"one"\t"a"\n"two"\t"b"\n' });
    const excel = await load({ "a.txt": 'text\tlabel\n"good, one"\ta\nbad "one"\tb\n' });
    expect(excel.notes.join()).toContain("double quotes around cells are kept");
    expect((await load({ "a.txt": quoted })).notes.join()).not.toContain("double quotes");
    expect(notes).toContain(
      'a.tsv: double quotes around cells are kept, as in tab-separated text; data.quote "\\"" removes them.',
    );
  });

  test("may be single, or none, in other tables", async () => {
    const single = await load({ "a.csv": "text,label\n'a, b',pos\nit's,neg\n" }, "classification", { quote: "'" });
    expect(examples(single)).toEqual(["a, b → pos", "it's → neg"]);
    const none = await load({ "a.csv": 'text,label\n"so" he,neg\n5" pipe,pos\n' }, "classification", { quote: "none" });
    expect(examples(none)).toEqual(['"so" he → neg', '5" pipe → pos']);
  });
});

async function reading(text: string, task: TaskName) {
  const options = { task, format: null, delimiter: null, quote: null, header: null, named: [] };
  return inWords<Reading>(
    await readingOf({ path: join(folderWith({ "a.csv": text }), "a.csv"), name: "a.csv" }, options),
  );
}

describe("the first row", () => {
  const header = (first: string, ...rows: string[]): [string, string[]] => [
    `${[first, ...rows].join("\n")}\n`,
    first.split(","),
  ];
  test.each<[string, string, [string, string[]]]>([
    ["pandas with its index", "classification", header(",text,label", "0,good one,pos", "1,bad one,neg")],
    ["pandas without names", "forecasting", header(",0,1", "0,0.5,3.25", "1,0.75,3.5", "2,1,3.75")],
    ["NumPy's columns by number", "forecasting", header("0,1,2", "0.5,3.25,1", "0.75,3.5,2", "1,3.75,3")],
    ["years beside a usual name", "forecasting", header("month,2023", "Jan,112", "Feb,118", "Mar,132")],
    ["a year beside a name in another language", "forecasting", header("Monat,2023", "Jan,112", "Feb,118", "Mär,132")],
    ["years alone", "forecasting", header("2019,2020,2021", "112,1.5,7", "118,2.5,8")],
    ["dates as names", "forecasting", header("land,2020-01-22,2020-01-23", "DE,1,2", "FR,3,4")],
    [
      "a long name",
      "classification",
      header("what_the_customer_wrote_about_his_order_x,opinion", "good one,glad", "bad one,sad"),
    ],
    [
      "a long question",
      "classification",
      header("How satisfied were you with our new service?,answer", "a,x", "b,y", "c,x", "d,y"),
    ],
    ["a comma at the end", "classification", header("text,label,", "good one,pos,", "bad one,neg,")],
    [
      "columns without names at the end",
      "classification",
      header("v1,v2,,,", "ham,good one,,,", "spam,bad one,,,", "ham,x,,,", "ham,y,,,"),
    ],
    [
      "a date column in another language",
      "classification",
      header("Zeitpunkt,Meinung", "2024-01-05 10:00,good", "2024-01-06 11:00,bad"),
    ],
    ["some numbers missing", "forecasting", header("temp,wind", "12.5,NA", ",3", "13,4")],
  ])("names the columns: %s", async (_, task, [text, names]) => {
    const { columns, header, notes } = await reading(text, task as TaskName);
    expect(notes.join("\n")).toContain("the first row names the columns");
    expect({ header, columns }).toEqual({ header: true, columns: names });
  });

  test.each<[string, string]>([
    ["labels that come again", "good film,pos\nbad film,neg\ndull,neg\nfine,pos\n"],
    ["numbers", "1,2\n2,3\n"],
    ["a year above years", "Berlin,1961\nWall,1989\nUnity,1990\n"],
    ["0 and 1", "0,1\n1,0\n1,1\n"],
    ["a missing number above numbers", "good,NA\nbad,3\nfine,4\ngood,5\n"],
    ["a missing text", ",pos\nbad,neg\nfine,pos\n"],
    ["dates", "2024-01-05,12\n2024-01-06,13\n"],
    ["one text that is a number", "great,pos\n10,neg\nfine,pos\n"],
    ["a comma at the end", "good film,pos,\nbad film,neg,\ndull,pos,\n"],
  ])("is data: %s", async (_, text) => {
    const { columns, header, notes } = await reading(text, "classification");
    expect(notes.join("\n")).toContain("the first row is data");
    expect({ header, columns }).toEqual({ header: false, columns: ["1", "2"] });
  });
});

describe("what is no row", () => {
  test("R's header, which has no cell for its index", async () => {
    const rTable = '"text" "label"\n"1" "good one" "pos"\n"2" "bad one" "neg"\n';
    const data = await load({ "a.csv": rTable }, "classification", { delimiter: " " });
    expect(examples(data)).toEqual(["good one → pos", "bad one → neg"]);
    expect(data.columns).toEqual(["", "text", "label"]);
  });

  test("empty cells at the end of rows are none, and columns without a name are not read", async () => {
    const data = await load({ "a.csv": "text,label\ngood one,pos,\nbad one,neg,,\n" });
    expect(examples(data)).toEqual(["good one → pos", "bad one → neg"]);
    const spam = "label,text,,\nham,good one,,\nspam,bad one,more,\n";
    expect(examples(await load({ "a.csv": spam }))).toEqual(["good one → ham", "bad one → spam"]);
  });

  test("lines that stand in quotes as a whole are said to", async () => {
    const said = "a.csv: each line stands in quotes as a whole, and so is one cell with a comma in it.";
    const notes = async (table: string) => (await load({ "a.csv": table }, "generation")).notes.join("\n");
    expect(await notes('"text,label"\n"good one,pos"\n"bad one,neg"\n')).toContain(said);
    expect(await notes('"text"\n"good one, yes"\n"bad one"\n')).not.toContain(said);
  });

  test("Excel's first line says what divides the cells", async () => {
    const rows = "text;label\r\na, b;pos\r\nc;neg\r\n";
    const data = await load({ "a.csv": `\ufeffsep=;\r\n${rows}` });
    expect(examples(data)).toEqual(["a, b → pos", "c → neg"]);
    expect(examples(await load({ "a.csv": `"sep=;"\r\n${rows}` }))).toEqual(examples(data));
    expect(data.parts.train.origins!.lines).toEqual(Int32Array.of(3, 4));
    expect(data.notes).toContain("a.csv: line 1 says which delimiter the file uses, and is not read as a row.");
    const wrong = load({ "a.csv": "sep=;\ntext;label\na;pos\nb;\n" });
    await expect(wrong).rejects.toMatchObject({ code: "missing-label", place: { line: 4, column: 3 } });
  });

  test.each<[string, string, number, string[]]>([
    ["a comment of one cell", "# made on Monday\ntext,label\n#one,pos\ntwo,neg\n", 1, ["#one → pos", "two → neg"]],
    ["comments that look like rows", "# a, b\n# c, d\ntext,label\n#one,pos\n", 2, ["#one → pos"]],
    ["texts that begin with #", "#one,pos\n#two,neg\nthree,pos\n", 0, ["#one → pos", "#two → neg", "three → pos"]],
    ["a column that is called #", "#,text,label\n1,one,pos\n", 0, ["one → pos"]],
  ])("lines in front that begin with #: %s", async (_, text, lines, expected) => {
    const data = await load({ "a.csv": text });
    expect(examples(data)).toEqual(expected);
    const said = data.notes.filter((note) => note.includes("begin"));
    expect(said).toEqual(
      lines === 0
        ? []
        : [`a.csv: ${lines === 1 ? "a line that begins with # is" : `${lines} lines that begin with # are`} skipped.`],
    );
  });

  test("NumPy writes the names of columns behind a #", async () => {
    const { columns, skip, header } = await reading("# rows of one day\n# x, y\n1.0,2.0\n1.5,2.5\n", "forecasting");
    expect({ columns, skip, header }).toEqual({ columns: ["x", "y"], skip: 1, header: true });
  });

  test("a title above the table is said to be one", async () => {
    await expect(load({ "a.csv": "Sales of May\nshop,sales\na,1\n" }, "forecasting")).rejects.toMatchObject({
      code: "ragged-row",
      message: "Line 1 of a.csv is not a row of the table: it has 1 cell, and the lines below have 2.",
      place: { line: 1 },
    });
    // As Excel writes it.
    await expect(load({ "a.csv": "Sales of May,\n,\nshop,sales\na,1\n" }, "forecasting")).rejects.toMatchObject({
      code: "ragged-row",
      place: { line: 1 },
    });
  });
});

test("without names, labels are what comes again before the texts, and the longest text is read", async () => {
  const row = (label: number, text: string) => `"${label}","14678","Mon Apr 06","${text}, and so on for a while"\n`;
  const tweets = row(0, "one") + row(4, "two") + row(0, "three") + row(4, "four");
  const { encoding } = await load({ "a.csv": tweets });
  expect([encoding.target.column, encoding.source.inputs]).toEqual(["1", [{ column: "4", kind: "text" }]]);
});

describe("what divides the cells", () => {
  test.each<[string, string, string]>([
    ["a semicolon beside decimal commas", "1,5;2,25\n1,75;2,5\n", ";"],
    ["a tab beside as many commas", "yes, sir\tpos\nno, sir\tneg\n", "\t"],
    ["a comma beside several labels", "one,a;b\ntwo,c;d\n", ","],
    ["a comma beside times", "10:00,1\n11:00,2\n", ","],
    ["a bar", "one, two|pos\nthree|neg\n", "|"],
  ])("%s", async (_, text, delimiter) => {
    expect((await reading(text, "classification")).delimiter).toBe(delimiter);
  });
});

describe("other files are read as the first was", () => {
  const rows = "good film,glad\nbad film,sad\n";

  test("with a header, or without", async () => {
    // Alone, the first row of both other files would be taken for something else.
    const named = { "a.csv": `text,label\n${rows}`, "b.csv": "label,text\nglad,5\nsad,6\n", "c.csv": "text,label\n" };
    const data = await load(named, "classification", { validation: "b.csv", test: "c.csv" });
    expect(examples(data, "validation")).toEqual(["5 → glad", "6 → sad"]);
    const bare = { "a.csv": `${rows}good,glad\nbad,sad\n`, "b.csv": "a film,glad\nthe film,sad\n" };
    const again = await load(bare, "classification", { validation: "b.csv" });
    expect(examples(again, "validation")).toEqual(["a film → glad", "the film → sad"]);
    expect(again.notes.filter((note) => note.startsWith("b.csv"))).toEqual([]);
  });

  test("with the same quotes and delimiter, in a run's other files too", async () => {
    const data = await load({ "a.txt": quoted });
    const saved = encodingFromJSON(JSON.parse(JSON.stringify(encodingToJSON(data.encoding))));
    expect(saved.reading).toEqual({
      ...{ format: "tsv", ending: ".txt", delimiter: "\t", quote: null, header: false },
      columns: ["1", "2"],
    });
    const one = await load({ "b.txt": '"so" it is\tpos\nsay\tneg\n' }, "classification", {}, { encoding: saved });
    expect(examples(one)).toEqual(['"so" it is → pos', "say → neg"]);
  });

  test("and what does not fit is said", async () => {
    const bare = load({ "a.csv": `text,label\n${rows}`, "b.csv": rows }, "classification", { test: "b.csv" });
    await expect(bare).rejects.toMatchObject({
      message: 'The first row of b.csv names none of the columns of the training file, "text" and "label".',
      place: { line: 1 },
    });
    const bareRows = `${rows}good,glad\nbad,sad\n`;
    const wide = load({ "a.csv": bareRows, "b.csv": "1,a,glad\n2,b,sad\n" }, "classification", { test: "b.csv" });
    await expect(wide).rejects.toMatchObject({
      message: "b.csv has 3 columns, and the training file has 2, which are told apart by their order.",
    });
  });
});

describe("rows with a cell more than the header", () => {
  const r = "the first column has no name in the header; it holds row names and is not learned from";
  test.each([
    ["numbers that count", "text,label\n1,good one,pos\n2,bad one,neg\n3,fine one,pos\n"],
    ["quoted numbers of some rows", '"text","label"\n"7","good, one","pos"\n"3","bad one","neg"\n"12","fine","pos"\n'],
    ["names", "mpg,cyl\nMazda RX4,21,6\nDatsun 710,22.8,4\nHornet 4 Drive,21.4,6\n"],
  ])("have names of their own, as R writes them: %s", async (_, text) => {
    const { columns, notes } = await reading(text, "classification");
    expect(columns[0]).toBe("");
    expect(columns).toHaveLength(3);
    expect(notes.join("\n")).toContain(r);
  });

  test.each([
    ["a comma in each text", "text,label\nbad film, seen on day 8,y\ngood film, seen on day 4,x\n", ""],
    ["a comma in each text, without a space", "text,label\nbad film,seen,y\ngood one,not,x\n", ""],
    ["decimal commas", "date,temp\n2020-01-01,10,1\n2020-01-02,11,9\n2020-01-03,12,5\n", "10,1 is one number"],
    ["decimal commas after a count", "day,temp\n1,10,1\n2,11,9\n3,12,5\n", "10,1 is one number"],
  ])("are refused: %s", async (_, text, hint) => {
    const target = text.startsWith("text") ? { input: "text", target: "label" } : { input: "temp", target: "temp" };
    const task = text.startsWith("text") ? "classification" : "forecasting";
    const error = await load({ "a.csv": text }, task, target).catch((error) => error);
    expect(error).toMatchObject({ code: "ragged-row", place: { line: 2 } });
    expect(error.message).toBe("Line 2 of a.csv has 3 cells, and the first row has 2.");
    expect(error.hint).toContain(hint);
  });
});
