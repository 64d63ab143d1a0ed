import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { checkData } from "../../src/reading/index.ts";
import { folderWith } from "./folder.ts";

type Settings = { task?: string; data?: object; model?: object; training?: object };

/** Problems of some files, the first of which is trained on, as "severity code (key): message". */
async function problemsOf(
  files: Record<string, string>,
  { task = "classification", data, model, training = {} }: Settings,
) {
  const [train] = Object.keys(files);
  const settings = { train, validation: 0, test: 0, ...data };
  const { config, problems } = parseConfig(
    JSON.stringify({ task, data: settings, model, training: { batchSize: 1, ...training } }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  const checked = await checkData(config, join(folderWith(files), "try.rnnconfig"));
  return checked.problems.map(({ severity, code, key, message }) => `${severity} ${code} (${key}): ${message}`);
}

const TABLE = "text,label\naab,x\nbba,y\nabb,x\n";

test("nothing is said of data that is good", async () => {
  expect(
    await problemsOf({ "a.csv": TABLE, "b.csv": "text,label\nbab,y\n" }, { data: { validation: "b.csv" } }),
  ).toEqual([]);
  expect(await problemsOf({ "a.txt": "abab".repeat(30) }, { task: "language-model" })).toEqual([]);
});

test("an empty split, by fraction, by column, by file", async () => {
  expect(await problemsOf({ "a.csv": TABLE }, { data: { validation: 0.2 } })).toEqual([
    "warning empty-split (data.validation): There is no validation: data.validation is 0.2, and there are too few examples for one of them.",
  ]);
  const split = "text,label,part\naab,x,train\nbba,y,train\nabb,x,test\n";
  expect(await problemsOf({ "a.csv": split }, { data: { partition: "part", validation: 0.1 } })).toEqual([
    'warning empty-split (data.partition): There is no validation: no row of column "part" says so.',
  ]);
  expect(await problemsOf({ "a.csv": TABLE, "b.csv": "text,label\n" }, { data: { test: "b.csv" } })).toEqual([
    "warning data (data.train): b.csv has no examples.",
    "warning empty-split (data.test): There is no test: the files of data.test have no examples.",
  ]);
});

test("no minibatch at all, and what to do", async () => {
  expect(await problemsOf({ "a.csv": TABLE }, { training: { batchSize: 32 } })).toEqual([
    "error too-little-data (training.batchSize): The training part has 3 sequences, and one minibatch takes training.batchSize = 32, so there is none. Lower training.batchSize to at most 3, or train on more data.",
  ]);
  const text = { "a.txt": "abab".repeat(30) };
  const [error, ...more] = await problemsOf(text, { task: "language-model", training: { batchSize: 32 } });
  expect(error).toMatch(/^error too-little-text \(training\.batchSize\): The training part has 120 tokens, .* Lower/);
  expect(more).toEqual([]);
  expect(await problemsOf({ "a.csv": "1\n2\n3\n" }, { task: "forecasting" })).toEqual([
    "error too-little-data (training.sequenceLength): a.csv has 3 rows to train on; a window of 50 and the row after it need 51. Lower training.sequenceLength to at most 2, or train on more rows.",
  ]);
});

test("what counts needs no minibatch", async () => {
  const [training, kinds] = [{ batchSize: 32 }, ["bag-of-words", "ngram"]];
  const [bag, ngram] = kinds.map((kind) => ({ model: { kind }, training }));
  expect(await problemsOf({ "a.csv": TABLE }, bag)).toEqual([]);
  expect(await problemsOf({ "a.txt": "abab".repeat(30) }, { task: "language-model", ...ngram })).toEqual([]);
});

test("a sequence longer than the data", async () => {
  const text = { "a.txt": "abab".repeat(30) };
  expect(await problemsOf(text, { task: "language-model", data: { validation: 0.1 } })).toEqual([
    "warning long-sequence (training.sequenceLength): training.sequenceLength 50 is longer than validation, which has 12 tokens: it is measured as one short sequence.",
  ]);
  expect(await problemsOf({ "a.csv": TABLE }, { training: { sequenceLength: 2 } })).toEqual([
    "warning data (training.sequenceLength): 3 sequences are longer than training.sequenceLength 2 and cut off there; the longest has 3 steps.",
  ]);
});

test("labels that training never sees, and rows that it has seen", async () => {
  const validation = "text,label\naab,z\nbab,x\n";
  expect(await problemsOf({ "a.csv": TABLE, "b.csv": validation }, { data: { validation: "b.csv" } })).toEqual([
    'warning unseen-labels (data.validation): In validation there is a label that training never sees: "z". The model cannot know it.',
    "warning repeated-rows (data.validation): 1 of 2 sequences of validation is in training too, step for step, so validation measures in part what training has already seen.",
  ]);
  // The same texts with other numbers are other inputs.
  const steps = (x: number) => `id,x,y,label\n1,${x},1,a\n1,2,1,a\n2,0,1,b\n2,1,1,b\n`;
  const numbers = (x: number) =>
    problemsOf(
      { "a.csv": steps(1), "b.csv": `${steps(x).slice(0, -16)}` },
      { data: { sequence: "id", validation: "b.csv" } },
    );
  expect(await numbers(1)).toMatchObject([
    expect.stringContaining("repeated-rows (data.validation): All of 1 sequence"),
  ]);
  expect(await numbers(7)).toEqual([]);
});

test("characters that occur once, or in training never; a share of <unk> above a fifth", async () => {
  const text = `${"abab".repeat(30)}ß`;
  expect(await problemsOf({ "a.txt": text }, { task: "language-model" })).toEqual([
    'warning rare-characters (data.vocabulary.minFrequency): 1 character occurs only once in training: "ß". A model learns little about it; data.vocabulary.minFrequency 2 replaces such characters by <unk>.',
  ]);
  const other = { "a.csv": TABLE, "b.csv": "text,label\nüa,x\n" };
  expect(await problemsOf(other, { data: { validation: "b.csv" } })).toEqual([
    'warning unseen-characters (data.vocabulary): 1 character occurs only in validation or test, so the model never learns it: "ü".',
  ]);
  const words = { "a.csv": TABLE, "b.csv": "text,label\nnew words here,x\n" };
  expect(await problemsOf(words, { data: { validation: "b.csv", unit: "word" } })).toEqual([
    "warning unknown-share (data.vocabulary): 100.0 % of validation is <unk>, so its figures say little. Training has none of these words; more data have more.",
  ]);
});

test("one label alone; a file that cannot be read", async () => {
  expect(await problemsOf({ "a.csv": "text,label\naab,x\nbba,x\n" }, {})).toEqual([
    'warning one-label (data.target): Every example has the label "x": there is nothing to tell apart.',
  ]);
  const broken = { "a.csv": TABLE, "b.csv": 'text,label\n"ab,x\n' };
  expect(await problemsOf(broken, { data: { test: "b.csv" } })).toEqual([
    'error unclosed-quote (data.test): b.csv:2:1: b.csv: the quote that opens in line 2 is never closed. Close it with "; a quote within a quoted cell is written twice: "". Where quotes are ordinary characters, set data.quote to "none".',
  ]);
});

test("labels that may be meant as one, and letters that are two", async () => {
  const alike = (labels: string[]) =>
    problemsOf({ "a.csv": `text,label\n${labels.map((label) => `ab,${label}\nba,${label}\n`).join("")}` }, {});
  expect(await alike(["1", "1.0", "2"])).toEqual([
    'warning alike-labels (data.target): The labels "1" (2) and "1.0" (2) are one number, written in different ways, and count as 2 different labels. Write them alike if they are meant as one.',
  ]);
  expect(await alike(["Pos", "pos", "neg"])).toEqual([
    'warning alike-labels (data.target): The labels "Pos" (2) and "pos" (2) are the same except for upper and lower case, and count as 2 different labels. Write them alike if they are meant as one.',
  ]);
  expect(await alike(["caf\u00e9", "cafe\u0301", "not good", "not\u00a0good"])).toEqual([
    expect.stringContaining(
      String.raw`"cafe\u0301" (2) and "café" (2) are the same except for white space or the form`,
    ),
    expect.stringContaining(String.raw`"not good" (2) and "not\u00a0good" (2) are the same except for white space`),
  ]);
  expect(await alike(["True", "1", "False"])).toEqual([
    'warning alike-labels (data.target): The labels "1" (2) and "True" (2) are one truth value, as a word and as a number, and count as 2 different labels. Write them alike if they are meant as one.',
  ]);
  expect(await alike(["a", "A", "10", "100"])).toEqual([]);
});

test("a text that is missing is left out and said, as null in JSON or as nothing in a table", async () => {
  const lines = '{"text": "ab", "label": 1}\n{"text": null, "label": 2}\n{"text": "ba", "label": 2}\n';
  expect(await problemsOf({ "a.jsonl": lines }, {})).toEqual([
    "warning data (data.train): 1 example without any token in line 2 of a.jsonl is left out.",
  ]);
  expect(await problemsOf({ "a.csv": "text,label\nab,x\n,y\nba,y\n,x\n" }, {})).toEqual([
    "warning data (data.train): 2 examples without any token are left out; the first is in line 3 of a.csv.",
  ]);
});

test("what pandas and R write for a missing value is said where it is read as a text or a label", async () => {
  expect(
    await problemsOf({ "a.csv": "text,label\nab,x\nba,nan\nab,y\nbb,nan\nNaN,y\n" }, { data: { unit: "word" } }),
  ).toEqual([
    'warning data (data.train): "NaN" is read as a text (it is in line 6 of a.csv), and often stands for a missing value. If it does here, remove these lines.',
    'warning data (data.train): "nan" is read as a label (2 times, first in line 3 of a.csv), and often stands for a missing value. If it does here, remove these lines.',
  ]);
});

test("whole numbers beyond 2^53 as labels, and carriage returns alone in a text", async () => {
  const line = (text: string, label: string) => `{"text": "${text}", "label": ${label}}\n`;
  const big = line("ab", "9007199254740992") + line("ba", "9007199254740993") + line("bb", "7");
  expect(await problemsOf({ "a.jsonl": big }, {})).toEqual([
    expect.stringContaining("such as 9007199254740992 in line 1 of a.jsonl; neighbouring ones cannot be told apart"),
  ]);
  expect(await problemsOf({ "a.txt": "abab\r".repeat(30) }, { task: "language-model" })).toEqual([
    expect.stringContaining("a.txt has 30 carriage returns (CR) without a line feed"),
  ]);
});

test("NaN in the column of sequences is a row of the sequence above", async () => {
  const rows = ["S 1,Anna,P", "NaN,went,O", "NaN,home,O", "S 2,Bo,P", "NaN,ran,O", "S 3,Bo,P", "NaN,ran,O"];
  const table = { "a.csv": `sentence,word,tag\n${rows.join("\n")}\n` };
  const data = { input: "word", target: "tag", sequence: "sentence" };
  expect((await problemsOf(table, { task: "tagging", data })).filter((text) => text.startsWith("error"))).toEqual([]);
});

test("rows of one clip in more than one part", async () => {
  // Forty clips of six rows each: of the 240 rows, 24 are drawn for validation and 12 for the test.
  const rows = Array.from(
    { length: 240 },
    (_, i) => `${Math.floor(i / 6)},${(i * i) % 97}.5,${(i * 7) % 89}.5,${i % 3}`,
  );
  const table = { "a.csv": `clip,x,y,label\n${rows.join("\n")}\n` };
  const [problem, ...rest] = await problemsOf(table, { data: { validation: 0.1, test: 0.05 } });
  expect(rest).toEqual([]);
  expect(problem).toMatch(
    /^warning data \(data\.sequence\): Rows that belong together are in more than one part: column "clip" has 40 values, each in rows that follow each other, and (2\d|3\d) of them have rows both in training and in validation or test/,
  );
  expect(problem).toMatch(/Set data\.sequence to "clip" if .* or a column that data\.partition names\.$/);
  // Nothing is measured, so nothing is seen twice; what is named is read.
  expect(await problemsOf(table, { data: { input: ["clip", "x"] } })).toEqual([]);
  // Values that come again here and there are no clips.
  const mixed = rows.map((row, i) => row.replace(/^\d+/, String((i * 11) % 40)));
  const torn = { "a.csv": `clip,x,y,label\n${mixed.join("\n")}\n` };
  expect(await problemsOf(torn, { data: { validation: 0.1, test: 0.05 } })).toEqual([]);
});

test("a column that says which one it is is no input unless it is named", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `img_${Math.floor(i / 6)}.png,${(i * i) % 97}.5,${i % 3}`);
  const { config } = parseConfig(JSON.stringify({ task: "classification", data: { train: "a.csv" } }));
  const file = join(folderWith({ "a.csv": `image,x,label\n${rows.join("\n")}\n` }), "try.rnnconfig");
  const notes = (await checkData(config!, file)).notes.map(({ text }) => text);
  expect(notes).toContain('a.csv: "image" says which one it is. It is read only if data.input names it.');
  expect(notes).toContain('a.csv: data.input is "x".');
});

