// What is wrong with a file that a command is given is told of that file, by the name it was given.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { evaluateRun, forecastOf } from "../../src/runner/index.ts";
import type { RunFolder } from "../../src/runs/index.ts";
import { runOn } from "./countedRun.ts";

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
  await expectErrors(text, "b.txt", (data) => evaluateRun(text, { data }), [
    [undefined, "missing-file", "There is no file FILE."],
    ["", "empty-file", "FILE is empty."],
    ["a", "too-little-text", "FILE holds a single character; to predict the next one takes at least two."],
    ["abcd", "unknown-symbols", 'The text has 1 character that the model does not know: "d".'],
  ]);
  const table = await runOn({ "a.csv": "text,label\nab,x\nba,y\n" });
  await expectErrors(table, "b.csv", (data) => evaluateRun(table, { data }), [
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
  await expectErrors(run, "b.csv", (data) => forecastOf(run, { data }), [
    [undefined, "missing-file", "There is no file FILE."],
    ["", "empty-file", "FILE is empty."],
    ["y\n1\nx\n", "not-a-number", 'There is "x" in column "y", where a number is expected.', 3],
  ]);
});
