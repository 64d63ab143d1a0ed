// Lines of items: baskets, playlists, sessions.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Vocabulary } from "../../src/data/index.ts";
import { ItemScanner } from "../../src/data/text/words/itemScanner.ts";
import type { Separator } from "../../src/data/text/words/wordSplitter.ts";
import { folderWith, load } from "../reading/folder.ts";
import { lexicon } from "../support/countedWords.ts";

const NO_SPLIT = { validation: 0, test: 0 };
const items = async (text: string, data: object = {}) =>
  await load(folderWith({ "a.txt": text }), { train: "a.txt", unit: "item", ...NO_SPLIT, ...data });

describe("items", () => {
  test.each([
    ["a b\tc, d; e\n", "tab", ["a b", "c, d; e"]],
    ["a b, c; d\n\n , e,,\r\nf", "comma", ["a b", "c; d", "<eos>", "e", "<eos>", "f"]],
    ["a b; c\n<eos>;<bos>\n<unk>; C", "semicolon", ["a b", "c", "<eos>", "<unk>", "C"]],
    ["a\nb\n", "tab", ["a", "<eos>", "b"]],
  ])("of %j are separated by the first of tab, comma, semicolon that is there", async (text, separator, expected) => {
    const { train, vocabulary, facts } = await items(text);
    expect(facts.separator).toBe(separator);
    expect(Array.from(train, (id) => vocabulary.symbol(id))).toEqual([...expected, "<eos>"]);
    expect(vocabulary.unit).toBe("item");
    expect(Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)))).toEqual(vocabulary);
  });

  test("baskets of one item each are told", async () => {
    expect((await items("a\nb\n\nc\n")).warnings[0].text).toContain(
      "On average the lines of training hold no more than one item",
    );
    expect((await items("a,b\nb\nc\n")).warnings).toEqual([]);
  });

  test("characters are all of the text, lower case is asked for, rare ones are <unk>, unknown ones are named", async () => {
    const text = "Milk ,bread,Milk\n bread, Égg \n";
    const corpus = await items(text, { lowercase: true, vocabulary: { minFrequency: 2 } });
    expect(corpus.facts.characters.train).toBe(text.length);
    expect(corpus.vocabulary.symbols).toEqual(["<unk>", "<eos>", "<bos>", "bread", "milk"]);
    expect(corpus.facts.unknown.train).toBe(1);
    const { ids, unknown } = corpus.vocabulary.encode("bread, EGG,milk");
    expect(Array.from(ids)).toEqual([3, 0, 4]);
    expect(unknown).toEqual([{ symbol: "egg", index: 1 }]);
    expect(corpus.vocabulary.decode([3, 4, 1, 4])).toBe("bread, milk\nmilk");
  });

  test("text → items → the same items, wherever chunks end", () => {
    const item = fc.string({
      unit: fc.constantFrom("a", "Б", "😀", " ", "\t", ",", ";", "\n", "<unk>", "<eos>"),
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        fc.array(item),
        fc.constantFrom<Separator>("tab", "comma", "semicolon"),
        fc.nat(5),
        (parts, split, cut) => {
          const text = parts.join(split === "tab" ? "\t" : split === "comma" ? "," : ";");
          const read = (chunks: string[]) => {
            const found: string[] = [];
            let spaces = 0;
            const words = lexicon();
            const scanner = new ItemScanner(split, false, words, {
              token(word, before) {
                found.push(words.word(word));
                spaces += before;
              },
            });
            for (const chunk of chunks) scanner.push(chunk);
            scanner.finish();
            return { found, spaces };
          };
          const whole = read([text]);
          expect(read([...text.matchAll(new RegExp(`[^]{1,${cut + 1}}`, "g"))].map(([chunk]) => chunk))).toEqual(whole);
          const sign = { tab: "\t", comma: ",", semicolon: ";" }[split];
          const naive = text
            .split("\n")
            .map((line) =>
              line
                .split(sign)
                .map((one) => one.trim())
                .filter((one) => one !== "" && one !== "<eos>"),
            )
            .filter((line) => line.length > 0);
          expect(whole.found).toEqual(naive.flatMap((line) => [...line, "<eos>"]));
        },
      ),
    );
  });
});