test("a problem carries what it is about as data, whatever its words are", async () => {
  const of = async (files: Record<string, string>, data: object) => {
    const { config } = parseConfig(
      JSON.stringify({ task: "classification", data: { validation: 0, test: 0, ...data } }),
    );
    return (await checkData(config!, join(folderWith(files), "try.rnnconfig"))).problems;
  };
  const rows = "text,label\naab,x\nbba,y\n";
  const [column] = await of({ "a.csv": rows }, { train: "a.csv", target: "labels" });
  expect(column).toMatchObject({ key: "data.target", value: "labels", suggestions: ["label"] });
  expect(column.said).toMatchObject({ id: "reading/examples.noSuchColumn", args: { value: "labels", near: "label" } });
  const [gone] = await of({ "a.csv": rows }, { train: ["a.csv", "b.csv"] });
  expect(gone).toMatchObject({ code: "missing-file", key: "data.train", value: "b.csv", suggestions: ["a.csv"] });
  const [folder] = await of({ "a/b.csv": rows }, { train: "a" });
  expect(folder).toMatchObject({ code: "is-folder", value: "a", suggestions: ["a/*.txt"] });
  const [ragged] = await of({ "a.csv": rows, "b.csv": `${rows}1,2,3\n` }, { train: ["a.csv", "b.csv"] });
  expect(ragged).toMatchObject({ key: "data.train", value: "b.csv", place: { line: 4, column: 1 } });
  const warnings = await of({ "a.csv": `${rows}${"a".repeat(1001)},x\n` }, { train: "a.csv" });
  expect(warnings.map(({ key, said }) => [key, said?.id])).toContainEqual([
    "training.sequenceLength",
    "reading/examples.truncated",
  ]);
});
