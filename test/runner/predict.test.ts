// What is predicted of files as people have them: every format that training reads, answers beside the inputs, lines that are wrong.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { evaluateRun, type PredictedLine, predictLines } from "../../src/runner/index.ts";
import type { RunFolder } from "../../src/runs/index.ts";
import { runOn } from "./countedRun.ts";

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of source) found.push(each);
  return found;
}

/** Answers in short: what was read, what is answered, what the file says; errors as their code and place. */
async function answers(run: RunFolder, name: string, text: string, fromStandardInput = false): Promise<string[]> {
  const path = join(run.path, name);
  writeFileSync(path, text);
  const chunks = async function* () {
    for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
  };
  const found: string[] = [];
  for await (const line of predictLines(run, fromStandardInput ? chunks() : path, fromStandardInput ? "-" : name)) {
    if (line instanceof UserError) found.push(`${line.code} ${line.place.line}:${line.place.column ?? ""}`);
    else found.push(`${line.line}: ${shown(line)}`);
  }
  return found;
}

function shown({ text, perStep, answers, symbols, expected }: PredictedLine): string {
  const best = answers.map(([{ label }]) => label);
  const said = perStep ? best.map((label, i) => `${symbols![i]}/${label}`).join(" ") : `${text} → ${best[0]}`;
  return expected ? `${said} (${expected.map((labels) => labels.join("+")).join(" ")})` : said;
}

const rows = ["awful film,bad", "great film,good", "dull film,bad", "lovely film,good"];
const reviews = `text,label\n${[...rows, ...rows].join("\n")}\n`;

it("labels that the run does not have are not compared, and the ones that may be meant are named", async () => {
  const numbers = reviews.replaceAll(",bad", ",0").replaceAll(",good", ",1");
  const run = await runOn({ "a.csv": numbers }, { data: { unit: "word" } });
  const path = join(run.path, "b.csv");
  writeFileSync(path, "text,label\ngreat,1.0\nawful,0\ndull,other\n");
  const lines = (await all(predictLines(run, path, "b.csv"))) as PredictedLine[];
  expect(lines.map(({ right, compared, foreign }) => ({ right, compared, foreign }))).toEqual([
    { right: 0, compared: 0, foreign: [{ label: "1.0", like: "1" }] },
    { right: 1, compared: 1, foreign: undefined },
    { right: 0, compared: 0, foreign: [{ label: "other" }] },
  ]);
});

describe("of a table with names, in any order of columns, with quotes", () => {
  it("answers are compared, and rows that are wrong are passed over", async () => {
    const run = await runOn({ "a.csv": reviews }, { data: { unit: "word", lowercase: true } });
    const table = 'id,label,text\n1,good,"awful, ""Purple"""\n2,bad\n3,good,great\n4,bad,"x" y\n5,bad,Dull\n';
    const expected = [
      '2: awful, "Purple" → bad (good)',
      "ragged-row 3:1",
      "4: great → good (good)",
      "bad-quote 5:9",
      "6: Dull → bad (bad)",
    ];
    expect(await answers(run, "b.csv", table)).toEqual(expected);
    expect(await answers(run, "b.csv", table, true), "standard input, byte by byte").toEqual(expected);
    // Without the labels, and as lines of text or JSON.
    expect(await answers(run, "b.csv", "text\ngreat\nawful\n")).toEqual(["2: great → good", "3: awful → bad"]);
    expect(await answers(run, "b.txt", "great, or what\n\nawful, label\n")).toEqual([
      "1: great, or what → good",
      "3: awful, label → bad",
    ]);
    const lines = '{"text": "great", "label": "bad"}\n{"text": NaN}\n{"text": null}\n{"text": "dull"}\n';
    expect(await answers(run, "b.jsonl", lines)).toEqual([
      "1: great → good (bad)",
      "bad-json 2:10",
      "empty-input 3:",
      "4: dull → bad",
    ]);
    await expect(answers(run, "b.csv", "txt\ngreat\n")).rejects.toMatchObject({
      message: 'b.csv has no column "text", which is read as data.input.',
      hint: 'It has "txt": call it "text", as the first file of data.train does.',
    });
  });

  it("words are given as they stood", async () => {
    const run = await runOn({ "a.csv": reviews }, { data: { unit: "word", lowercase: true } });
    const found = await all(predictLines(run, join(run.path, "..", "..", "..", "a.csv"), "a.csv"));
    expect(found).toHaveLength(8);
    const path = join(run.path, "b.txt");
    writeFileSync(path, "Great PURPLE film\n");
    const [line] = await all(predictLines(run, path, "b.txt"));
    expect(line).toMatchObject({ symbols: ["Great", "PURPLE", "film"], unknown: ["PURPLE"] });
  });
});

