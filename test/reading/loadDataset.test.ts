import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { encodeInput, encodeStart, encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { configOf, load, shown } from "./dataset.ts";
import { folderWith } from "./folder.ts";

const REVIEWS = 'text,label\nGood,pos\n"Bad, ""really""\nbad",neg\nFine,pos\n';

describe("classification", () => {
  test("a table: header, quotes, delimiter; labels by falling count", async () => {
    const data = await load({ "a.csv": REVIEWS }, { data: { unit: "word" } });
    expect(shown(data)).toEqual([
      [["Good"], "pos"],
      [["Bad", ",", '"', "really", '"', "bad"], "neg"],
      [["Fine"], "pos"],
    ]);
    expect(data.encoding.target.labels).toEqual(["pos", "neg"]);
    expect(data.facts.balance.train).toEqual([2, 1]);
    expect(data.parts.train.origins?.lines).toEqual(Int32Array.of(2, 3, 5));
    expect(data.notes).toEqual([
      "a.csv: the first row names the columns (data.header).",
      'a.csv: data.target is "label".',
      'a.csv: data.input is "text".',
      'The 3 examples to learn from: "pos" 2 (66.7 %), "neg" 1 (33.3 %).',
    ]);
  });

  test.each([
    [
      "ordered",
      "a,10\nb,2\nc,10\nd,3\n",
      'The 4 examples to learn from: "2" 1 (25.0 %), "3" 1 (25.0 %), "10" 2 (50.0 %).',
    ],
    ["binary", "a,no\nb,no\nc,yes\n", 'The 3 examples to learn from: "no" 2 (66.7 %), "yes" 1 (33.3 %).'],
    [
      "several",
      "a,x;y\nb,y\n",
      'The 2 examples to learn from, which may have several labels: "y" 2 (100.0 %), "x" 1 (50.0 %).',
    ],
    [
      "one",
      Array.from({ length: 10 }, (_, i) => `a,l${i}\n`).join(""),
      `The 10 examples to learn from: ${Array.from({ length: 8 }, (_, i) => `"l${i}" 1 (10.0 %)`).join(", ")} and 2 others.`,
    ],
  ])("how often training has each label is said: %s", async (labels, rows, note) => {
    const data = await load({ "a.csv": `text,label\n${rows}` }, { data: { labels } });
    expect(data.notes).toContain(note);
  });

  test("characters, a semicolon, and no header", async () => {
    const data = await load({ "a.txt": "ab;x\nba;y\nab;y\n" }, {});
    expect(shown(data)).toEqual([
      [["a", "b"], "x"],
      [["b", "a"], "y"],
      [["a", "b"], "y"],
    ]);
    expect(data.notes[1]).toBe("a.txt: cells are divided by a semicolon (data.delimiter).");
  });

  test("a column of numbers that is named alone is text, and that is said; in a list it is numbers", async () => {
    const rows = "x,label\n12,a\n-3,b\n";
    const text = await load({ "a.csv": rows }, { data: { input: "x" } });
    expect(shown(text)[0][0]).toEqual(["1", "2"]);
    expect(text.notes).toContain(
      'a.csv: the numbers in "x" are read as text, symbol by symbol; data.input ["x"] reads them as numbers.',
    );
    const numbers = await load({ "a.csv": rows }, { data: { input: ["x"] } });
    expect(numbers.encoding.source.features).toHaveLength(1);
    expect(numbers.notes.join()).not.toContain("symbol by symbol");
  });

  test("JSON Lines: texts, tokens, vectors and several labels", async () => {
    const lines = [
      {
        tokens: ["New York", "x"],
        f: [
          [1, 2],
          [3, 4],
        ],
        labels: ["a", "b"],
      },
      { tokens: ["x"], f: [[5, 6]], labels: [] },
    ];
    const data = await load(
      { "a.jsonl": lines.map((line) => JSON.stringify(line)).join("\n") },
      { data: { input: ["tokens", "f"], target: "labels", labels: "several" } },
    );
    expect(shown(data)).toEqual([
      [
        ["New York", "x"],
        ["a", "b"],
      ],
      [["x"], []],
    ]);
    const { vectors } = data.parts.train.inputs;
    expect(Array.from(vectors!.slice(0, 2))).toEqual([-Math.sqrt(1.5), -Math.sqrt(1.5)].map(Math.fround));
  });

  test("ordered labels stand in the order of their values", async () => {
    const data = await load({ "a.csv": "text,stars\na,10\nb,2\nc,10\nd,3\n" }, { data: { labels: "ordered" } });
    expect(data.encoding.target).toMatchObject({ labels: ["2", "3", "10"], values: [2, 3, 10] });
  });

  test("rows of a table as steps of a sequence, cut off where they are longer", async () => {
    const rows = "id,x,y,label\n1,0,1,up\n1,2,1,up\n1,4,1,up\n2,6,1,down\n";
    const data = await load({ "a.csv": rows }, { data: { sequence: "id" }, training: { sequenceLength: 2 } });
    expect(data.parts.train.inputs.lengths).toEqual(Int32Array.of(2, 1));
    expect(shown(data).map(([, label]) => label)).toEqual(["up", "down"]);
    expect(data.encoding.source.features).toEqual([
      { column: "x", mean: 8 / 3, scale: expect.closeTo(Math.sqrt(56 / 9), 12) },
      { column: "y", mean: 1, scale: 1 },
    ]);
    expect(data.facts).toMatchObject({ truncated: { train: 1 }, longest: { train: 3 } });
    expect(data.warnings).toEqual([
      "1 sequence is longer than training.sequenceLength 2 and cut off there; the longest has 3 steps.",
    ]);
  });

  test("parts by fraction are drawn by the seed; by a column and by files as they stand", async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `t${i},${i % 2}`).join("\n");
    const parts = async (seed: number) => {
      const data = await load({ "a.csv": rows }, { data: { validation: 0.2, test: 0.1 }, training: { seed } });
      return (["train", "validation", "test"] as const).map((part) => Array.from(data.parts[part].origins!.lines));
    };
    const [train, validation, tests] = await parts(1);
    expect([train.length, validation.length, tests.length]).toEqual([70, 20, 10]);
    expect([...train, ...validation, ...tests].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    expect(train).toEqual(train.toSorted((a, b) => a - b));
    expect(await parts(1)).toEqual([train, validation, tests]);
    expect((await parts(2))[2]).not.toEqual(tests);

    const column = await load(
      { "a.csv": "text,label,split\na,x,train\nb,y,dev\nc,x,test\n" },
      { data: { partition: "split", validation: 0.5 } },
    );
    expect([shown(column), shown(column, "validation"), shown(column, "test")]).toEqual([
      [[["a"], "x"]],
      [[["b"], "y"]],
      [[["c"], "x"]],
    ]);
    const files = await load(
      { "a.csv": "text,label\na,x\n", "b.csv": "label,text\ny,b\n" },
      { data: { validation: "b.csv" } },
    );
    expect(shown(files, "validation")).toEqual([[["b"], "y"]]);
  });

  test("an encoding that was saved reads new data and new inputs as the run did", async () => {
    const first = await load({ "a.csv": REVIEWS }, { data: { unit: "word" } });
    const encoding = encodingFromJSON(JSON.parse(JSON.stringify(encodingToJSON(first.encoding))));
    const again = await load({ "b.csv": "text,label\nFine strange,neg\n" }, { data: { unit: "word" } }, { encoding });
    expect(shown(again)).toEqual([[["Fine", "<unk>"], "neg"]]);
    const config = configOf({ data: { train: "a.csv", unit: "word" } });
    const { tokens, unknown } = encodeInput(encoding, config, "Fine\nstrange");
    expect([tokens, unknown]).toEqual([again.parts.train.inputs.tokens, ["strange"]]);
    await expect(
      load({ "b.csv": "text,label\nFine,nge\n" }, { data: { unit: "word" } }, { encoding }),
    ).rejects.toMatchObject({
      code: "unknown-label",
      hint: 'Did you mean "neg"?',
      place: { line: 2, column: 6 },
    });
  });
});

