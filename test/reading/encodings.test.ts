import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
// Bytes as Windows, PowerShell and Excel write them, and names as macOS stores them.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UserError } from "../../src/base/userError.ts";
import { parseConfig } from "../../src/config/index.ts";
import { Utf16Decoder } from "../../src/reading/files/encodings/utf16.ts";
import { TextReader } from "../../src/reading/files/textReader.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { checkConfig } from "../../src/runner/configs/readConfig.ts";
import { folderWith, loadInWords as load } from "./folder.ts";

/** What a text reader makes of bytes cut at these places: the text, and where it stopped. */
function readChunks(bytes: Uint8Array, cuts: readonly number[]) {
  const codePoints: number[] = [];
  const reader = new TextReader("a.txt", "a.txt", (stretch, length) => codePoints.push(...stretch.subarray(0, length)));
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  let error: UserError | undefined;
  try {
    for (let i = 1; i < at.length; i++) reader.push(bytes.subarray(at[i - 1], at[i]));
    reader.end();
  } catch (thrown) {
    error = thrown as UserError;
  }
  return { text: String.fromCodePoint(...codePoints), error };
}

test("a byte that is no UTF-8 has its line and column, whatever line breaks stand before it and wherever chunks end", () => {
  const part = fc.constantFrom("a", "bc", "é", "語", "💡", "\n", "\r\n", "\r", "\n\n", "\t");
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 30 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.boolean(),
      (parts, cuts, marked) => {
        const text = parts.join("");
        const bytes = Buffer.concat([Buffer.from((marked ? MARK : "") + text), Buffer.of(0xe9), Buffer.from("xyz")]);
        const { error } = readChunks(bytes, cuts);
        const lines = text.split(/\r\n|\n|\r/);
        expect(error?.place).toEqual({ file: "a.txt", line: lines.length, column: lines.at(-1)!.length + 1 });
        const whole = readChunks(Buffer.from((marked ? MARK : "") + text), cuts);
        expect(whole).toEqual({ text: text.replaceAll("\r\n", "\n"), error: undefined });
      },
    ),
    { numRuns: 1000 },
  );
});

const MARK = "\ufeff";
const le = (text: string) => Buffer.from(MARK + text, "utf16le");
const be = (text: string) => le(text).swap16();

describe("UTF-16", () => {
  test("is what was written, wherever it is cut", () => {
    const codePoint = fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }));
    const text = fc.array(codePoint).map((all) => String.fromCodePoint(...all));
    fc.assert(
      fc.property(text, fc.boolean(), fc.array(fc.nat()), (text, lowFirst, cuts) => {
        const bytes = lowFirst ? le(text) : be(text);
        const decoder = Utf16Decoder.for(bytes)!;
        const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const found = at.slice(1).flatMap((end, i) => {
          const out = new Int32Array(end - at[i]);
          return [...out.subarray(0, decoder.decode(bytes.subarray(at[i], end), out))];
        });
        decoder.end();
        expect(decoder.invalidAt).toBeUndefined();
        expect(String.fromCodePoint(...found)).toBe(MARK + text);
      }),
    );
  });

  test.each([
    [[0x41, 0x00, 0x3d, 0xd8, 0x42, 0x00], 4],
    [[0x41, 0x00, 0x3d, 0xdc], 4],
    [[0x41, 0x00, 0x3d, 0xd8], 4],
    [[0x41, 0x00, 0x3d], 4],
  ])("that is none is told by where: %j", (bytes, at) => {
    const decoder = new Utf16Decoder(true);
    const all = Uint8Array.of(0xff, 0xfe, ...bytes);
    decoder.decode(all, new Int32Array(all.length));
    decoder.end();
    expect(decoder.invalidAt).toBe(at);
  });

  test("a text in it is the text, and that is said", async () => {
    const text = "Größe 💡\nzwei\n";
    const expected = await load(folderWith({ "a.txt": text }), {
      train: "a.txt",
      unit: "word",
      validation: 0,
      test: 0,
    });
    for (const bytes of [le(text.replaceAll("\n", "\r\n")), be(text)]) {
      const corpus = await load(folderWith({ "a.txt": bytes }), {
        train: "a.txt",
        unit: "word",
        validation: 0,
        test: 0,
      });
      expect(corpus.vocabulary.symbols).toEqual(expected.vocabulary.symbols);
      expect(corpus.train).toEqual(expected.train);
      expect(corpus.warnings).toContain("a.txt is UTF-16, and is read as such.");
    }
  });

  test("Excel's Unicode text is a table", async () => {
    const { config } = parseConfig(
      JSON.stringify({ task: "classification", data: { train: "a.txt", validation: 0, test: 0 } }),
    );
    const folder = folderWith({ "a.txt": le("text\tlabel\r\nschön, ja\tgut\r\nöde\tschlecht\r\n") });
    const { encoding, facts } = await loadDataset(config!, join(folder, "a.rnnconfig"));
    expect(encoding.target.labels).toEqual(["gut", "schlecht"]);
    expect(facts.sequences.train).toBe(2);
  });
});

test("a config is read in UTF-16, as PowerShell writes it, and Latin-1 is named with its byte", async () => {
  const text = '{\r\n  "task": "language-model",\r\n  "data": { "train": "Größe.txt", "tset": 0 }\r\n}';
  const folder = folderWith({
    "a.rnnconfig": le(text),
    "b.rnnconfig": be(text),
    "c.rnnconfig": Buffer.from(text, "latin1"),
  });
  for (const name of ["a.rnnconfig", "b.rnnconfig"]) {
    const { problems } = await checkConfig(join(folder, name));
    expect(problems.map(({ code, start }) => [code, start])).toEqual([["unknown-key", { line: 3, column: 35 }]]);
  }
  await expect(checkConfig(join(folder, "c.rnnconfig"))).rejects.toMatchObject({
    code: "not-utf8",
    message:
      'c.rnnconfig is not UTF-8: the byte at offset 56 (line 3, column 25) is 0xF6, which would be "ö" in Latin-1 and Windows-1252.',
    place: { file: join(folder, "c.rnnconfig"), line: 3, column: 25 },
  });
});

describe("names that differ in Unicode's form alone", () => {
  const [one, two] = ["Bücher", "Bücher"].map((name, i) => name.normalize(i === 0 ? "NFC" : "NFD"));
  const config = { validation: 0, test: 0 };

  test.each([
    ["a path", `${one}/${one}.txt`],
    ["a glob", `${one}/${one.slice(0, 3)}*.txt`],
  ])("are found: %s", async (_, pattern) => {
    const folder = folderWith({});
    mkdirSync(join(folder, two));
    writeFileSync(join(folder, two, `${two}.txt`), "text");
    const corpus = await load(folder, { train: pattern, ...config });
    expect(corpus.files.map(({ path }) => path)).toEqual([join(folder, two, `${two}.txt`)]);
  });

  test("are two files where both exist, and a config is found too", async () => {
    const folder = folderWith({ [`${one}.txt`]: "one", [`${two}.txt`]: "other", [`${two}.rnnconfig`]: "{}" });
    const corpus = await load(folder, { train: [`${one}.txt`, `${two}.txt`], ...config });
    expect(corpus.files.map(({ bytes }) => bytes)).toEqual([3, 5]);
    expect((await checkConfig(join(folder, `${one}.rnnconfig`))).file).toBe(join(folder, `${two}.rnnconfig`));
  });
});
