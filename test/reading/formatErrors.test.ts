import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { parseConfig } from "../../src/config/index.ts";
import { readingOf, readRecords } from "../../src/reading/formats/index.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { folderWith } from "./folder.ts";

type Case = [content: string | Uint8Array, data?: object, task?: string, name?: string];

async function errorOf([content, data, task = "classification", name = "a.csv"]: Case): Promise<[UserError, string]> {
  const { config, problems } = parseConfig(
    JSON.stringify({ task, data: { train: name, validation: 0, test: 0, ...data }, training: { sequenceLength: 3 } }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  const folder = folderWith({ [name]: content });
  const error = await loadDataset(config, join(folder, "try.rnnconfig")).then(
    () => new Error("it was read"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`${JSON.stringify(content).slice(0, 100)}: ${error}`);
  return [error, folder];
}

const NUMBERS = { input: ["x"], target: "label" };
const STEPS = { sequence: "id", target: "label" };
const huge = "x".repeat(5_000_000);

/** What people are told about their tables is in formatErrors.snapshot.txt, which is reviewed like prose. */
const CASES: Case[] = [
  [""],
  ["\n\n", {}, "forecasting"],
  ["", { train: "*.csv" }],
  ["", {}, "classification", "a.jsonl"],
  ["text,label\na,b\nc,d,e\n"],
  ["text,label\na,b\rc,d\n"],
  ["text,label\na,b\n\ufefftext,label\nc,d\n"],
  ["text,label\n\na,b\n\nc\n"],
  ['text,label\n"a\nb",c\nd,"e'],
  ['text,label\na,b\n"c"d,e\n"f",g\n'],
  ['text,label\na,"b\nc," d\n'],
  ["text,label\na,b\n", { input: "txt" }],
  ["a,b\nc,d\n", { target: "3", header: false }],
  ["text,label,label\na,b,c\n", { header: true }],
  ["text\na\n"],
  ["text,label\na,\n"],
  ["text,label\n"],
  ["x,label\n1,a\n2 3,b\n", NUMBERS],
  ["x,label\n1,a\n ,b\n", NUMBERS],
  ["x,label\n1,a\nNaN,b\n", NUMBERS],
  ["x;label\n1,5;a\n", { input: ["x"], target: "label" }],
  ['x,label\n"1",a\n"2\n",b\n"1e999",c\n', NUMBERS],
  ["text,label\na,good\nb,bad\n", { labels: "ordered" }],
  ["text,label\na,x\nb,y\nc,z\n", { labels: "binary" }],
  ["text,label,part\na,x,train\nb,y,vaildation\n", { partition: "part" }],
  ["id,x,label\n1,0,a\n2,0,b\n1,0,a\n", STEPS],
  ["id,x,label\n1,0,a\n1,0,b\n", STEPS],
  ["a,b,label\nx y,z,1\n", { input: ["a", "b"], target: "label" }],
  [`text,label\n"${huge}`],
  [`text,label\na,b\n${huge}`],
  [`text,label\n${"a,".repeat(20_000)}b\n`],
  [`${"a,".repeat(20_000)}b\n`],
  [huge],
  [Buffer.from("text,label\nna\xefve,x\n", "latin1")],
  ["text,label\na\0,x\n"],
  ['{"text": "a", "label": 1}\n{"text": "b", label: 2}\n', {}, "classification", "a.jsonl"],
  ['{"text": "a", "x": 1}\n{"text": "NaN", "x": NaN}\n', {}, "classification", "a.jsonl"],
  ['{"x": [1, -Infinity], "label": 1}\n', {}, "classification", "a.jsonl"],
  ["{'text': 'a', 'label': 1}\n", {}, "classification", "a.jsonl"],
  ['{"text": "it\'s None", "label": None}\n', {}, "classification", "a.jsonl"],
  ['x,label\n1,a\n"1,234.50",b\n', NUMBERS],
  ["x;label\n1.234,5;a\n", NUMBERS],
  ["x,label\n0.45 %,a\n", NUMBERS],
  ["x,label\n−5,a\n", NUMBERS],
  ["x,label\n€ 12.50,a\n", NUMBERS],
  ["x,label\n1 234 567,a\n", NUMBERS],
  ['{"text": "a", "label": 1}\n[1]\n', {}, "classification", "a.jsonl"],
  ['{"text": "a", "label": 1}\n\n{"text": "b"}\n', {}, "classification", "a.jsonl"],
  ['{"text": "a", "label": ["x"]}\n', {}, "classification", "a.jsonl"],
  ['{"text": "a", "label": {}}\n', { labels: "several" }, "classification", "a.jsonl"],
  ['{"f": [[1, 2], [3]], "label": 1}\n', {}, "classification", "a.jsonl"],
  ['{"f": [[1, 2], [3, null]], "label": 1}\n', { input: "f" }, "classification", "a.jsonl"],
  ['{"f": [[1, 2]], "label": 1}\n{"f": [[1]], "label": 1}\n', {}, "classification", "a.jsonl"],
  ['{"tokens": ["a", ""], "tags": ["O", "O"]}\n', {}, "tagging", "a.jsonl"],
  ['{"tokens": ["a", "b"], "tags": ["O"]}\n', {}, "tagging", "a.jsonl"],
  ["a O\nb O\nc\n", {}, "tagging", "a.conll"],
  ["a O\n", { target: "pos" }, "tagging", "a.conll"],
  ["a b\tO O\nc d\tO\n", {}, "tagging", "a.txt"],
  [`{"text": "a", "label": 1}\n${huge}`, {}, "classification", "a.jsonl"],
  ["a b\tO O\nc d\n", { format: "tagged-lines" }, "tagging", "a.txt"],
  ["1\n2\n3\n", { window: 5 }, "forecasting"],
  ["t,y\n1,2\n2,\n", {}, "forecasting"],
  ["a,b\n1,2\n2,3\n3,4\n", { input: ["a", "b"], target: "a", horizon: 2, window: 1 }, "forecasting"],
  ["\n\n", {}, "generation", "a.txt"],
  ["text,text,label\na,b,x\n"],
  ["x,y,label\n1,2,a\n", { input: ["x", "y"], target: "y" }],
  ["text,label\ra,x\rb,y\r"],
  ['[\n  {"text": "a", "label": 1},\n  {"text": "b", "label": 2}\n]\n', {}, "classification", "a.json"],
  [
    '<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n',
    {},
    "sequence-to-sequence",
    "a.tmx",
  ],
  ["a,b,text\nx,y,z\n", { input: ["a", "b"], target: "text" }, "generation"],
];

test("what people are told", async () => {
  const report: string[] = [];
  for (const each of CASES) {
    const [error, folder] = await errorOf(each);
    const { file, line, column, key } = error.place;
    const place = [file, line, column, key].filter((part) => part !== undefined).join(":");
    const [content, data = {}, task = "classification"] = each;
    const shown = JSON.stringify(String(content))
      .replaceAll(huge, "HUGE")
      .replace(/(a,){20000}/, "MANY");
    const text = `${shown} ${JSON.stringify(data)} ${task}\n    ${error.code} at ${place}\n    ${error.message}\n    ${error.hint ?? "(no hint)"}\n`;
    report.push(text.replaceAll(folder, "FOLDER"));
  }
  await expect(report.join("\n")).toMatchFileSnapshot("formatErrors.snapshot.txt");
});

test("a file that goes after it was found is said to be gone", async () => {
  const folder = folderWith({ "a.csv": "text,label\na,b\n" });
  const file = { path: join(folder, "a.csv"), name: "a.csv" };
  const options = {
    task: "classification" as const,
    format: null,
    delimiter: null,
    quote: null,
    header: null,
    named: [],
  };
  const reading = await readingOf(file, options);
  rmSync(file.path);
  const gone = { code: "missing-file", message: "There is no file a.csv." };
  await expect(readRecords(reading, file, () => {})).rejects.toMatchObject(gone);
  await expect(readingOf(file, options)).rejects.toMatchObject(gone);
});
