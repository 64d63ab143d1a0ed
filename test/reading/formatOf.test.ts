// Which kind of file it is: an ending is a hint, and what the first lines show counts more.
import { describe, expect, test } from "vitest";
import { encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";
import { load, shown } from "./dataset.ts";

const tagging = (data: object = {}) => ({ task: "tagging", data: { unit: "word", ...data } });
const LINES = "show me flights\tO O B-X\nto Rome\tO B-Y\nok\tO\n";
const COLUMNS = "show\tO\nme\tO\nflights\tB-X\n\nto\tO\nRome\tB-Y\n\nok\tO\n";
const CELLS = COLUMNS.replaceAll("\t", ",");
const found = ["show/O me/O flights/B-X", "to/O Rome/B-Y", "ok/O"];

async function read(name: string, text: string, data: object = {}) {
  const dataset = await load({ [name]: text }, tagging(data));
  const sentences = shown(dataset).map(([words, tags]) =>
    (words as string[]).map((word, i) => `${word}/${(tags as string[])[i]}`).join(" "),
  );
  return { sentences, said: dataset.notes.filter((note) => note.includes("read as")), notes: dataset.notes };
}

describe("tagging", () => {
  const lines = "tagged-lines (one sentence per line, with a tab before its tags)";
  const columns = "conll (one token per line, with a blank line between sentences)";

  test.each([
    ["train.iob", LINES, `${lines}, as its first lines show, although its name ends in .iob`],
    ["train.tsv", LINES, `${lines}, as its first lines show, although its name ends in .tsv`],
    ["train.csv", LINES, `${lines}, as its first lines show, although its name ends in .csv`],
    ["train.conllu", LINES, `${lines}, as its first lines show, although its name ends in .conllu`],
    ["train.txt", LINES, `${lines}, by its first lines`],
    ["train.iob", COLUMNS, undefined],
    ["train.iob", "show\tO\nme\tO\n\n", `${columns}, as its name ends in .iob`, ["show/O me/O"]],
    ["train.tsv", COLUMNS, `${columns}, as its first lines show, although its name ends in .tsv`],
    ["train.csv", COLUMNS, `${columns}, as its first lines show, although its name ends in .csv`],
    ["train.txt", COLUMNS.replaceAll("\t", " "), `${columns}, by its first lines`],
    ["train", COLUMNS, `${columns}, by its first lines`],
    ["train.tsv", `Word\tTag\n${COLUMNS}`, `${columns}, as its first lines show, although its name ends in .tsv`],
    ["train.txt", `-DOCSTART- O\n${COLUMNS}`, `${columns}, by its first lines`],
    ["train.csv", CELLS, undefined],
    ["train.iob", CELLS, "csv (a table), as its first lines show, although its name ends in .iob"],
    ["train.txt", `word,tag\n${CELLS}`, "csv (a table), by its first lines"],
    ["train.tsv", `sentence\ttags\n${LINES}`, undefined],
    ["train.txt", `sentence\ttags\n${LINES}`, "tsv (a table with tabs between its cells), by its first lines"],
  ])("%s %j", async (name, text, said, sentences = found) => {
    expect(await read(name, text)).toMatchObject({
      sentences,
      said: said === undefined ? [] : [`${name} is read as ${said}; data.format can say otherwise.`],
    });
    // Tags a word show that tokens are words, whatever the unit of texts.
    expect((await read(name, text, { unit: "character" })).sentences).toEqual(sentences);
  });

  test("JSON Lines under another name, and a brace that is a token", async () => {
    const json = '{"tokens": ["a", "b"], "tags": ["O", "X"]}\n';
    expect((await read("a.conll", json)).sentences).toEqual(["a/O b/X"]);
    expect((await read("a.txt", "{ O\na X\n\n} O\n")).sentences).toEqual(["{/O a/X", "}/O"]);
  });

  test("what the config says of a table, or of its columns, is a table's", async () => {
    expect((await read("a.tsv", COLUMNS, { header: false })).said).toEqual([]);
    expect((await read("a.tsv", COLUMNS, { format: "tsv", header: false })).sentences).toEqual(found);
    expect((await read("a.tsv", `form\tclass\n${COLUMNS}`, { input: "form", target: "class" })).sentences).toEqual(
      found,
    );
    expect((await read("a.tsv", LINES, { input: "1", target: "2" })).sentences).toEqual(found);
  });

  test("an empty line ends a sequence of rows, unless there is one below each", async () => {
    const rowNote = "A row is a step, a token with its tag";
    expect((await read("a.csv", CELLS)).notes).toContain(`${rowNote}; an empty line ends a sequence.`);
    const below = await read("a.csv", CELLS.replaceAll("\n\n", "\n").replaceAll("\n", "\n\n"));
    expect(below.sentences).toEqual([found.join(" ")]);
    expect(below.notes).toContain(
      `${rowNote}. Nothing says where a sequence ends (data.sequence, or empty lines), so each has 50 steps, unless training.sequenceLength says another number.`,
    );
    // A number that is given means itself, whatever stands for null elsewhere.
    const tokens = Array.from({ length: 120 }, (_, i) => `w${i},O\n`).join("");
    const given = {
      task: "tagging",
      data: { unit: "word", format: "csv", header: false },
      training: { sequenceLength: 1000 },
    };
    const whole = await load({ "a.csv": tokens }, given);
    expect(shown(whole)).toHaveLength(1);
    expect(encodingFromJSON(encodingToJSON(whole.encoding)).source.rows).toBe(1000);
    expect(shown(await load({ "a.csv": tokens }, { ...given, training: {} }))).toHaveLength(3);
  });

  test("tags in the first row of a table name no columns", async () => {
    expect((await read("a.tsv", "EU\tB-ORG\nrejects\tO\n")).sentences).toEqual(["EU/B-ORG rejects/O"]);
    expect((await read("a.csv", "EU rejects,B-ORG O\nok,O\n")).sentences).toEqual(["EU/B-ORG rejects/O", "ok/O"]);
  });

  test("a file that is not like the first is read as that was, with a warning", async () => {
    const files = { "a.txt": LINES, "b.txt": COLUMNS };
    const { warnings } = await load(files, tagging({ test: "b.txt" }));
    expect(warnings).toContain(
      "b.txt is read as tagged-lines (one sentence per line, with a tab before its tags), as the first file is, although its first lines look like conll; data.format can say otherwise.",
    );
  });
});

describe("other tasks", () => {
  test("a table with commas in a .tsv, one with tabs in a .jsonl, JSON Lines in a .csv", async () => {
    const expected = [
      [["o", "k"], "x"],
      [["n", "o"], "y"],
    ];
    for (const [name, text] of Object.entries({
      "a.tsv": "text,label\nok,x\nno,y\n",
      "a.jsonl": "text\tlabel\nok\tx\nno\ty\n",
      "a.csv": '{"text":"ok","label":"x"}\n{"text":"no","label":"y"}\n',
    })) {
      const data = await load({ [name]: text }, {});
      expect(shown(data), name).toEqual(expected);
      expect(data.notes[0], name).toContain("as its first lines show, although its name ends in");
    }
  });

  test("lines of text may hold commas; with names above they are a table", async () => {
    const written = async (name: string, text: string) => {
      const { parts, encoding } = await load({ [name]: text }, { task: "generation" });
      return [parts.train.inputs.starts.length, encoding.target.prompts];
    };
    expect(await written("a.txt", "Hello, you\nBye, me\n")).toEqual([2, undefined]);
    expect(await written("a.txt", "name,gender\nAnn,girl\nBo,boy\n")).toEqual([2, ["boy", "girl"]]);
  });
});
