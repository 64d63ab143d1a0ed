import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import type { Dataset, DatasetPart, Encoding, Vocabulary } from "../../src/data/index.ts";
import { encodeInput, encodingFromJSON, encodingToJSON } from "../../src/data/index.ts";
import { checkData, loadDataset, readInputs } from "../../src/reading/index.ts";
import { folderWith } from "./folder.ts";

type Files = Record<string, string | Uint8Array>;

const ALL_TRAINING = { validation: 0, test: 0 };

function configOf(data: object, training: object = {}) {
  const { config, problems } = parseConfig(
    JSON.stringify({
      task: "sequence-to-sequence",
      data: { ...ALL_TRAINING, ...data },
      training: { batchSize: 1, ...training },
    }),
  );
  expect(problems).toEqual([]);
  return config!;
}

function load(files: Files, data: object, training?: object, options?: { encoding?: Encoding; measured?: boolean }) {
  return loadDataset(configOf(data, training), join(folderWith(files), "try.rnnconfig"), options);
}

async function problemsIn(files: Files, data: object, training?: object) {
  const { problems, notes } = await checkData(configOf(data, training), join(folderWith(files), "try.rnnconfig"));
  return { problems, said: problems.map(({ message }) => message), notes: notes.map(({ text }) => text) };
}

/** The pairs of a part, as their vocabularies put them together: "source → target". */
function pairs({ parts, encoding }: Dataset, part: "train" | "validation" | "test" = "train"): string[] {
  const { inputs, targets } = parts[part];
  if (targets.kind !== "sequences") throw new Error("These are no pairs");
  const text = ({ starts, lengths, tokens }: DatasetPart["inputs"], i: number, vocabulary: Vocabulary) =>
    vocabulary.decode(tokens!.subarray(starts[i], starts[i] + lengths[i]));
  return Array.from(inputs.starts, (_, i) =>
    [text(inputs, i, encoding.source.vocabulary!), text(targets.sequences, i, encoding.target.vocabulary!)].join(" → "),
  );
}

const columnsOf = ({ encoding: { source, target } }: Dataset) => [source.inputs[0].column, target.column];

