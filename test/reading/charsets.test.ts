// Files in encodings of before Unicode, as a setting names them. The bytes were written by Python's codecs.
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UserError } from "../../src/base/userError.ts";
import { CHARSETS, parseConfig } from "../../src/config/index.ts";
import type { Charset } from "../../src/reading/files/encodings/charset.ts";
import { guessCharset, unmarkedUtf16 } from "../../src/reading/files/encodings/guessCharset.ts";
import { TextReader } from "../../src/reading/files/textReader.ts";
import { ownExperiment } from "../../src/reading/guess/ownExperiment.ts";
import { checkData, loadDataset, readLines } from "../../src/reading/index.ts";
import { configWith, folderWith, inWords, loadInWords } from "./folder.ts";

const TEXTS: [Charset, string, string][] = [
  [
    "windows-1252",
    "Die Größe für Köln ist schön – “ja” für 5 €.",
    "RGllIEdy9t9lIGb8ciBL9mxuIGlzdCBzY2j2biCWIJNqYZQgZvxyIDUggC4=",
  ],
  ["windows-1250", "Zażółć gęślą jaźń, wszystko już było.", "WmG/87PmIGfqnGy5IGphn/EsIHdzenlzdGtvIGp1vyBiebNvLg=="],
  ["iso-8859-2", "Zażółć gęślą jaźń, wszystko już było.", "WmG/87PmIGfqtmyxIGphvPEsIHdzenlzdGtvIGp1vyBiebNvLg=="],
  [
    "windows-1254",
    "Bütün mutlu aileler birbirine benzer; mutsuzluğu vardır, işte.",
    "Qvx0/G4gbXV0bHUgYWlsZWxlciBiaXJiaXJpbmUgYmVuemVyOyBtdXRzdXpsdfB1IHZhcmT9ciwgaf50ZS4=",
  ],
  [
    "windows-1251",
    "Все счастливые семьи похожи друг на друга.",
    "wvHlIPH34PHy6+ji++Ug8eXs/Ogg7+717uboIOTw8+Mg7eAg5PDz4+Au",
  ],
  ["koi8-r", "Все счастливые семьи похожи друг на друга.", "99PFINPewdPUzMnX2cUg08XN2Mkg0M/Iz9bJIMTS1ccgzsEgxNLVx8Eu"],
  [
    "windows-1253",
    "Όλες οι ευτυχισμένες οικογένειες μοιάζουν.",
    "vOvl8iDv6SDl9fT19+nz7N3t5fIg7+nq7+Pd7eXp5fIg7O/p3Obv9e0u",
  ],
  ["windows-1255", "כל המשפחות המאושרות דומות זו לזו", "6+wg5O759Ofl+iDk7uDl+fjl+iDj5e7l+iDm5SDs5uU="],
  ["windows-1256", "كل العائلات السعيدة متشابهة", "3+Egx+Hax8bhx8ogx+HT2u3PySDjytTHyOXJ"],
  ["windows-874", "ครอบครัวที่มีความสุขทั้งหลายย่อมเหมือนกัน", "pMPNuqTD0ce31ejB1aTH0sHK2KK30emny8XSwsLozcHgy8HXzbmh0bk="],
  ["gb18030", "这个产品很好，我喜欢。", "1eK49rL6xre63LrDo6zO0s+yu7ahow=="],
  ["big5", "很好的產品，我不喜歡。", "q9ymbqq6sqOrfqFBp9qko7PfxXehQw=="],
  ["shift_jis", "良い商品です。カメラが壊れた。", "l8eCoo+klWmCxYK3gUKDSoOBg4mCqonzguqCvYFC"],
  ["euc-jp", "良い商品です。カメラが壊れた。", "zsmkpL6mycqkx6S5oaOlq6XhpemkrLL1pOykv6Gj"],
  ["euc-kr", "좋은 영화 그리고 재미없다", "wcHAuiC/tcitILHXuK6w7SDA57nMvvi02Q=="],
];
const [[, GERMAN, WRITTEN]] = TEXTS;
const german = Buffer.from(WRITTEN, "base64");
const latin = (text: string) => Buffer.from(text, "latin1");

/** What a reader makes of bytes that are cut at these places. */
function readIn(encoding: Charset, bytes: Uint8Array, cuts: readonly number[] = []) {
  let text = "";
  const reader = new TextReader(
    "a.txt",
    "a.txt",
    (codePoints, length) => {
      text += String.fromCodePoint(...codePoints.subarray(0, length));
    },
    encoding,
  );
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < at.length; i++) reader.push(bytes.subarray(at[i - 1], at[i]));
  return { text, facts: reader.end() };
}