it("of a table with names, a file that has none, with rows that are wrong", async () => {
  const run = await runOn({ "a.tsv": reviews.replaceAll(",", "\t") }, { data: { unit: "word" } });
  const bare = "great film\tgood\nbroken\ndull film\tgood\n";
  const expected = ["1: great film → good (good)", "ragged-row 2:1", "3: dull film → bad (good)"];
  for (const name of ["b.txt", "b.tsv"]) {
    expect(await answers(run, name, bare), name).toEqual(expected);
    expect(await answers(run, name, bare, true), `${name} from standard input`).toEqual(expected);
    const data = { source: join(run.path, name), name };
    expect(await evaluateRun(run, { data })).toMatchObject({
      figures: { accuracy: 0.5 },
      ...{ targets: 2, leftOut: 1 },
      warnings: [expect.stringMatching(/^1 row cannot be read, and is left out\. Line 2 of b\.t/)],
    });
  }
  // Other names are other columns, and labels that the run does not have show no table.
  await expect(answers(run, "b.tsv", "words\tclass\na\tgood\nb\tbad\n")).rejects.toMatchObject({
    code: "missing-column",
  });
  expect(await answers(run, "b.txt", "great\tx\n")).toEqual(["1: great\tx → good"]);
});

it("of a table without names: with the label, without it, and as lines", async () => {
  const bare = rows.map((row) => row.split(",").reverse().join("\t")).join("\n");
  const run = await runOn({ "a.txt": `${bare}\n${bare.replaceAll("film", "story")}\n` }, { data: { unit: "word" } });
  expect(await answers(run, "b.txt", 'bad\t"great film\ngood\tdull\n')).toEqual([
    '1: "great film → good (bad)',
    "2: dull → bad (good)",
  ]);
  expect(await answers(run, "b.txt", "great film\nmost dull\n")).toEqual([
    "1: great film → good",
    "2: most dull → bad",
  ]);
  expect(await answers(run, "b.tsv", "great film\ndull\n")).toEqual(["1: great film → good", "2: dull → bad"]);
  await expect(answers(run, "b.tsv", "1\tbad\tdull\n")).rejects.toMatchObject({ code: "changed-columns" });
});

describe("of tags", { timeout: 20_000 }, () => {
  const sentence = "Anna B-name\nate O\nRome B-place\n";
  const tokens = Array.from({ length: 4 }, () => sentence).join("\n");

  it("CoNLL with tags, without them, a sentence a line", async () => {
    const run = await runOn({ "a.conll": tokens }, { task: "tagging", kind: "most-frequent-tag" });
    const file = "Rome B-place\nate B-name\n\nx\nAnna O\n\nAnna O\n";
    const expected = ["1: Rome/B-place ate/O (B-place B-name)", "ragged-row 4:1", "7: Anna/B-name (O)"];
    expect(await answers(run, "b.conll", file)).toEqual(expected);
    expect(await answers(run, "b.txt", file)).toEqual(expected);
    expect(await answers(run, "b.txt", "Rome\nate\n\nPurple\n")).toEqual([
      "1: Rome/B-place ate/O",
      expect.stringMatching(/^4: Purple/),
    ]);
    expect(await answers(run, "b.txt", "Anna ate\nRome ate\n")).toEqual([
      "1: Anna/B-name ate/O",
      "2: Rome/B-place ate/O",
    ]);
  });

  it("a sentence and its tags a line, with tags and without", async () => {
    const line = "Anna ate Rome\tB-name O B-place\n";
    const run = await runOn({ "a.txt": line.repeat(3) }, { task: "tagging", kind: "most-frequent-tag" });
    const file = "Rome ate\tO O\nAnna\tO O\nate\tO\n";
    expect(await answers(run, "b.txt", file)).toEqual([
      "1: Rome/B-place ate/O (O O)",
      "uneven-tags 2:6",
      "3: ate/O (O)",
    ]);
    expect(await answers(run, "b.txt", "Rome ate\n")).toEqual(["1: Rome/B-place ate/O"]);
  });

  it("a table whose rows are steps, with the sentence in its first row alone", async () => {
    const table = (words: string[]) =>
      `Sentence #,Word,Tag\n${words.map((word, i) => `${i % 3 === 0 ? `S${i}` : ""},${word}\n`).join("")}`;
    const train = table(Array.from({ length: 4 }, () => ["Anna,B-name", "ate,O", "Rome,B-place"]).flat());
    const data = { sequence: "Sentence #", input: "Word", target: "Tag" };
    // The column of the sentences is found, too.
    for (const named of [data, {}]) {
      const run = await runOn({ "a.csv": train }, { task: "tagging", kind: "most-frequent-tag", data: named });
      expect(await answers(run, "b.csv", table(["Rome,O", "ate,O", "Anna,B-name", "ate,O"]))).toEqual([
        "2: Rome/B-place ate/O Anna/B-name (O O B-name)",
        "5: ate/O (O)",
      ]);
      // Tokens with their columns are read whatever their file is called.
      for (const name of ["d.txt", "d.conll"]) {
        const conll = "-DOCSTART- -X- O\n\nRome NNP O\nate VBD O\n\nAnna NNP O\n\n";
        expect(await answers(run, name, conll)).toEqual(["3: Rome/B-place ate/O (O O)", "6: Anna/B-name (O)"]);
      }
      // Without it, empty lines divide sentences.
      if (named === data) continue;
      expect(await answers(run, "c.csv", "Word,Tag\nRome,O\nate,O\n\nAnna,O\n")).toEqual([
        "2: Rome/B-place ate/O (O O)",
        "5: Anna/B-name (O)",
      ]);
    }
  });
});