describe("files as people have them", () => {
  const CASES: Record<string, { files: Files; data: object; columns: string[]; pairs: string[] }> = {
    "an Anki export, with where each sentence is from": {
      files: {
        "deu.txt": ["Go.\tGeh.", "Hi.\tHallo!", "Hi.\tGrüß Gott!", "Run!\tLauf!"]
          .map((line, i) => `${line}\tCC-BY 2.0 (France) Attribution: tatoeba.org #287727${i} (CM) & #859780${i}\n`)
          .join(""),
      },
      data: { train: "deu.txt" },
      columns: ["1", "2"],
      pairs: ["Go. → Geh.", "Hi. → Hallo!", "Hi. → Grüß Gott!", "Run! → Lauf!"],
    },
    "notes of Anki, which says itself that no row names the columns": {
      files: {
        "notes.txt": `#separator:tab\n#html:true\n${["go/geh", "we go/wir gehen", "they see it/sie sehen es", "she is here/sie ist hier", "he sings now/er singt jetzt", "come in now/komm jetzt herein"].join("\n").replaceAll("/", "\t")}\n`,
      },
      data: { train: "notes.txt", unit: "word" },
      columns: ["1", "2"],
      pairs: ["go → geh", "we go → wir gehen", "they see it → sie sehen es", "she is here → sie ist hier"].concat([
        "he sings now → er singt jetzt",
        "come in now → komm jetzt herein",
      ]),
    },
    "notes of Anki with the names of their fields": {
      files: {
        "notes.txt":
          "#separator:tab\n#columns:Front\tBack\tTags\n#tags column:3\ngo on\tweiter\tverb\nstop it\thalt\tverb\n",
      },
      data: { train: "notes.txt" },
      columns: ["Front", "Back"],
      pairs: ["go on → weiter", "stop it → halt"],
    },
    "sentence pairs of Tatoeba, with numbers of sentences": {
      files: {
        "a.tsv": '1276\tLet\'s try.\t77\tVersuchen wir\'s!\r\n1283\tIt is "Muiriel".\t468\tEs ist "Muiriel".\r\n',
      },
      data: { train: "a.tsv", unit: "word" },
      columns: ["2", "4"],
      pairs: ["Let's try. → Versuchen wir's!", 'It is "Muiriel". → Es ist "Muiriel".'],
    },
    "Excel's CSV: a byte order mark, semicolons, quotes, names in German": {
      files: { "a.csv": '\ufeffEnglisch;Deutsch;Notiz\r\n"Hello; you";"Hallo, ""du""";\r\nGood day;Guten Tag;ok\r\n' },
      data: { train: "a.csv" },
      columns: ["Englisch", "Deutsch"],
      pairs: ['Hello; you → Hallo, "du"', "Good day → Guten Tag"],
    },
    "names with marks on their letters, and in their own script": {
      files: { "a.csv": "हिन्दी,العربية\nबड़ा घर,بيت كبير\nछोटी बिल्ली,قط صغير\n" },
      data: { train: "a.csv" },
      columns: ["हिन्दी", "العربية"],
      pairs: ["बड़ा घर → بيت كبير", "छोटी बिल्ली → قط صغير"],
    },
    "pandas, with its index": {
      files: { "a.csv": ',en,de\n0,Hello,Hallo\n1,"Yes, sir","Ja, Herr"\n' },
      data: { train: "a.csv" },
      columns: ["en", "de"],
      pairs: ["Hello → Hallo", "Yes, sir → Ja, Herr"],
    },
    "a target that stands before its source": {
      files: { "a.csv": "id,output,input\n7,A,a\n9,B,b\n" },
      data: { train: "a.csv" },
      columns: ["input", "output"],
      pairs: ["a → A", "b → B"],
    },
    "objects within objects": {
      files: {
        "a.jsonl": ["cat", "dog"].map((en) => JSON.stringify({ translation: { en, de: `${en}ze` } })).join("\n"),
      },
      data: { train: "a.jsonl" },
      columns: ["translation.en", "translation.de"],
      pairs: ["cat → catze", "dog → dogze"],
    },
    "the same, the other way round": {
      files: {
        "a.jsonl": '{"translation": {"en": "cat", "de": "Katze"}}\n{"translation": {"en": "dog", "de": "Hund"}}\n',
      },
      data: { train: "a.jsonl", input: "translation.de", target: "translation.en" },
      columns: ["translation.de", "translation.en"],
      pairs: ["Katze → cat", "Hund → dog"],
    },
    "lists of tokens": {
      files: {
        "a.jsonl": '{"source": ["New York", "is"], "target": ["x"]}\n{"source": ["is"], "target": ["y", "x"]}\n',
      },
      data: { train: "a.jsonl" },
      columns: ["source", "target"],
      pairs: ["New York is → x", "is → y x"],
    },
    "numbers on one side": {
      files: { "a.tsv": "one\t1\ntwo\t2\nthree\t3\n" },
      data: { train: "a.tsv" },
      columns: ["1", "2"],
      pairs: ["one → 1", "two → 2", "three → 3"],
    },
    "a dictionary whose words are no names of columns": {
      files: { "a.txt": "aback\tAH B AE K\nabacus\tAE B AH K AH S\n" },
      data: { train: "a.txt", targetUnit: "word", targetSplit: "whitespace" },
      columns: ["1", "2"],
      pairs: ["aback → AH B AE K", "abacus → AE B AH K AH S"],
    },
    "Chinese words without spaces, and Arabic from the right": {
      files: { "a.tsv": "ar\tzh\nمرحبا بك\t你好世界\nاذهب\t走\n" },
      data: { train: "a.tsv", unit: "word" },
      columns: ["ar", "zh"],
      pairs: ["مرحبا بك → 你好世界", "اذهب → 走"],
    },
    "parallel files, one with Windows line ends": {
      files: { "a.de": "eins\r\nzwei, drei\r\n", "a.en": "one\ntwo, three" },
      data: { train: { source: "a.de", target: "a.en" } },
      columns: ["source", "target"],
      pairs: ["eins → one", "zwei, drei → two, three"],
    },
    "globs and lists of parallel files": {
      files: { "b.src": "3\n", "a.src": "1\n2\n", "a.tgt": "x\ny\n", "b.tgt": "z\n" },
      data: { train: { source: "*.src", target: ["a.tgt", "b.tgt"] } },
      columns: ["source", "target"],
      pairs: ["1 → x", "2 → y", "3 → z"],
    },
  };
  test.each(Object.entries(CASES))("%s", async (_, { files, data, columns, pairs: expected }) => {
    const dataset = await load(files, data);
    expect(columnsOf(dataset)).toEqual(columns);
    expect(pairs(dataset)).toEqual(expected);
  });

  test("words are split as their language does, where nothing stands between them", async () => {
    const { encoding } = await load({ "a.tsv": "en\tzh\nhello world\t你好世界\n" }, { train: "a.tsv", unit: "word" });
    expect(encoding.target.vocabulary?.symbols).toEqual(["<unk>", "<eos>", "<bos>", "世界", "你好"]);
  });
});

