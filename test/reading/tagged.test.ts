// Tagged tokens as people have them: treebanks, shared tasks, and tables that name a sentence in its first row.
import { describe, expect, test } from "vitest";
import { encodeInput, encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";
import { load, shown } from "./dataset.ts";

const tagging = (data: object = {}) => ({ task: "tagging", data: { unit: "word", ...data } });
/** Sentences as "word/tag word/tag". */
async function sentences(files: Record<string, string>, data: object = {}) {
  const dataset = await load(files, tagging(data));
  return shown(dataset).map(([words, tags]) =>
    (words as string[]).map((word, i) => `${word}/${(tags as string[])[i]}`).join(" "),
  );
}

const row = (...cells: string[]) => `${cells.join("\t")}\n`;
const unit = (id: string, form: string, upos: string) => row(id, form, "_", upos, "_", "_", "_", "_", "_", "_");
const TREEBANK =
  "# global.columns = ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC\n# newdoc id = x\n# newpar\n# sent_id = 1\n# text = zum Ort\n" +
  unit("1-2", "zum", "_") +
  unit("1", "zu", "ADP") +
  unit("2", "dem", "DET") +
  unit("3", "Ort", "NOUN") +
  `\n# sent_id = 2\n${unit("1", "Er", "PRON")}${unit("1.1", "ist", "_")}${unit("2", "#", "SYM")}${unit("3", "10 000", "NUM")}\n`;

describe("CoNLL-U", () => {
  const found = ["zu/ADP dem/DET Ort/NOUN", "Er/PRON #/SYM 10 000/NUM"];

  test("comments, tokens that stand for several and those that are not written are no tokens; FORM and UPOS are the columns", async () => {
    expect(await sentences({ "a.conllu": TREEBANK })).toEqual(found);
    // Without what declares the columns, and under another name.
    expect(await sentences({ "a.txt": TREEBANK.replace(/^.*\n# newdoc id = x\n/, "# newdoc\n") })).toEqual(found);
  });

  test("its columns have names, and numbers too, as in earlier configs", async () => {
    const { encoding, notes } = await load({ "a.conllu": TREEBANK }, tagging());
    expect(encoding.source.inputs).toEqual([{ column: "FORM", kind: "text" }]);
    expect(notes).toEqual(
      expect.arrayContaining(['a.conllu: data.target is "UPOS".', 'a.conllu: data.input is "FORM".']),
    );
    const numbered = await load({ "a.conllu": TREEBANK }, tagging({ input: "2", target: "4" }));
    expect(shown(numbered)).toEqual(shown(await load({ "a.conllu": TREEBANK }, tagging())));
    // A run of an earlier version knows them by number.
    const before = {
      source: { ...encoding.source, inputs: [{ column: "2", kind: "text" as const }] },
      target: { ...encoding.target, column: "4" },
    };
    const again = await load({ "a.conllu": TREEBANK }, tagging(), { encoding: before });
    expect(shown(again)).toEqual(shown(numbered));
  });

  test("Plus says what its columns are; the last is what is predicted", async () => {
    const plus = `# global.columns = ID FORM UPOS PARSEME:MWE\n${row("1", "gave", "VERB", "1:VPC")}${row("2-3", "upp", "_", "_")}${row("2", "up", "ADP", "1")}`;
    expect(await sentences({ "a.conllup": plus })).toEqual(["gave/1:VPC up/1"]);
    const upos = await sentences({ "a.conllup": plus }, { target: "UPOS" });
    expect(upos).toEqual(["gave/VERB up/ADP"]);
  });

  test("other files number their tokens too: GermEval, with the source of each sentence above it", async () => {
    const germeval = `#\tn-tv.de [2005-02-26]\n${row("1", "Ort", "B-LOC", "O")}${row("2", "1", "O", "B-X")}\n#\tt\n${row("1", "#", "O", "O")}`;
    expect(await sentences({ "a.tsv": germeval }, { format: "conll" })).toEqual(["Ort/O 1/B-X", "#/O"]);
    const onward = `${row("1", "a", "O")}${row("2", "b", "X")}\n${row("3", "c", "O")}`;
    expect(await sentences({ "a.conll": onward })).toEqual(["a/O b/X", "c/O"]);
    const ontonotes = "bc/x 0 0 the DT *\nbc/x 0 1 7 CD (CARDINAL)\n\nbc/x 0 0 sea NN *\n";
    expect(await sentences({ "a.conll": ontonotes }, { target: "5" })).toEqual(["the/DT 7/CD", "sea/NN"]);
    // Numbers that are tagged are no numbers of tokens.
    expect(await sentences({ "a.conll": "1 odd\n2 even\n" })).toEqual(["1/odd 2/even"]);
  });
});

describe("lines of tokens", () => {
  test.each([
    ["a token that begins with #", "#mood=good\tO\n#\tO\nb\tX\n", ["#mood=good/O #/O b/X"]],
    ["the same between spaces", "#mood=good O\n# O\nb X\n", ["#mood=good/O #/O b/X"]],
    ["comments between tabs", "# newpar\n# from the web\n#id=1\na\tO\n\n# text = # x\n#\tX\n", ["a/O", "#/X"]],
    ["comments between spaces", "# newpar\n# global.columns = A B\n# from the web\na O\n# x\n", ["a/O #/x"]],
    ["a trailing tab", "a\tO\t\nb\tX\n\nc\tO\t \n", ["a/O b/X", "c/O"]],
    ["a last column that may be empty", "a\tX\tO\nb\tX\tO\nc\tX\t\n", ["a/X b/X c/X"], { target: "2" }],
    ["white space that is none", "a\u00a0b O\n\ufeffc X\n\u3000 O\n", ["a\u00a0b/O \ufeffc/X \u3000/O"]],
    ["spaces that are tokens", "a\tO\n \tO\nb\tX\n", ["a/O  /O b/X"]],
    ["documents", "-DOCSTART- O\n\na O\n#end document\n#begin document (x); part 0\nb X\n", ["a/O", "b/X"]],
    ["tags before their words", "O\ta\nB-X\tO\n\nO\tc\n", ["a/O O/B-X", "c/O"]],
    ["names above the columns", "Word\tPOS\tTag\na\tNN\tO\n\nb\tVB\tX\n", ["a/O", "b/X"]],
  ])("%s", async (_, text, found, data: object = {}) => {
    expect(await sentences({ "a.conll": text }, data)).toEqual(found);
  });

  test("a line with very many spaces costs no more than another", async () => {
    const spaces = " ".repeat(200_000);
    const text = `z\tO\n\na\tO${spaces}\nb${spaces}\tX\n${spaces}\nx${spaces}y${spaces}\n`;
    expect(await sentences({ "a.conll": text })).toEqual(["z/O", "a/O b/X", "x/y"]);
  });

  test("of a sentence a line: a trailing tab, and white space that is none", async () => {
    expect(await sentences({ "a.txt": "a\u00a0b c\tO X\t\nd\tO\n\u3000 e\tO X\tlabel\t\n" })).toEqual([
      "a\u00a0b/O c/X",
      "d/O",
      "\u3000/O e/X",
    ]);
  });

  test("what a run reads later is divided alike", async () => {
    const dataset = await load({ "a.txt": "a\u00a0b c\tO X\nd e\tO X\n" }, tagging());
    const config = { task: "tagging", training: { sequenceLength: 9 } } as never;
    const { tokens } = encodeInput(dataset.encoding, config, "c a\u00a0b");
    expect(Array.from(tokens!, (id) => dataset.encoding.source.vocabulary!.symbol(id))).toEqual(["c", "a\u00a0b"]);
  });

  test.each([
    ["a.conll", "a O\nb\u00a0O\n", "Line 2 of a.conll has 1 column, and most of the first lines have 2.", "U+00A0"],
    ["a.conll", "a O\nb X\n\u200b\n", "Line 3 of a.conll has 1 column, and most of the first lines have 2.", "U+200B"],
    ["a.txt", "a b\tO O\nc d\tO\u2003O\n", "Line 2 of a.txt has 2 tokens and 1 tag.", "U+2003"],
  ])("a message names what cannot be seen: %s %j", async (name, text, message, character) => {
    await expect(load({ [name]: text }, tagging())).rejects.toMatchObject({
      message,
      hint: expect.stringContaining(`This line holds ${character}, which divides nothing here.`),
    });
  });

  test("words with their tags attached are said to be none", async () => {
    await expect(load({ "a.txt": "the/DT sea/NN was/VB\na/DT boat/NN\n" }, tagging())).rejects.toMatchObject({
      hint: expect.stringContaining("write each word on a line of its own, a tab, and its tag"),
    });
  });

  test("so do those that name a tag", async () => {
    const { warnings, notes } = await load({ "a.conll": "a B-X\nb \u200bI-X\nc O\n" }, tagging());
    expect(notes.join()).toContain('"<U+200B>I-X" 1 (33.3 %)');
    expect(warnings.join()).not.toContain("\u200b");
  });
});

describe("lists in the cells of a table", () => {
  const found = ["New York/B-X 's/O", '"it\'s"/O'];

  test.each([
    ["pandas", `tokens,ner_tags\n"['New York', ""'s""]","['B-X', 'O']"\n"['""it\\'s""']","['O']"\n`],
    ["JSON", 'tokens,ner_tags\n"[""New York"", ""\\u0027s""]","[""B-X"", ""O""]"\n"[""\\""it\'s\\""""]","[""O""]"\n'],
    ["NumPy", `tokens,ner_tags\n"['New York' ""'s""]","['B-X'\n 'O']"\n"['""it\\'s""']",['O']\n`],
    ["tabs", `tokens\tner_tags\n['New York', "'s"]\t['B-X', 'O']\n['"it\\'s"']\t['O']\n`, "a.tsv"],
  ])("as %s writes them", async (_, text, name = "a.csv") => {
    expect(await sentences({ [name]: text }, { unit: "character" })).toEqual(found);
    const { notes } = await load({ [name]: text }, tagging());
    expect(notes).toContain(`${name}: the cells of "tokens" and "ner_tags" are lists.`);
  });

  test("may stand beside sentences, and one that is none is an error with its place", async () => {
    const rows = "Sentence,Tag\na b,\"['O', 'B-X']\"\n";
    expect(await sentences({ "a.csv": rows }, { unit: "character" })).toEqual(["a/O b/B-X"]);
    const later = rows + "c,['O']\n".repeat(60);
    await expect(load({ "a.csv": `${later}d,O\n` }, tagging())).rejects.toMatchObject({
      message: '"O" in column "Tag" is not a list, and the cells above it are.',
      place: { line: 63, column: 3 },
    });
  });
});

describe("a table that names a sentence in its first row", () => {
  const KAGGLE =
    'Sentence #,Word,POS,Tag\nSentence: 1,Thousands,NNS,O\n,of,IN,O\n,London,NNP,B-geo\nSentence: 2,"""",``,O\nSentence: 3,Iran,NNP,B-gpe\n,",",O,O\n';
  const found = ["Thousands/O of/O London/B-geo", '"/O', "Iran/B-gpe ,/O"];

  test("is filled down, which is said", async () => {
    const { notes } = await load({ "a.csv": KAGGLE }, tagging({ sequence: "Sentence #" }));
    expect(notes).toContain(
      '"Sentence #" names each of 3 sequences in its first row; the rows without a name below it are its other steps.',
    );
    expect(await sentences({ "a.csv": KAGGLE }, { sequence: "Sentence #" })).toEqual(found);
  });

  test("is seen as such, also when a run reads other files", async () => {
    expect(await sentences({ "a.csv": KAGGLE })).toEqual(found);
    const first = await load({ "a.csv": KAGGLE }, tagging());
    expect(first.notes).toContain('a.csv: data.sequence is "Sentence #".');
    const encoding = encodingFromJSON(JSON.parse(JSON.stringify(encodingToJSON(first.encoding))));
    expect(shown(await load({ "b.csv": KAGGLE }, tagging(), { encoding }))).toEqual(shown(first));
  });

  test("may say the part and the label of a sequence there too", async () => {
    const clips = "clip,part,label,x\na,train,yes,1\n,,,2\nb,test,no,3\n,,,4\n";
    const data = { sequence: "clip", partition: "part", input: ["x"], target: "label" };
    const { parts, encoding } = await load({ "a.csv": clips }, { data });
    expect([parts.train.inputs.lengths, parts.test.inputs.lengths]).toEqual([Int32Array.of(2), Int32Array.of(2)]);
    expect(encoding.target.labels).toEqual(["yes", "no"]);
  });

  test("names that are missing among others are warned of, and one that is missing at the start is an error", async () => {
    const { warnings } = await load({ "a.csv": "n,w,tag\n1,a,O\n1,b,O\n,c,O\n2,d,X\n" }, tagging({ sequence: "n" }));
    expect(warnings).toContain(
      'Column "n" of data.sequence is empty in 1 row, line 4 of a.csv, and other rows name their sequence. An empty row is read as a step of the sequence above it.',
    );
    const nameless = load({ "a.csv": "n,w,tag\n,a,O\n1,b,O\n" }, tagging({ sequence: "n" }));
    await expect(nameless).rejects.toMatchObject({ code: "missing-value", place: { line: 2, column: 1 } });
  });

  test.each([
    ["n,w,tag\n1,a,O\n,b,O\n2,c,O\n1,d,X\n", "leave the rows in their order"],
    ["n,w,tag\n1,a,O\n1,b,O\n2,c,O\n1,d,X\n", "give it a name of its own"],
  ])("a name that comes again is never said to be sorted away: %j", async (rows, advice) => {
    const error = await load({ "a.csv": rows }, tagging({ sequence: "n" })).catch((reason) => reason);
    expect(error).toMatchObject({ code: "torn-sequence", place: { line: 5 } });
    expect(error.hint).toContain(advice);
    expect(error.hint).not.toMatch(/sort/i);
  });

  test("rows of another part are another sequence", async () => {
    const { parts } = await load(
      { "a.csv": "w,tag,part\na,O,train\nb,X,train\nc,O,test\n" },
      tagging({ partition: "part" }),
    );
    expect([parts.train.inputs.lengths, parts.test.inputs.lengths]).toEqual([Int32Array.of(2), Int32Array.of(1)]);
  });
});