describe("entities", { timeout: 20_000 }, () => {
  const tokens = "Ann\tB-name\nSue\tI-name\nate\tO\n😀\tB-x\nate\tO\nate\tO\n\n";
  const entitiesIn = async (run: RunFolder, name: string, text: string) => {
    const path = join(run.path, name);
    writeFileSync(path, text);
    const found = await all(predictLines(run, path, name, { entities: true }));
    return found.map((line) => (line as PredictedLine).entities);
  };

  it("are given by type, tokens, and characters of a line of text, in code points", async () => {
    const run = await runOn({ "a.conll": tokens.repeat(2) }, { task: "tagging", kind: "most-frequent-tag" });
    expect(await entitiesIn(run, "b.txt", "ate  😀  Ann Sue\u00a0\nate ate\n")).toEqual([
      [
        { type: "x", start: 1, end: 2, text: "😀", startCharacter: 5, endCharacter: 6 },
        { type: "name", start: 2, end: 3, text: "Ann", startCharacter: 8, endCharacter: 11 },
      ],
      [],
    ]);
    expect(await entitiesIn(run, "b.txt", "ate Ann  Sue\n")).toEqual([
      [{ type: "name", start: 1, end: 3, text: "Ann  Sue", startCharacter: 4, endCharacter: 12 }],
    ]);
    // Tokens of their own have no line.
    expect(await entitiesIn(run, "b.conll", "ate O\nAnn O\nSue O\n")).toEqual([
      [{ type: "name", start: 1, end: 3, text: "Ann Sue" }],
    ]);
    expect(await entitiesIn(run, "b.jsonl", '{"1": ["Ann", "Sue"]}\n{"1": "Ann"}\n')).toEqual([
      [{ type: "name", start: 0, end: 2, text: "Ann Sue" }],
      [{ type: "name", start: 0, end: 1, text: "Ann", startCharacter: 0, endCharacter: 3 }],
    ]);
  });

  it("of letters count those that the model does not know, and may have no type", async () => {
    const rows = "ACGT\tOBIO\nTACG\tOOBI\n";
    const run = await runOn({ "a.tsv": rows.repeat(2) }, { task: "tagging", kind: "most-frequent-tag" });
    expect(await entitiesIn(run, "b.txt", "TTCNG\n")).toEqual([
      [{ type: "", start: 2, end: 5, text: "CNG", startCharacter: 2, endCharacter: 5 }],
    ]);
  });

  it("are refused where tags mark none", async () => {
    const run = await runOn({ "a.conll": "a NN\nb VB\n" }, { task: "tagging", kind: "most-frequent-tag" });
    await expect(entitiesIn(run, "b.txt", "a\n")).rejects.toMatchObject({
      code: "no-entities",
      message: `${run.id} predicts "NN" and "VB", which mark no entities.`,
    });
  });
});

it("one new character is left out, and said, by evaluate too", async () => {
  const run = await runOn({ "a.csv": reviews.replaceAll("film,", "film x,") }, { data: { unit: "character" } });
  const path = join(run.path, "b.csv");
  writeFileSync(path, "text,label\nlovely filmé,good\né,bad\n");
  const [line, empty] = await all(predictLines(run, path, "b.csv"));
  expect(line).toMatchObject({ unknown: ["é"], expected: [["good"]], agrees: [true], right: 1 });
  expect((line as PredictedLine).symbols!.join("")).toBe("lovely film");
  expect(empty).toMatchObject({ message: "Line 3 of b.csv has no symbol that the model knows." });
  expect(await evaluateRun(run, { data: { source: path, name: "b.csv" } })).toMatchObject({
    ...{ targets: 1, figures: { accuracy: 1 } },
    warnings: [
      expect.stringMatching(
        /^2 steps are left out: the model does not know a character, "é". The first is in line 2 of /,
      ),
      expect.stringMatching(/^1 example without any token in line 3 of .* is left out\.$/),
    ],
  });
});