describe("the two sides", () => {
  const FILES = { "a.tsv": "source\ttarget\nab a\tx y\nb\ty\n" };

  test("have a vocabulary each, which only the target begins and ends; <unk> is in both", async () => {
    const { encoding, facts } = await load(FILES, { train: "a.tsv", targetUnit: "word" });
    expect(encoding.source.vocabulary?.symbols).toEqual(["<unk>", "a", "b", " "]);
    expect(encoding.target.vocabulary?.symbols).toEqual(["<unk>", "<eos>", "<bos>", "y", "x"]);
    expect(encoding.target.longest).toBe(2);
    expect(facts).toMatchObject({
      ...{
        sequences: { train: 2 },
        steps: { train: 5 },
        longest: { train: 4 },
        vocabularySize: 4,
        symbols: 3,
        leftOut: 0,
      },
      targets: { steps: { train: 3 }, longest: { train: 2 }, vocabularySize: 5, symbols: 2 },
    });
  });

  test("may share one, which is the same object, counts both sides and can be written", async () => {
    const { encoding } = await load(FILES, { train: "a.tsv", shareVocabulary: true });
    expect(encoding.source.vocabulary).toBe(encoding.target.vocabulary);
    expect(encoding.target.vocabulary?.symbols).toEqual([...["<unk>", "<eos>", "<bos>"], ...[" ", "a", "b", "y", "x"]]);
  });

  test.each([
    { shareVocabulary: true },
    { targetUnit: "word" },
    { unit: "word" },
    { unit: "word", targetUnit: "character" },
  ])("come back from a run as they were: %o", async (data) => {
    const dataset = await load(FILES, { train: "a.tsv", ...data });
    const saved = JSON.parse(JSON.stringify(encodingToJSON(dataset.encoding)));
    const encoding = encodingFromJSON(saved);
    expect(JSON.parse(JSON.stringify(encodingToJSON(encoding)))).toEqual(saved);
    expect(encoding.source.vocabulary === encoding.target.vocabulary).toBe("shareVocabulary" in data);
    expect(encoding).toEqual(dataset.encoding);
    const again = await load(FILES, { train: "a.tsv", ...data }, {}, { encoding, measured: true });
    expect(pairs(again, "test")).toEqual(pairs(dataset));
    expect(again.parts.test.references).toEqual(["x y", "y"]);
    // Vocabularies are those of the run, whatever the file holds.
    const others = await load({ "a.tsv": "source\ttarget\nzz\tqq\n" }, { train: "a.tsv" }, {}, { encoding });
    expect(pairs(others)[0]).toMatch(/^(<unk>)+ → (<unk>)+$/);
  });

  test("are cut by limits of their own; symbols that only other parts have are <unk>", async () => {
    const { encoding, parts } = await load(
      { "a.tsv": "source\ttarget\nabcab\txyzx\nab\txy\n", "v.tsv": "source\ttarget\nQa\tQx\n" },
      { train: "a.tsv", validation: "v.tsv", targetVocabulary: { size: 5 } },
    );
    expect(encoding.source.vocabulary?.symbols).toEqual(["<unk>", "a", "b", "c"]);
    expect(encoding.target.vocabulary?.symbols).toEqual(["<unk>", "<eos>", "<bos>", "x", "y"]);
    expect(pairs({ parts, encoding } as Dataset, "validation")).toEqual(["<unk>a → <unk>x"]);
    expect(parts.validation.references).toEqual(["Qx"]);
    expect(parts.train.references).toBeUndefined();
  });

  test("a text that holds a special symbol as a word does not end there", async () => {
    const files = { "a.tsv": "source\ttarget\na <eos> b\tx <eos> y\n" };
    for (const shareVocabulary of [false, true]) {
      const dataset = await load(files, { train: "a.tsv", unit: "word", split: "whitespace", shareVocabulary });
      expect(pairs(dataset)).toEqual(["a <unk> b → x <unk> y"]);
    }
  });

  test("lower case is of each side, and what is compared stays as the file has it", async () => {
    const dataset = await load(
      { "a.tsv": "source\ttarget\nAB\tXY\n" },
      { train: "a.tsv", validation: "a.tsv", targetLowercase: true },
    );
    expect([pairs(dataset), dataset.parts.validation.references]).toEqual([["AB → xy"], ["XY"]]);
  });

  test("parts are fractions, files, or what a column says", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `s${i}\tt${i}\t${["train", "dev", "test"][i % 3]}`).join("\n");
    const sizes = async (data: object) => {
      const { parts } = await load({ "a.tsv": `source\ttarget\tsplit\n${rows}` }, { train: "a.tsv", ...data });
      return [parts.train, parts.validation, parts.test].map(({ inputs }) => inputs.lengths.length);
    };
    expect(await sizes({ validation: 0.2, test: 0.1 })).toEqual([14, 4, 2]);
    expect(await sizes({ partition: "split" })).toEqual([7, 7, 6]);
    const files = { "a.x": "1\n2\n", "a.y": "3\n4\n", "v.x": "5\n", "v.y": "6\n" };
    const dataset = await load(files, {
      ...{ train: { source: "a.x", target: "a.y" }, validation: { source: "v.x", target: "v.y" } },
      test: 0.5,
    });
    expect([pairs(dataset).length, pairs(dataset, "test").length]).toEqual([1, 1]);
    expect(dataset.files.map(({ name }) => name)).toEqual(["a.x", "a.y", "v.x", "v.y"]);
    expect(dataset.parts.validation.origins).toEqual({ files: Int32Array.of(2), lines: Int32Array.of(1) });
  });
});