describe("tagging", () => {
  const sentences = [
    [
      ["EU", "rejects", "German"],
      ["B-ORG", "O", "B-MISC"],
    ],
    [["Peter"], ["B-PER"]],
  ];

  test.each([
    [
      "CoNLL, spaces",
      { "a.conll": "-DOCSTART- -X- O\n\nEU NNP B-ORG\nrejects VBZ O\nGerman JJ B-MISC\n\n\nPeter NNP B-PER" },
    ],
    ["CoNLL, tabs", { "a.txt": "# sent_id = 1\nEU\tB-ORG\nrejects\tO\nGerman\tB-MISC\n\nPeter\tB-PER\n" }],
    ["a sentence a line", { "a.txt": "EU rejects German\tB-ORG O B-MISC\nPeter\tB-PER\n" }],
    ["a table", { "a.csv": "sentence,tags\nEU rejects German,B-ORG O B-MISC\nPeter,B-PER\n" }],
    [
      "JSON Lines",
      {
        "a.jsonl":
          '{"tokens":["EU","rejects","German"],"tags":["B-ORG","O","B-MISC"]}\n{"tokens":["Peter"],"tags":["B-PER"]}',
      },
    ],
    [
      "a row a step",
      { "a.csv": "n,token,tag\n1,EU,B-ORG\n1,rejects,O\n1,German,B-MISC\n2,Peter,B-PER\n" },
      { sequence: "n" },
    ],
  ])("%s", async (_, files, data: object = {}) => {
    expect(
      shown(
        await load(files as unknown as Record<string, string>, { task: "tagging", data: { unit: "word", ...data } }),
      ),
    ).toEqual(sentences);
  });

  test("a letter that a run does not know is left out with its tag, and told with its file and line", async () => {
    const { encoding } = await load({ "a.tsv": "dna\ttag\nACGT\t0110\n" }, { task: "tagging" });
    const files = { "b.tsv": "dna\ttag\nACGT\t0110\nACNT\t0110\nN\t1\n" };
    const other = await load(files, { task: "tagging" }, { encoding });
    expect(shown(other)).toEqual([
      [
        ["A", "C", "G", "T"],
        ["0", "1", "1", "0"],
      ],
      [
        ["A", "C", "T"],
        ["0", "1", "0"],
      ],
    ]);
    expect(other.warnings).toEqual([
      '2 steps are left out: the model does not know a character, "N". The first is in line 3 of b.tsv.',
      "1 example without any token in line 4 of b.tsv is left out.",
    ]);
  });

  test("letters, and tags that say yes or no", async () => {
    const data = await load({ "a.tsv": "dna\ttags\nACGT\t0110\n" }, { task: "tagging", data: { labels: "binary" } });
    expect(data.encoding.target).toMatchObject({ labels: ["1"], negative: "0" });
    expect(data.parts.train.targets).toEqual({ kind: "labels", perStep: true, sets: Float32Array.of(0, 1, 1, 0) });
    expect(shown(data)[0][0]).toEqual(["A", "C", "G", "T"]);
    expect(data.notes).toContain('The 4 steps to learn from: "1" 2 (50.0 %), "0" 2 (50.0 %).');
  });

  test.each([
    ["as they stand", "MKVLA\tHHEEC\nAAVK\tHCCC\nMKLVG\tCCHHC\n", 3],
    ["under names", "protein\tfold\nMKVLA\tHHEEC\nACVA\tHCCH\n", 2],
    ["under names of one length", "tokens\tlabels\nMKVLA\tHHEEC\nACVA\tHCCH\n", 2],
  ])("letters and their tags in a text file: %s", async (_, rows, sequences) => {
    const data = await load({ "a.txt": rows }, { task: "tagging" });
    expect(data.facts.sequences.train).toBe(sequences);
    expect(shown(data)[0]).toEqual([
      ["M", "K", "V", "L", "A"],
      ["H", "H", "E", "E", "C"],
    ]);
  });

  test("tags that look like others but mark nothing are named, with their lines", async () => {
    const of = async (rows: string) => (await load({ "a.conll": rows }, { task: "tagging" })).warnings;
    expect(await of("a B-X\nb I-X\nc o\n\nd X-X\ne b-X\nf O\n")).toEqual([
      'The tags "X-X" (a.conll, line 5), "b-X" (a.conll, line 6) and "o" (a.conll, line 3) of data.target mark no entity and count as outside of all. An entity\'s tags are B-, I-, E-, S-, L- or U- and its type; what is outside is O.',
    ]);
    expect(await of("a B-X\nb O\nc atis_flight\n")).toEqual([]);
    expect(await of("a NN\nb o\nc X-X\n")).toEqual([]);
    expect(await of("a CAR-B\nb CAR-I\nc O\n")).toEqual([]);
    const none =
      "mark no entity, so there are no figures of entities. An entity's tags are B-, I-, E-, S-, L- or U- and its type; what is outside is O.";
    expect(await of("a B_CAR\nb I_CAR\nc O\nd atis_flight\n")).toEqual([
      `The tags "B_CAR" (a.conll, line 1) and "I_CAR" (a.conll, line 2) of data.target ${none}`,
    ]);
    expect(await of("a B-NP\nb I-NP\nc VB\n")).toEqual([
      `The tags "B-NP" (a.conll, line 1) and "I-NP" (a.conll, line 2) of data.target ${none}`,
    ]);
  });

  test.each([
    ["a B-X\nb O\nc I-Y\n", 'data.target marks entities of 2 types, "X" and "Y", by tags such as "B-X".'],
    ["a B\nb O\nc I\n", 'data.target marks entities without types, by tags such as "B".'],
  ])("which entities tags mark is said: %j", async (rows, note) => {
    expect((await load({ "a.conll": rows }, { task: "tagging" })).notes).toContain(note);
  });

  test("another column of CoNLL, by its number", async () => {
    const data = await load({ "a.conll": "EU NNP B\nx VB O\n" }, { task: "tagging", data: { target: "2" } });
    expect(shown(data)).toEqual([
      [
        ["EU", "x"],
        ["NNP", "VB"],
      ],
    ]);
  });
});

