// What is wrong with a file that a command is given is told of that file, by the name it was given.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { evaluateRun, forecastOf, type GivenData, writeLines } from "../../src/runner/index.ts";
import type { RunFolder } from "../../src/runs/index.ts";
import { runOn } from "./countedRun.ts";

const file = (path: string) => ({ source: path, name: path });

type Cases = [content: string | undefined, code: string, message: string, line?: number][];

async function expectErrors(run: RunFolder, name: string, use: (data: string) => Promise<unknown>, cases: Cases) {
  for (const [i, [content, code, message, line]] of cases.entries()) {
    const path = join(run.path, `${i}-${name}`);
    if (content !== undefined) writeFileSync(path, content);
    const place = { file: path, ...(line !== undefined && { line }) };
    await expect(use(path), message).rejects.toMatchObject({ code, message: message.replace("FILE", path), place });
  }
  await expect(use(run.path)).rejects.toMatchObject({ code: "is-folder" });
}

it("evaluate names it: of a text, a table and a series", { timeout: 20_000 }, async () => {
  const text = await runOn({ "a.txt": "abc ".repeat(50) }, { task: "language-model", kind: "ngram" });
  await expectErrors(text, "b.txt", (data) => evaluateRun(text, { data: file(data) }), [
    [undefined, "missing-file", "There is no file FILE."],
    ["", "empty-file", "FILE is empty."],
    ["a", "too-little-text", "FILE holds a single character; to predict the next one takes at least two."],
    ["abcd", "unknown-symbols", 'The text has 1 character that the model does not know: "d".'],
  ]);
  const table = await runOn({ "a.csv": "text,label\nab,x\nba,y\n" });
  await expectErrors(table, "b.csv", (data) => evaluateRun(table, { data: file(data) }), [
    [undefined, "missing-file", "There is no file FILE."],
    ["", "empty-file", "FILE is empty."],
    ["text,label\n", "nothing-to-measure", "FILE has nothing to measure"],
    ["text,lable\nab,x\n", "missing-column", 'FILE has no column "label", which is read as data.target.', 1],
    ["text,label\nab,z\n", "unknown-label", '"z" in column "label" is no label that the model knows.', 2],
  ]);
});

it("forecast names it", { timeout: 20_000 }, async () => {
  const rows = Array.from({ length: 40 }, (_, i) => i % 7).join("\n");
  const run = await runOn({ "a.csv": `y\n${rows}\n` }, { task: "forecasting", kind: "drift", data: { window: 4 } });
  await expectErrors(run, "b.csv", (data) => forecastOf(run, { data: file(data) }), [
    [undefined, "missing-file", "There is no file FILE."],
    ["", "empty-file", "FILE is empty."],
    ["y\n1\nx\n", "not-a-number", 'There is "x" in column "y", where a number is expected.', 3],
  ]);
});

const sides = Array.from({ length: 12 }, (_, i) => [`we see ${"abcdefghijkl"[i]} dogs`, `wir sehen ${i} Hunde`]);
const lines = (row: (source: string, target: string, i: number) => string) =>
  sides.map(([source, target], i) => `${row(source, target, i)}\n`).join("");

/** One file of pairs in all the ways in which people have it. */
const WRITTEN: Record<string, string> = {
  "plain.txt": lines((source, target) => `${source}\t${target}`),
  "plain.tsv": lines((source, target) => `${source}\t${target}`),
  "tatoeba.tsv": lines(
    (source, target, i) => `${source}\t${target}\tCC-BY 2.0 (France) Attribution: tatoeba.org #${i}`,
  ),
  "ids.tsv": lines((source, target, i) => `${1277 + 3 * i}\t${source}\t${5077 + 7 * i}\t${target}`),
  "named.tsv": `en\tde\n${lines((source, target) => `${source}\t${target}`)}`,
  "named.txt": `en\tde\n${lines((source, target) => `${source}\t${target}`)}`,
  "excel.csv": `\ufeffen;de\r\n${lines((source, target) => `${source};${target}`).replaceAll("\n", "\r\n")}`,
  "pandas.csv": `,en,de\n${lines((source, target, i) => `${i},"${source}",${target}`)}`,
  "objects.jsonl": lines((en, de) => JSON.stringify({ en, de })),
  "nested.jsonl": lines((en, de) => JSON.stringify({ translation: { en, de } })),
};

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
}