describe("said before a training", () => {
  const rows = Array.from({ length: 12 }, (_, i) => `source ${i}\ttarget ${i}`);

  test("empty sides, sides of very unlike length, targets that are their sources, with lines", async () => {
    const odd = ["\tx", "y\t ", "same\tsame", `a b\t${"far too long for it ".repeat(12)}`];
    const { said } = await problemsIn({ "a.tsv": ["source\ttarget", ...rows, ...odd].join("\n") }, { train: "a.tsv" });
    expect(said).toEqual([
      "The pair in line 14 of a.tsv has an empty source, and is left out.",
      "The pair in line 15 of a.tsv has an empty target, and is left out.",
      expect.stringMatching(
        /^The pair in line 17 of a\.tsv has sides whose lengths differ .* 3 characters, and its target 239\./,
      ),
      expect.stringMatching(/^1 of 14 targets is equal to its source; it is in line 16 of a\.tsv\./),
    ]);
  });

  test("HTML and sounds of Anki, with how many texts have any; signs that are none are not", async () => {
    const plain = ["a < b\tb > a", "R&D;\t[sound] {x}", "<unk>\t<s>", "i < b and c > d\tx"];
    const marked = [
      "one<br>two\t<div class='x'>eins</div>",
      "three\tdrei&nbsp;vier",
      "[sound:a.mp3] four\t{{c1::vier}}",
    ];
    const file = ["source\ttarget", ...rows, ...plain, ...marked].join("\n");
    const warned = (of: string) =>
      `4 texts have HTML or the like in them (<br>, <div>, &nbsp;, {{c1::…}}), the first in line ${of}. The network learns it as if it were text. Remove it; Anki exports notes without it.`;
    const one =
      "5 texts have HTML or the like in them (<br>, <div>, &nbsp;, [sound:…]), the first in line 18 of a.tsv.";
    const { said } = await problemsIn({ "a.tsv": file }, { train: "a.tsv" });
    expect(said).toEqual([expect.stringContaining(one)]);
    const sides = { "a.x": "one\ntwo<br>\nthree\nfour\n", "a.y": "eins<p>\nzwei\n<b>drei</b>\nvier&nbsp;\n" };
    const parallel = await problemsIn(sides, { train: { source: "a.x", target: "a.y" } });
    expect(parallel.said).toEqual([
      warned("2 of a.x").replace("<br>, <div>, &nbsp;, {{c1::…}}", "<br>, <p>, <b>, &nbsp;"),
    ]);
    expect(
      (await problemsIn({ "a.tsv": ["source\ttarget", ...rows, ...plain].join("\n") }, { train: "a.tsv" })).said,
    ).toEqual([]);
  });

  test("texts in both forms of Unicode, which look alike and are other symbols", async () => {
    const texts = ["é\te", "a\tü", "e\u0301 o\u0308\tx", "한국\tq\u0301", "x\ty"];
    const file = (some: readonly string[]) => ({ "a.tsv": ["source\ttarget", ...rows, ...some].join("\n") });
    const { said } = await problemsIn(file(texts), { train: "a.tsv" });
    expect(said).toEqual([
      "1 text has letters and their marks as characters of their own (Unicode's form NFD), in line 16 of a.tsv; 3 others have them as one character (NFC). What looks the same is not the same symbol: convert the data to NFC.",
    ]);
    for (const one of ["NFC", "NFD"] as const) {
      const same = texts.slice(0, 3).map((text) => text.normalize(one));
      expect((await problemsIn(file(same), { train: "a.tsv" })).said, one).toEqual([]);
    }
  });

  test("what stands in several parts, source alone or with its target", async () => {
    const { said } = await problemsIn(
      {
        "a.tsv": ["source\ttarget", ...rows].join("\n"),
        "v.tsv": "source\ttarget\nnew\told\nsource 3\ttarget 3\nsource 4\tanother\n",
      },
      { train: "a.tsv", validation: "v.tsv" },
    );
    expect(said[0]).toBe(
      "2 of 3 sources of validation are in training too, 1 of them with the same target, so validation measures in part what training has already seen. The first is in line 3 of v.tsv.",
    );
  });

  test("longer pairs are left out and counted, never cut", async () => {
    const files = { "a.tsv": "source\ttarget\naaaa\tb\na\tbbbb\naa\tbb\naaaaa\tb\n" };
    const data = { train: "a.tsv" };
    const training = { sequenceLength: 3, targetLength: 3 };
    const { problems } = await problemsIn(files, data, training);
    expect(problems.map(({ key, message }) => [key, message])).toEqual([
      [
        "training.sequenceLength",
        "2 pairs, the first in line 2 of a.tsv, have a source of more than training.sequenceLength = 3 symbols, and are left out. The longest has 5.",
      ],
      [
        "training.targetLength",
        "The pair in line 3 of a.tsv has a target of more than training.targetLength = 3 symbols, and is left out. The longest has 4.",
      ],
    ]);
    const dataset = await load(files, data, training);
    expect([pairs(dataset), dataset.facts.leftOut]).toEqual([["aa → bb"], 3]);
  });

  const lines = (of: string, skip = -1) =>
    Array.from({ length: 30 }, (_, i) => `${`${of} `.repeat(1 + ((i * 7) % 11))}${i}\n`)
      .filter((_, i) => i !== skip)
      .join("");

  test("a parallel file that is a line short, with the place where the pairs are likely shifted", async () => {
    const files = { "a.de": lines("wort", 12), "a.en": lines("word") };
    const { problems } = await problemsIn(files, { train: { source: "a.de", target: "a.en" } });
    expect(problems).toMatchObject([
      { code: "uneven-lines", key: "data.train.target", value: "a.en", place: { line: 30, column: 1 } },
    ]);
    expect(problems[0].message).toMatch(/^a\.en:30:1: a\.en has 30 lines, and a\.de 29\..* from about line 13 on/);
  });

  test("a parallel file whose end is missing, and one of which the lengths tell nothing", async () => {
    const train = { source: "a.de", target: "a.en" };
    const hintOf = async (de: string, en: string) => (await problemsIn({ "a.de": de, "a.en": en }, { train })).said[0];
    expect(await hintOf(lines("wort", 29), lines("word"))).toMatch(/only the end of a\.de is missing/);
    expect(await hintOf(lines("wort", 0), lines("word"))).toMatch(/ from about line 1 on/);
    expect(await hintOf("abc\n".repeat(8), "xyz\n".repeat(9))).toMatch(/all pairs after it are shifted/);
  });

  test("empty lines at the end of one of two parallel files are passed over", async () => {
    const files = { "a.de": `${lines("wort")}\n\n`, "a.en": lines("word") };
    const data = { train: { source: "a.de", target: "a.en" } };
    expect((await problemsIn(files, data)).said).toEqual([
      "2 empty lines at the end of a.de have no partner, and are passed over.",
    ]);
    expect(pairs(await load(files, data)).length).toBe(30);
    // An empty line within keeps its place, and its pair is left out.
    const gap = { "a.de": "a\n\nc\n", "a.en": "x\ny\nz\n" };
    expect(pairs(await load(gap, data))).toEqual(["a → x", "c → z"]);
  });

  test.each<[string, Files, object, object]>([
    [
      "no file of one side",
      { "a.de": "a\n" },
      { train: { source: "a.de", target: "b.en" } },
      { key: "data.train.target" },
    ],
    [
      "files that are more on one side",
      { "a.de": "a\n", "b.de": "b\n", "a.en": "x\n" },
      { train: { source: "*.de", target: "a.en" } },
      { code: "uneven-files", key: "data.train.target" },
    ],
    ["one file for both", { "a.de": "a\n" }, { train: { source: "a.de", target: "a.de" } }, { code: "uneven-files" }],
    [
      "an empty file",
      { "a.de": "\n", "a.en": "x\n" },
      { train: { source: "a.de", target: "a.en" } },
      { code: "empty-file" },
    ],
    [
      "a column that is not there",
      { "a.csv": "en,de\na,b\n" },
      { train: "a.csv", target: "fr" },
      { key: "data.target" },
    ],
    [
      "the name of an object",
      { "a.jsonl": '{"t": {"en": "a", "de": "b"}}' },
      { train: "a.jsonl", input: "t" },
      { key: "data.input" },
    ],
    [
      "an object in the place of a text",
      { "a.jsonl": '{"a": "x", "b": "y"}\n{"a": {"c": 1}, "b": "y"}\n' },
      { train: "a.jsonl", input: "a" },
      { code: "no-text", place: { line: 2, column: 7 } },
    ],
    ["one column", { "a.csv": "one\ntwo\n" }, { train: "a.csv" }, { code: "no-such-column", key: "data.target" }],
    ["nothing but empty sides", { "a.tsv": "source\ttarget\na\t\n\tb\n" }, { train: "a.tsv" }, { code: "empty-file" }],
    [
      "a target vocabulary that is all <unk>",
      { "a.tsv": "source\ttarget\na\tx\nb\ty\n" },
      { train: "a.tsv", targetVocabulary: { minFrequency: 2 } },
      { code: "all-unknown", key: "data.targetVocabulary" },
    ],
    [
      "a source vocabulary that is all <unk>",
      { "a.tsv": "source\ttarget\na\tx\nb\tx\n" },
      { train: "a.tsv", vocabulary: { minFrequency: 2 } },
      { code: "all-unknown", key: "data.vocabulary" },
    ],
  ])("an error names %s", async (_, files, data, expected) => {
    const { problems } = await problemsIn(files, data);
    expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([expected]);
  });

  test("texts without white space that are to be split at it", async () => {
    const chinese = Array.from(
      { length: 10 },
      (_, i) => `I saw ${i} of them\t今天我看见了那座大房子的第${i}个号码牌子`,
    );
    const { problems } = await problemsIn(
      { "a.tsv": `en\tzh\n${chinese.join("\n")}` },
      { train: "a.tsv", unit: "word", split: "whitespace" },
    );
    expect(problems.map(({ said, key }) => [said.code, key])).toContainEqual(["one-word-each", "data.targetUnit"]);
  });
});

