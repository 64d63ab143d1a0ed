// Sequences with transcripts, in files as people have them: which columns are read, how targets become labels, and what is said of what
// cannot be learned from.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { parseConfig } from "../../src/config/index.ts";
import { type Dataset, type Encoding, encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { folderWith, inWords } from "./folder.ts";

type Files = Record<string, string | Uint8Array>;

async function load(files: Files, data: object = {}, training: object = {}, options: object = {}) {
  const [train] = Object.keys(files);
  const { config, problems } = parseConfig(
    JSON.stringify({ task: "transcription", data: { train, validation: 0, test: 0, ...data }, training }),
  );
  expect(problems).toEqual([]);
  return inWords<Dataset>(await loadDataset(config!, join(folderWith(files), "try.rnnconfig"), options));
}

/** The error of data that cannot be read: its text, and the file's name and line. */
async function refused(files: Files, data?: object, training?: object) {
  const error = await load(files, data, training).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error ?? new Error("It was read");
  return { code: error.code, text: error.message, file: error.place.file?.split("/").pop(), line: error.place.line };
}

/** Each example of a part: steps, numbers or tokens of its first step, and labels. */
function examples({ parts, encoding }: Pick<Dataset, "parts" | "encoding">, part: "train" | "test" = "train") {
  const { inputs, targets } = parts[part];
  if (targets.kind !== "sequences") throw new Error("These are no transcripts");
  const { starts, lengths, tokens } = targets.sequences;
  return Array.from(inputs.lengths, (steps, i) => ({
    steps,
    labels: Array.from(tokens.subarray(starts[i], starts[i] + lengths[i]), (id) =>
      id < 0 ? "?" : encoding.target.vocabulary!.symbol(id),
    ),
  }));
}

const vectors = (steps: number, width = 2) =>
  Array.from({ length: steps }, (_, t) => Array.from({ length: width }, (_, f) => t + f / 10));
const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

describe("files as people have them", () => {
  test("JSON Lines of vectors, with a name of the recording beside them: what is read is chosen and said", async () => {
    const data = await load({
      "a.jsonl": lines(
        { id: "rec-1", frames: vectors(5), text: "héé" },
        { id: "rec-2", frames: vectors(3), text: "" },
        { id: "rec-3", frames: vectors(4), text: "ab" },
      ),
    });
    expect(data.notes).toEqual(
      expect.arrayContaining(['a.jsonl: data.input is "frames".', 'a.jsonl: data.target is "text".']),
    );
    expect(examples(data)).toEqual([
      { steps: 5, labels: ["h", "é", "é"] },
      { steps: 3, labels: [] },
      { steps: 4, labels: ["a", "b"] },
    ]);
    expect(data.encoding.target.vocabulary!.symbols).toEqual(["<blank>", "é", "a", "b", "h"]);
    expect(data.encoding.source.features.map(({ column }) => column)).toEqual(["frames[0]", "frames[1]"]);
    expect(data.warnings).toEqual([
      "The example in line 2 of a.jsonl has an empty target, so only blanks are correct there.",
    ]);
    expect(data.facts).toMatchObject({
      sequences: { train: 3 },
      steps: { train: 12 },
      targets: { steps: { train: 5 } },
    });
  });

  test("rows of a table that are steps, the transcript in the first of each; a byte-order mark and CRLF", async () => {
    const rows = ["rec,x,y,words", "r1,1,2,up down", "r1,3,4,", "r1,5,6,", "r2,1,1,up", "r2,2,2,", ""];
    const data = await load({ "a.csv": `\ufeff${rows.join("\r\n")}` }, { sequence: "rec", unit: "word" });
    expect(examples(data)).toEqual([
      { steps: 3, labels: ["up", "down"] },
      { steps: 2, labels: ["up"] },
    ]);
    expect(data.encoding.source.inputs.map(({ column }) => column)).toEqual(["x", "y"]);
  });

  test("a table of pandas: an index, a list of lists in a cell, and a missing comma of NumPy", async () => {
    const data = await load({
      "a.csv": ',frames,text\n0,"[[0.1, 0.2], [0.3, 0.4], [1, 2]]",ab\n1,"[[0.5 0.6]\n [0.7 0.8]]",b\n',
    });
    expect(examples(data)).toEqual([
      { steps: 3, labels: ["a", "b"] },
      { steps: 2, labels: ["b"] },
    ]);
    expect(data.encoding.source.features).toHaveLength(2);
  });

  test("rows of a table without data.sequence are inputs of one step, and the error says what may be meant", async () => {
    const files = { "a.csv": "x,y,text\n1,2,a\n3,4,ab\n" };
    const { text, line } = await refused(files);
    expect([text, line]).toEqual(["The input has 1 step, and its target needs 2: 2 labels need one step each.", 3]);
  });

  test("tokens to labels in a TSV: letters to phonemes, lists of phonemes, and what is read back from a run", async () => {
    const text = "letters\tphonemes\nthough\tDH OW\nbook\tB UH K\n";
    const data = await load({ "a.tsv": text }, { targetUnit: "word", targetSplit: "whitespace" });
    expect(examples(data)).toEqual([
      { steps: 6, labels: ["DH", "OW"] },
      { steps: 4, labels: ["B", "UH", "K"] },
    ]);
    const list = await load({ "a.jsonl": lines({ tokens: ["t", "o", "o"], labels: ["T", "UW"] }) });
    expect(examples(list)).toEqual([{ steps: 3, labels: ["T", "UW"] }]);
    const saved = JSON.parse(JSON.stringify(encodingToJSON(data.encoding)));
    const read = encodingFromJSON(saved) as Encoding;
    expect(read.target).toEqual(data.encoding.target);
    expect(read.target.vocabulary!.blank).toBe(0);
    expect(read.target.vocabulary!.decode([1, 2])).toBe(data.encoding.target.vocabulary!.decode([1, 2]));
    expect(() => encodingFromJSON({ ...saved, targetVocabulary: { ...saved.targetVocabulary, blank: 1 } })).toThrow(
      /blank must be 0/,
    );
  });

  test("labels that only validation has are known, and rare ones are <unk> only where the limits say so", async () => {
    const files = {
      "a.jsonl": lines({ x: vectors(4), text: "aab" }, { x: vectors(4), text: "aa" }),
      "v.jsonl": lines({ x: vectors(4), text: "az" }),
    };
    const data = await load(files, { validation: "v.jsonl" });
    expect(data.encoding.target.vocabulary!.symbols).toEqual(["<blank>", "a", "b", "z"]);
    const cut = await load(files, { validation: "v.jsonl", targetVocabulary: { minFrequency: 2 } });
    expect(cut.encoding.target.vocabulary!.symbols).toEqual(["<blank>", "<unk>", "a"]);
    expect(examples(cut)[0].labels).toEqual(["a", "a", "<unk>"]);
  });
});

describe("what cannot be learned from", () => {
  test("an input that is too short for its target is named before training, with repeats counted", async () => {
    const files = {
      "a.jsonl": lines({ x: vectors(3), text: "abc" }, { x: vectors(4), text: "aabb" }, { x: vectors(1), text: "ab" }),
    };
    expect(await refused(files)).toEqual({
      ...{ code: "input-too-short", file: "a.jsonl", line: 2 },
      text: "The input has 4 steps, and its target needs 6: 4 labels need one step each, and 2 for blanks between labels that repeat. 2 examples are too short; this is the first.",
    });
  });

  test("what is too long is left out and counted, never cut", async () => {
    const files = {
      "a.jsonl": lines({ x: vectors(9), text: "a" }, { x: vectors(5), text: "abab" }, { x: vectors(5), text: "ab" }),
    };
    const data = await load(files, {}, { sequenceLength: 8, targetLength: 3 });
    expect(examples(data)).toEqual([{ steps: 5, labels: ["a", "b"] }]);
    expect(data.warnings).toEqual([
      "The example in line 1 of a.jsonl has an input of more than training.sequenceLength = 8 steps, and is left out. The longest has 9.",
      "The example in line 2 of a.jsonl has a target of more than training.targetLength = 3 labels, and is left out. The longest has 4.",
    ]);
    expect(data.facts.leftOut).toBe(2);
    const all = { "a.jsonl": lines({ x: vectors(9), text: "a" }) };
    expect(await refused(all, {}, { sequenceLength: 8 })).toMatchObject({ code: "empty-file" });
  });

  test("paths of sound files, numbers of another width, and objects in the place of a text", async () => {
    const sound = { "a.csv": "file,text\na.wav,yes\nb.WAV,no\n" };
    expect((await refused(sound)).text).toMatch(/^There is no sound "a\.wav" in /);
    const uneven = { "a.jsonl": lines({ x: vectors(3, 2), text: "a" }, { x: vectors(3, 3), text: "b" }) };
    expect(await refused(uneven)).toMatchObject({ file: "a.jsonl", line: 2 });
    const object = { "a.jsonl": lines({ x: vectors(3), text: [["a"]] }) };
    expect(await refused(object, { target: "text" })).toMatchObject({ code: "no-text", file: "a.jsonl", line: 1 });
    const empty = { "a.jsonl": lines({ x: vectors(3), text: "" }, { x: vectors(3), text: " " }) };
    expect(await refused(empty)).toMatchObject({ code: "all-unknown" });
  });

  test("of a file to measure on, what is too short is left out, and labels that the run does not know are errors", async () => {
    const { encoding } = await load({ "a.jsonl": lines({ x: vectors(4), text: "ab" }) });
    const other = { "o.jsonl": lines({ x: vectors(2), text: "aa" }, { x: vectors(3), text: "aq" }) };
    const data = await load(other, {}, {}, { encoding, measured: true });
    expect(examples(data, "test")).toEqual([{ steps: 3, labels: ["a", "?"] }]);
    expect(data.facts.leftOut).toBe(1);
    expect(data.warnings).toEqual([
      "The example in line 1 of o.jsonl has an input that is too short for its target (2 steps, where 3 are needed), and is left out.",
      'The example in line 2 of o.jsonl has labels that the network does not know: "q". They count as errors, and the loss is that of the other examples.',
    ]);
  });
});