test.each(TEXTS)("%s is read as it was written, wherever it is cut, and guessed", (charset, text, base64) => {
  const line = Buffer.from(base64, "base64");
  const bytes = Buffer.concat([line, latin("\r\n"), line]);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
      const { text: read, facts } = readIn(charset, bytes, cuts);
      expect(read).toBe(`${text}\n${text}`);
      expect(facts).toMatchObject({ bytes: bytes.length, windowsLineBreaks: 1, isUtf16: false });
      expect(facts.couldBeUtf8).toBeUndefined();
    }),
    { numRuns: 50 },
  );
  expect(guessCharset(bytes)).toBe(charset);
});

test("of Windows-1252 each byte is what the standard says, whatever the version of Node makes of it", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
  expect(readIn("windows-1252", bytes).text).toBe("€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ");
});

test("every encoding of the setting is known to this Node, and reads ASCII", () => {
  for (const charset of CHARSETS.filter((each) => !each.startsWith("utf-16"))) {
    expect(readIn(charset, latin("a, b\r\n1"), [2, 6]).text, charset).toBe("a, b\n1");
  }
  // Escapes change what bytes mean, until the next.
  expect(readIn("iso-2022-jp", latin("a\x1b$BF|K\\\x1b(Bb"), [2, 3, 5]).text).toBe("a日本b");
});

test("a byte order mark counts for more than the setting", () => {
  expect(readIn("windows-1252", Buffer.from("\ufeffschön")).text).toBe("schön");
  expect(readIn("shift_jis", Buffer.from("\ufeff日本", "utf16le")).text).toBe("日本");
  expect(readIn("utf-16le", Buffer.from("日本\r\n", "utf16le")).text).toBe("日本\n");
});

test("bytes that are no character of the encoding have their line and column", () => {
  const error = (encoding: Charset, bytes: Uint8Array, cuts?: number[]) => {
    try {
      readIn(encoding, bytes, cuts);
    } catch (thrown) {
      return thrown as UserError;
    }
  };
  const japanese = Buffer.from(TEXTS[12][2], "base64");
  const bytes = Buffer.concat([japanese, latin("\n"), japanese, Buffer.of(0xff), latin("a")]);
  for (const cuts of [[], [31], [japanese.length + 2, bytes.length - 2]]) {
    expect(error("shift_jis", bytes, cuts)).toMatchObject({
      code: "wrong-encoding",
      place: { file: "a.txt", line: 2, column: 16 },
      message: "a.txt is not shift_jis: at line 2, column 16 there are bytes that are no character of it.",
    });
  }
  expect(error("shift_jis", japanese.subarray(0, 5))?.place).toMatchObject({ line: 1, column: 3 });
  expect(error("windows-1253", Buffer.of(0x61, 0xaa))?.place).toMatchObject({ line: 1, column: 2 });
  expect(error("windows-1252", Buffer.of(0x61, 0))?.code).toBe("binary-file");
});

test("a file of UTF-8 with a damaged place is not taken for another encoding", async () => {
  const bytes = Buffer.concat([Buffer.from("größer\nschön, "), Buffer.of(0xe4, 0x20), Buffer.from("a")]);
  const folder = folderWith({ "a.txt": bytes, "b.txt": latin("caf\xe9") });
  const { problems } = await checkData(configWith({ train: "a.txt" }), join(folder, "a.rnnconfig"));
  expect(problems[0].message).toBe(
    "a.txt:2:8: a.txt is UTF-8 only up to the byte at offset 17 (line 2, column 8), which is 0xE4. Remove what is damaged there, or save the file as UTF-8 again.",
  );
  const [short] = (await checkData(configWith({ train: "b.txt" }), join(folder, "a.rnnconfig"))).problems;
  expect(short.suggestions).toEqual(["windows-1252"]);
});

