import { expect, it } from "vitest";
import { Vocabulary } from "../../src/data/index.ts";
import { Recommended } from "../../src/metrics/recommended.ts";
import { countedWords } from "../support/countedWords.ts";

it("ranks items among items; the end of a line is none, and <unk> is never found", () => {
  const rules = { split: "comma", eos: "line" } as const;
  const counts = countedWords(["a", "b", "c"].map((word) => ({ word, count: 1 })));
  const { vocabulary } = Vocabulary.ofWords(counts, { size: null, minFrequency: 1, lowercase: false }, rules);
  const found = new Recommended(vocabulary, 4);
  // <unk>, <eos>, <bos>, a, b, c: b is second of three, although <eos> is likelier than all.
  const row = [9, 10, 8, 3, 2, 1];
  found.add(Float32Array.from([...row, ...row, ...row, ...row]), Int32Array.of(4, 1, 0, 3), 4);
  // Ranks 2, ∞ and 1.
  expect(found.metrics).toEqual({ hitAt1: 1 / 3, hitAt5: 2 / 3, hitAt10: 2 / 3, mrr: 0.5 });
});