/** What predict and evaluate make of some data: its first pair, and how many symbols are measured; or the code of the error. */
async function madeOf(run: RunFolder, given: () => GivenData): Promise<unknown[]> {
  const { source, name } = given();
  const codeOf = (error: { code: string }) => error.code;
  const predicted = async () => {
    for await (const line of writeLines(run, source, name, {}))
      return line instanceof UserError ? line.code : [line.text, line.expected];
  };
  return await Promise.all([
    predicted().catch(codeOf),
    evaluateRun(run, { data: given() }).then(({ targets, leftOut }) => [targets, leftOut], codeOf),
  ]);
}

describe("a run of pairs reads a file of pairs, whatever the one of its training looks like", {
  timeout: 20_000,
}, () => {
  const first = sides[0];
  const symbols = sides.reduce((sum, [, target]) => sum + target.length + 1, 0);
  const all = [first, [symbols, 0]];
  const task = { task: "sequence-to-sequence", kind: "most-frequent-target" };

  it.each(["plain.txt", "tatoeba.tsv", "named.tsv", "excel.csv", "pandas.csv", "objects.jsonl"])("%s", async (own) => {
    const run = await runOn({ [own]: WRITTEN[own] }, task);
    for (const [name, text] of Object.entries(WRITTEN)) {
      const path = join(run.path, name);
      writeFileSync(path, text);
      // Names that the run has learned are not taken by their order.
      const isNamed = !["plain.txt", "tatoeba.tsv"].includes(own);
      const expected = isNamed && name === "nested.jsonl" ? new Array(2).fill("missing-column") : all;
      expect(await madeOf(run, () => ({ source: path, name })), name).toEqual(expected);
    }
    // Nothing says what standard input is called.
    for (const name of ["plain.txt", "tatoeba.tsv", "named.tsv"]) {
      const given = () => ({ source: bytes(WRITTEN[name]), name: "standard input" });
      expect(await madeOf(run, given), `${name} from standard input`).toEqual(all);
    }
    const sources = () => ({ source: bytes(lines((source) => source)), name: "standard input" });
    expect(await madeOf(run, sources)).toEqual([[first[0], undefined], "no-target"]);
  });

  it("a list of JSON and lines of old Macintosh computers are told as what they are, by every command", async () => {
    const run = await runOn({ "named.tsv": WRITTEN["named.tsv"] }, task);
    const files = {
      "list.json": ["bad-json", `[\n${lines((en, de) => JSON.stringify({ en, de })).replaceAll("}\n{", "},\n{")}]\n`],
      "mac.tsv": ["line-breaks", WRITTEN["named.tsv"].replaceAll("\n", "\r")],
    };
    for (const [name, [code, text]] of Object.entries(files)) {
      const path = join(run.path, name);
      writeFileSync(path, text);
      expect(await madeOf(run, () => ({ source: path, name })), name).toEqual([code, code]);
    }
  });

  it("rows that cannot be read are left out, counted and told, and errors name standard input", async () => {
    const run = await runOn({ "named.tsv": WRITTEN["named.tsv"] }, task);
    const evaluate = (text: string, targets?: string) =>
      evaluateRun(run, {
        data: { source: bytes(text), name: "standard input" },
        ...(targets !== undefined && { targets: { source: bytes(targets), name: "t.txt" } }),
      });
    const broken = "en\tde\nwe see\twir sehen\nbroken\na\tb\tc\tu\n\twir\n";
    expect(await evaluate(broken)).toMatchObject({
      targets: 10,
      leftOut: 3,
      warnings: [
        "2 rows cannot be read, and are left out. The first: Line 3 of standard input has 1 cell, and the lines before it have 2.",
        "The pair in line 5 of standard input has an empty source, and is left out.",
      ],
    });
    await expect(evaluate("en\tde\nbroken\n")).rejects.toMatchObject({
      code: "ragged-row",
      place: { file: "standard input", line: 2, column: 1 },
    });
    expect(await evaluate("we see\na\n", "wir\nb\n")).toMatchObject({ targets: 6, leftOut: 0 });
    await expect(evaluate("we see\na\n", "wir\n")).rejects.toMatchObject({
      message: "standard input has 2 lines, and t.txt 1. Line n of one belongs to line n of the other.",
    });
  });
});
