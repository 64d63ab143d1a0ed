import { createHash } from "node:crypto";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Vocabulary } from "../../src/data/index.ts";
import { loadCorpus } from "../../src/reading/index.ts";
import { configWith, folderWith, loadInWords as load } from "./folder.ts";

const NO_SPLIT = { validation: 0, test: 0 };

describe("the split", () => {
  test("test is the last ⌊t·N⌋ tokens, validation the ⌊v·N⌋ before them", async () => {
    const text = "abcdefghijklmnopqrstuvwxyz0123456789";
    const folder = folderWith({ "a.txt": text });
    const { train, validation, test, vocabulary, facts } = await load(folder, {
      train: "a.txt",
      validation: 0.2,
      test: 0.1,
    });
    expect([train, validation, test].map((part) => vocabulary.decode(part))).toEqual([
      "abcdefghijklmnopqrstuvwxyz",
      "0123456",
      "789",
    ]);
    expect(facts.tokens).toEqual({ train: 26, validation: 7, test: 3 });
  });

  test("holds for any text and any fractions", async () => {
    const fraction = fc.double({ min: 0, max: 0.49, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", minLength: 2, maxLength: 60 }),
        fraction,
        fraction,
        async (text, v, t) => {
          const clean = text.replaceAll("\0", "x").replaceAll("\r", "y").replaceAll("\uFEFF", "z");
          const letters = Array.from(clean);
          const n = letters.length;
          fc.pre(n >= 2);
          const config = { ...configWith({ train: "a.txt" }) };
          config.data = { ...config.data, validation: v, test: t };
          const folder = folderWith({ "a.txt": clean });
          const corpus = await loadCorpus(config, join(folder, "a.rnnconfig"));
          const [tests, validations] = [Math.floor(t * n), Math.floor(v * n)];
          const text_ = (from: number, to: number) =>
            to - from < 2 && from > 0 ? "" : letters.slice(from, to).join("");
          const decoded = [corpus.train, corpus.validation, corpus.test].map((part) => corpus.vocabulary.decode(part));
          expect(decoded[0]).toBe(letters.slice(0, n - tests - validations).join(""));
          expect(decoded[1]).toBe(text_(n - tests - validations, n - tests));
          expect(decoded[2]).toBe(text_(n - tests, n));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("parts may be files of their own, beside a fraction", async () => {
    const folder = folderWith({ "a.txt": "aaaaaaaabb", "v.txt": "vw", "w.txt": "wv" });
    const corpus = await load(folder, { train: "a.txt", validation: ["w.txt", "v.txt"], test: 0.2 });
    const parts = [corpus.train, corpus.validation, corpus.test].map((part) => corpus.vocabulary.decode(part));
    expect(parts).toEqual(["aaaaaaaa", "wvvw", "bb"]);
    expect(corpus.files.map(({ part, name }) => [part, name])).toEqual([
      ["train", "a.txt"],
      ["validation", "w.txt"],
      ["validation", "v.txt"],
    ]);
  });

  test("a part too short for one target is left out, and said", async () => {
    const folder = folderWith({ "a.txt": "abcdefghijklmnopqrst" });
    const { validation, test, train, warnings } = await load(folder, { train: "a.txt", validation: 0.03, test: 0.05 });
    expect([train.length, validation.length, test.length]).toEqual([19, 0, 0]);
    expect(warnings).toEqual([
      "There is no validation: data.validation is 0.03, and ⌊0.03 × 20⌋ = 0 tokens, where one target takes two.",
      "There is no test: data.test is 0.05, and ⌊0.05 × 20⌋ = 1 token, where one target takes two.",
    ]);
  });
});

describe("reading", () => {
  test("files are one stream, in the listed order, a glob by code point", async () => {
    const folder = folderWith({
      "b.txt": "b1",
      "t/z.txt": "z",
      "t/a.txt": "a",
      "t/10.txt": "T",
      "t/9.txt": "9",
      "t/deep/x.txt": "deep",
      "t/.hidden.txt": "no",
      "t/n.md": "no",
    });
    const decoded = async (train: unknown) => {
      const { vocabulary, train: ids } = await load(folder, { train, ...NO_SPLIT });
      return vocabulary.decode(ids);
    };
    expect(await decoded(["b.txt", "t/*.txt"])).toBe("b1T9az");
    expect(await decoded("t/**/*.txt")).toBe("T9adeepz");
    expect(await decoded("{t,.}/{a,b}.txt")).toBe("b1a");
    expect(await decoded("t/?.txt")).toBe("9az");
  });

  test("the hash, bytes and characters of each file", async () => {
    const content = Buffer.from("\uFEFFé\r\n💡x", "utf8");
    const folder = folderWith({ "a.txt": content });
    const { files, facts, warnings } = await load(folder, { train: "a.txt", ...NO_SPLIT });
    expect(files).toEqual([
      {
        part: "train",
        path: join(folder, "a.txt"),
        name: "a.txt",
        bytes: 12,
        characters: 4,
        sha256: createHash("sha256").update(content).digest("hex"),
      },
    ]);
    expect(facts.bytes).toBe(12);
    expect(warnings).toEqual([
      "a.txt starts with a byte order mark; it is left out.",
      "a.txt has 1 Windows line break (CR LF), read as LF.",
    ]);
  });

  test("CR LF becomes LF wherever chunks end; a lone CR stays, also at the end of a file", async () => {
    for (const before of [262_143, 262_142, 262_144]) {
      const text = `${"x".repeat(before)}\r\ny\r\r\nz\rq\r`;
      const { train, vocabulary } = await load(folderWith({ "a.txt": text }), { train: "a.txt", ...NO_SPLIT });
      expect(vocabulary.decode(train.subarray(before))).toBe("\ny\r\nz\rq\r");
    }
  });

  test("a lone CR at the end of a chunk stays, and is said", async () => {
    const text = `${"x".repeat(262_143)}\ry`;
    const { train, vocabulary, warnings } = await load(folderWith({ "a.txt": text }), { train: "a.txt", ...NO_SPLIT });
    expect(vocabulary.decode(train.subarray(262_142))).toBe("x\ry");
    expect(warnings).toEqual([expect.stringContaining("a.txt has 1 carriage return (CR) without a line feed")]);
  });

  test("a byte order mark is one only at the start of a file", async () => {
    const folder = folderWith({ "a.txt": "a\uFEFFb", "b.txt": "\uFEFF\uFEFFc" });
    const { train, vocabulary } = await load(folder, { train: ["a.txt", "b.txt"], ...NO_SPLIT });
    expect(vocabulary.decode(train)).toBe("a\uFEFFb\uFEFFc");
  });

  test("multi-byte characters over the edge of a chunk", async () => {
    const text = `${"x".repeat(262_143)}💡${"é".repeat(200_000)}`;
    const { train, vocabulary } = await load(folderWith({ "a.txt": text }), { train: "a.txt", ...NO_SPLIT });
    expect(train.length).toBe(262_143 + 1 + 200_000);
    expect(vocabulary.decode(train.subarray(262_142, 262_146))).toBe("x💡éé");
  });

  test("lower case, character by character; one that becomes two is two tokens", async () => {
    const folder = folderWith({ "a.txt": "ÀİΑΣ İß" });
    const { train, vocabulary } = await load(folder, { train: "a.txt", lowercase: true, ...NO_SPLIT });
    expect(vocabulary.decode(train)).toBe("ài\u0307ασ i\u0307ß");
    expect(vocabulary.decode(vocabulary.encode("ÀİΑΣ İß").ids)).toBe("ài\u0307ασ i\u0307ß");
    const many = `a${"İ".repeat(300_000)}`;
    const corpus = await load(folderWith({ "a.txt": many }), { train: "a.txt", lowercase: true, ...NO_SPLIT });
    expect(corpus.train.length).toBe(600_001);
  });

  test("any text comes back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 2 }), async (raw) => {
        const text = raw.replaceAll("\0", "x").replaceAll("\r", "y").replaceAll("\uFEFF", "z");
        fc.pre(Array.from(text).length >= 2);
        const { train, vocabulary } = await load(folderWith({ "a.txt": text }), { train: "a.txt", ...NO_SPLIT });
        expect(vocabulary.decode(train)).toBe(text);
        expect(vocabulary.encode(text)).toEqual({ ids: Int32Array.from(train), unknown: [] });
      }),
      { numRuns: 60 },
    );
  });

  test("an abort ends it", async () => {
    const folder = folderWith({ "a.txt": "abc" });
    await expect(load(folder, { train: "a.txt" }, { signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow(
      "stop",
    );
  });
});

describe("the vocabulary of a corpus", () => {
  test("symbols of validation and test get a row too, after those of training, and are reported", async () => {
    const folder = folderWith({ "a.txt": "bbaac", "v.txt": "zya", "t.txt": "\tx" });
    const { vocabulary, facts, warnings, validation } = await load(folder, {
      train: "a.txt",
      validation: "v.txt",
      test: "t.txt",
    });
    expect(vocabulary.symbols).toEqual(["a", "b", "c", "\t", "x", "y", "z"]);
    expect(vocabulary.unknown).toBeUndefined();
    expect(facts.onlyOutsideTraining).toEqual(["\t", "x", "y", "z"]);
    expect(facts.unknown).toEqual({ train: 0, validation: 0, test: 0 });
    expect(vocabulary.decode(validation)).toBe("zya");
    expect(warnings).toEqual([
      '4 symbols occur only in validation or test, so the model never learns them: U+0009, "x", "y", "z".',
    ]);
  });

  test("counts come from the training part alone", async () => {
    const folder = folderWith({ "a.txt": "aabbbaaaaa" });
    const { vocabulary } = await load(folder, { train: "a.txt", validation: 0.5, test: 0 });
    expect(vocabulary.symbols).toEqual(["b", "a"]);
  });

  test("what a cut removes becomes <unk>, and is counted", async () => {
    const folder = folderWith({ "a.txt": "aaabbc", "v.txt": "cda" });
    const { vocabulary, facts, train, validation } = await load(folder, {
      train: "a.txt",
      validation: "v.txt",
      test: 0,
      vocabulary: { minFrequency: 2 },
    });
    expect(vocabulary.symbols).toEqual(["<unk>", "a", "b"]);
    expect([...train]).toEqual([1, 1, 1, 2, 2, 0]);
    expect([...validation]).toEqual([0, 0, 1]);
    expect(facts.unknown).toEqual({ train: 1, validation: 2, test: 0 });
  });

  test("one that is given is used, and characters it lacks are <unk> or an error", async () => {
    const folder = folderWith({ "a.txt": "abcab" });
    const given = (symbols: string[], unknown: number | null = null) =>
      Vocabulary.fromJSON({ version: 1, unit: "character", lowercase: false, unknown, symbols });
    const train = async (vocabulary: Vocabulary) => [
      ...(await load(folder, { train: "a.txt", ...NO_SPLIT }, { vocabulary })).train,
    ];
    expect(await train(given(["c", "b", "a"]))).toEqual([2, 1, 0, 2, 1]);
    expect(await train(given(["c", "<unk>"], 1))).toEqual([1, 1, 0, 1, 1]);
    await expect(train(given(["c"]))).rejects.toMatchObject({
      code: "unknown-symbols",
      message: 'The text has 2 characters that the model does not know: "a", "b".',
      place: { file: join(folder, "a.txt") },
    });
  });
});

describe("files named more than once", () => {
  test("are read once, and said; between parts they only are said", async () => {
    const folder = folderWith({ "a.txt": "ab", "b.txt": "cd" });
    const { train, vocabulary, warnings } = await load(folder, {
      train: ["b.txt", "*.txt"],
      validation: "./a.txt",
      test: 0,
    });
    expect(vocabulary.decode(train)).toBe("cdab");
    expect(warnings).toEqual([
      "b.txt is named twice in data.train; it is read once.",
      "./a.txt is in both data.train and data.validation, so validation measures what training has already seen.",
    ]);
  });

  test("a glob passes over an empty file, and says so", async () => {
    const folder = folderWith({ "a.txt": "ab", "b.txt": "" });
    const { warnings } = await load(folder, { train: "*.txt", ...NO_SPLIT });
    expect(warnings).toEqual(["b.txt is empty."]);
  });
});

describe("what texts begin after", () => {
  const lines = Array.from({ length: 400 }, (_, i) => `${i} line${".".repeat(i % 7)}`);
  const text = `${lines.join("\n")}\n`;

  test.each(["character", "word"])(
    "stretches from all over training that end before the ends of lines: %s",
    async (unit) => {
      const { vocabulary, train } = await load(folderWith({ "a.txt": text }), { train: "a.txt", unit });
      expect(vocabulary.pasts).toHaveLength(16);
      const end = String(vocabulary.lineEnd);
      const tokens = `,${train.join()},`;
      let last = -1;
      for (const past of vocabulary.pasts!) {
        expect(past).toHaveLength(100);
        const at = tokens.indexOf(`,${past.join()},${end},`, last + 1);
        expect(at).toBeGreaterThan(last);
        last = at;
      }
      expect(last).toBeGreaterThan(0.8 * tokens.length);
      // They are kept, and a run that goes on has the same ones.
      const saved = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
      expect(saved.pasts).toEqual(vocabulary.pasts);
      const again = await load(
        folderWith({ "a.txt": "1 line\n" }),
        { train: "a.txt", unit, ...NO_SPLIT },
        { vocabulary: saved },
      );
      expect(again.vocabulary.pasts).toEqual(vocabulary.pasts);
    },
  );

  test.each([
    ["abcabcabc", {}, []],
    ["ab\n", {}, [["b"]]],
    ["ab\n\n\n", {}, [["ab"], ["b\n"], ["\n\n"]]],
    ["ab\nab\n", { direction: "cloze" }, undefined],
  ])("of %j with %j: %j", async (text, data, pasts) => {
    const { vocabulary } = await load(folderWith({ "a.txt": text }), { train: "a.txt", ...NO_SPLIT, ...data });
    expect(vocabulary.pasts?.map((past) => [vocabulary.decode(past)])).toEqual(pasts);
  });
});