describe("with the setting", () => {
  test("texts, tables, parallel files and texts beside others are read by it", async () => {
    const folder = folderWith({
      "a.txt": Buffer.concat([german, latin("\n"), german]),
      "a.csv": latin("text;label\r\nschön, ja;gut\r\nöde;schlecht\r\n"),
      "a.de": latin("größe\nschön\n"),
      "a.fr": latin("été\nforêt\n"),
    });
    const data = { encoding: "windows-1252", validation: 0, test: 0 };
    const corpus = await loadInWords(folder, { train: "a.txt", ...data });
    expect([corpus.vocabulary.decode(corpus.train), corpus.warnings]).toEqual([`${GERMAN}\n${GERMAN}`, []]);
    const words = await loadInWords(folder, { train: "a.txt", unit: "word", ...data });
    expect(words.vocabulary.id("Größe")).toBeDefined();

    const given = (task: string, train: unknown) =>
      parseConfig(JSON.stringify({ task, data: { train, ...data } })).config!;
    const table = inWords(await loadDataset(given("classification", "a.csv"), join(folder, "a.rnnconfig")));
    expect([table.encoding.target.labels, table.warnings]).toEqual([["gut", "schlecht"], []]);
    expect(table.encoding.source.vocabulary!.id("ö")).toBeDefined();
    const sides = { source: "a.de", target: "a.fr" };
    const pairs = await loadDataset(given("sequence-to-sequence", sides), join(folder, "a.rnnconfig"));
    expect(pairs.encoding.target.vocabulary!.id("ê")).toBeDefined();
  });

  test("one of two parallel files may be UTF-8, and the other in it", async () => {
    const folder = folderWith({ "a.de": Buffer.from("größe\nschön\n"), "a.fr": latin("\xe9t\xe9\nfor\xeat\n") });
    const train = { source: "a.de", target: "a.fr" };
    const data = { train, encoding: "windows-1252", validation: 0, test: 0 };
    const { config } = parseConfig(JSON.stringify({ task: "sequence-to-sequence", data }));
    const { encoding, warnings } = await loadDataset(config!, join(folder, "a.rnnconfig"));
    expect(encoding.source.vocabulary!.id("ö")).toBeDefined();
    expect(encoding.source.vocabulary!.id("Ã")).toBeUndefined();
    expect(encoding.target.vocabulary!.id("ê")).toBeDefined();
    expect(warnings).toEqual([]);
  });

  test("a file that is UTF-8 all the same is told, and one without the setting proposes it", async () => {
    const folder = folderWith({ "a.txt": "schön und groß", "b.txt": german });
    const wrong = await loadInWords(folder, { train: "a.txt", encoding: "windows-1252", validation: 0, test: 0 });
    expect(wrong.warnings).toEqual([
      "a.txt is read as windows-1252, as data.encoding says, but it is valid UTF-8. Where letters look wrong, remove data.encoding.",
    ]);
    const { problems } = await checkData(configWith({ train: "b.txt" }), join(folder, "b.rnnconfig"));
    expect(problems).toMatchObject([
      {
        code: "not-utf8",
        key: "data.train",
        suggestions: ["windows-1252"],
        message:
          'b.txt:1:7: b.txt is not UTF-8: the byte at offset 6 (line 1, column 7) is 0xF6, which would be "ö" in Latin-1 and Windows-1252. Set "encoding": "windows-1252" in "data" (a guess: choose another if letters look wrong), or save it as UTF-8 (in Excel, "CSV UTF-8").',
      },
    ]);
  });

  test("what a run is given is read by it, and as UTF-8 where it is that, as standard input always is", async () => {
    const folder = folderWith({ "a.txt": german, "b.txt": GERMAN });
    const config = configWith({ train: "a.txt", encoding: "windows-1252" });
    async function* typed() {
      yield Buffer.from("schön\n");
    }
    for (const [source, text] of [
      [join(folder, "a.txt"), GERMAN],
      [join(folder, "b.txt"), GERMAN],
      [typed(), "schön"],
    ] as const) {
      const lines: string[] = [];
      for await (const line of readLines(source, "a.txt", config)) lines.push(line);
      expect(lines).toEqual([text]);
    }
  });

  test("a new experiment has it, for all its files", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `"schöne Größe ${i}",${i % 2 ? "gut" : "übel"}`).join("\r\n");
    const folder = folderWith({
      "a.train.csv": latin(`text,label\r\n${rows}\r\n`),
      "a.test.csv": latin(`text,label\r\n${rows}\r\n`),
      "b.txt": Buffer.from("A text without a mark. ".repeat(200), "utf16le"),
      "c.txt": Buffer.from("Привет, мир – как дела сегодня? ".repeat(200), "utf16le").swap16(),
    });
    for (const [name, encoding] of [
      ["a.train.csv", "windows-1252"],
      ["b.txt", "utf-16le"],
      ["c.txt", "utf-16be"],
    ]) {
      const { file, text, said } = await ownExperiment([{ path: join(folder, name), name }], folder);
      const { config } = parseConfig(text);
      expect(config?.data.encoding).toBe(encoding);
      const guessed = `${name} is not UTF-8: its encoding is guessed to be ${encoding}, from 210 bytes that are not ASCII.`;
      expect(said.includes(guessed)).toBe(encoding === "windows-1252");
      if (name === "a.train.csv") expect(config?.data.test).toBe("a.test.csv");
      const { problems } = await checkData(config!, file);
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    }
  });
});

test("numbers of two bytes, and a NUL in a text, are no UTF-16", () => {
  const numbers = Buffer.from(Int16Array.from({ length: 200 }, (_, i) => 30 * i).buffer);
  for (const bytes of [numbers, Buffer.from("a text with a \0 in it, and \0 again\n".repeat(9))]) {
    expect(unmarkedUtf16(bytes)).toBeUndefined();
  }
});

test("the names that other programs have for an encoding propose its own", () => {
  const named = (encoding: string) =>
    parseConfig(JSON.stringify({ task: "language-model", data: { train: "a.txt", encoding } })).problems[0];
  expect(named("latin1").suggestions).toEqual(["windows-1252"]);
  expect(named("CP-1250").suggestions).toEqual(["windows-1250"]);
  expect(named("GBK").suggestions).toEqual(["gb18030"]);
  expect(named("constructor").suggestions ?? []).toEqual([]);
});