describe("new inputs", () => {
  const read = async (dataset: Dataset, name: string, text: string, data: object = { train: "a.tsv" }) => {
    const path = join(folderWith({ [name]: text }), name);
    const found: unknown[] = [];
    for await (const each of readInputs(path, name, dataset.encoding, configOf(data))) {
      if (each instanceof Error) found.push(each.message);
      else {
        const { symbols } = encodeInput(dataset.encoding, configOf(data), each.input, each.place);
        found.push([symbols?.join(""), each.answer]);
      }
    }
    return found;
  };

  test("are lines, objects, tables with or without targets", async () => {
    const dataset = await load({ "a.tsv": "en\tde\tnote\na b\tx\t1\nb\ty\t2\n" }, { train: "a.tsv" });
    expect(await read(dataset, "n.txt", "a, b\n\n b \n")).toEqual([
      ["a, b", undefined],
      ["b", undefined],
    ]);
    expect(await read(dataset, "n.jsonl", '{"en": "a", "de": "x"}\n{"en": 12}\n')).toEqual([
      ["a", "x"],
      ["12", undefined],
    ]);
    expect(await read(dataset, "n.tsv", "de\ten\nx\ta\n")).toEqual([["a", "x"]]);
    expect(await read(dataset, "n.csv", "en\na\n")).toEqual([["a", undefined]]);
  });

  test("of a run without names of columns are tables of the same columns, or of source and target", async () => {
    const dataset = await load({ "a.txt": "a\tx\tCC-BY 2\nb\ty\tCC-BY 2\n" }, { train: "a.txt" });
    expect(await read(dataset, "n.txt", "b\ty\tCC-BY 3\na\tx\tCC-BY 3\n", { train: "a.txt" })).toEqual([
      ["b", "y"],
      ["a", "x"],
    ]);
    expect(await read(dataset, "n.tsv", "b\ty\na\tx\n", { train: "a.txt" })).toEqual([
      ["b", "y"],
      ["a", "x"],
    ]);
    expect(await read(dataset, "n.txt", "a, b\nb\n", { train: "a.txt" })).toEqual([
      ["a, b", undefined],
      ["b", undefined],
    ]);
  });

  test("of a run on parallel files are lines, and tables have the source first", async () => {
    const data = { train: { source: "a.x", target: "a.y" } };
    const dataset = await load({ "a.x": "a\nb\n", "a.y": "x\ny\n" }, data);
    expect(await read(dataset, "n.x", "b\na, b\n", data)).toEqual([
      ["b", undefined],
      ["a, b", undefined],
    ]);
    expect(await read(dataset, "n.tsv", "b\ty\na\tx\n", data)).toEqual([
      ["b", "y"],
      ["a", "x"],
    ]);
    const evaluated = await load({ "p.tsv": "a\tx\n" }, { train: "p.tsv" }, {}, { encoding: dataset.encoding });
    expect(pairs(evaluated)).toEqual(["a → x"]);
    const named = await load({ "a.jsonl": '{"en": "a", "de": "x"}\n' }, { train: "a.jsonl" });
    const unnamed = await load({ "p.tsv": "a\tx\n" }, { train: "p.tsv" }, {}, { encoding: named.encoding });
    expect(pairs(unnamed)).toEqual(["a → x"]);
  });

  test("within objects are found by the same names", async () => {
    const dataset = await load({ "a.jsonl": '{"t": {"en": "a", "de": "x"}}\n' }, { train: "a.jsonl" });
    expect(await read(dataset, "n.jsonl", '{"t": {"de": "x", "en": "a"}}\n', { train: "a.jsonl" })).toEqual([
      ["a", "x"],
    ]);
  });
});