describe("generation", () => {
  const NAMES = "name,gender\nAnn,girl\nBo,boy\nAl,boy\n";

  test("a label starts the text, and <eos> ends it", async () => {
    const data = await load({ "names.csv": NAMES }, { task: "generation", training: { sequenceLength: 3 } });
    const { inputs, targets } = data.parts.train;
    const { vocabulary } = data.encoding.target;
    const read = shown(data).map(([tokens]) => tokens);
    expect(read).toEqual([
      ["<label girl>", "A", "n"],
      ["<label boy>", "B", "o"],
      ["<label boy>", "A", "l"],
    ]);
    expect(targets.kind === "class" && Array.from(targets.classes, (id) => vocabulary!.symbol(id))).toEqual([
      ...["A", "n", "n"],
      ...["B", "o", "<eos>"],
      ...["A", "l", "<eos>"],
    ]);
    expect(inputs.lengths).toEqual(Int32Array.of(3, 3, 3));
    expect(data.facts).toMatchObject({ truncated: { train: 1 }, longest: { train: 4 }, balance: { train: [2, 1] } });
    const encoding = encodingFromJSON(JSON.parse(JSON.stringify(encodingToJSON(data.encoding))));
    expect(encoding.target.prompts).toEqual(["boy", "girl"]);
    expect(encoding.target.vocabulary!.symbols).toEqual(vocabulary!.symbols);
    expect(encodeStart(encoding, "girl").token).toBe(inputs.tokens![0]);
    expect(encoding.target.vocabulary!.decode(inputs.tokens!.subarray(0, 3))).toBe("An");
    expect(() => encodeStart(encoding, "gril")).toThrow(
      '"gril" is not a label that texts start with; they start with "boy" or "girl".',
    );
  });

  test("what comes again beside a text is its label; what does not is named, and no start is taken for one", async () => {
    const rows = "kind,name\nnew,Ann\nold,Bo\nold,Al\nnew,Cy\n";
    const data = await load({ "a.csv": rows }, { task: "generation", data: { target: "name" } });
    expect(data.encoding.target.prompts).toEqual(["new", "old"]);
    expect(data.notes).toContain('a.csv: data.input is "kind".');
    const alone = await load(
      { "a.csv": "key,year,name\na1,7,Ann\na2,8,Bo\na3,9,Al\n" },
      { task: "generation", data: { target: "name" } },
    );
    expect(alone.encoding.source.inputs).toEqual([]);
    expect(alone.notes).toContain('a.csv: texts start with nothing; data.input may name "key" or "year".');
    expect(() => encodeStart(alone.encoding, "a1")).toThrow("start with neither");
    expect(encodeStart(alone.encoding).vector).toBeUndefined();
  });

  test("lines of text start with <bos>; words keep their white space", async () => {
    const lines = "Hello, you.\nWell, well, you.\n";
    const data = await load({ "a.txt": lines }, { task: "generation", data: { unit: "word" } });
    expect(shown(data)[0][0]).toEqual(["<bos>", "Hello", ",", "you", "."]);
    const { vocabulary } = data.encoding.target;
    const { targets } = data.parts.train;
    expect(targets.kind === "class" && vocabulary!.decode(targets.classes)).toBe(lines);
  });

  test("a symbol beside numbers needs an embedding", async () => {
    const { config } = parseConfig(
      JSON.stringify({
        task: "classification",
        data: { train: "a.csv", input: ["text", "x"], validation: 0, test: 0 },
        model: { embedding: 0 },
      }),
    );
    const folder = folderWith({ "a.csv": "text,x,label\nab,1,p\nb,2,q\n" });
    await expect(loadDataset(config!, join(folder, "try.rnnconfig"))).rejects.toMatchObject({
      code: "not-together",
      place: { key: "model.embedding" },
    });
  });

  test("numbers stand at every step", async () => {
    const data = await load(
      { "a.csv": "x,text\n1,ab\n3,a\n" },
      { task: "generation", data: { input: ["x"], target: "text" } },
    );
    expect(data.encoding.source.features).toEqual([
      { column: "x", mean: 5 / 3, scale: expect.closeTo(Math.sqrt(8 / 9), 12) },
    ]);
    expect(data.encoding.target.prompts).toBeUndefined();
    const { vectors } = data.parts.train.inputs;
    expect(new Set(vectors!.subarray(0, 3)).size).toBe(1);
    expect(encodeStart(data.encoding, { x: 3 }).vector?.[0]).toBe(vectors![3]);
  });
});
