import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { Vocabulary } from "../../src/data/index.ts";

const counted = (counts: Record<string, number>) =>
  Object.entries(counts).map(([symbol, count]) => ({ codePoint: symbol.codePointAt(0) ?? 0, count }));
const build = (counts: Record<string, number>, size: number | null = null, minFrequency = 1) =>
  Vocabulary.fromCounts(counted(counts), { size, minFrequency, lowercase: false });

describe("building", () => {
  test("falling count, then code point, also above U+FFFF", () => {
    expect(build({ "💡": 2, "\uFF01": 2, b: 1, a: 1, c: 5 }).symbols).toEqual(["c", "\uFF01", "💡", "a", "b"]);
  });

  test("size counts <unk>, which exists only when the cut removes something", () => {
    const counts = { a: 5, b: 4, c: 3, d: 2 };
    expect(build(counts, 4).symbols).toEqual(["a", "b", "c", "d"]);
    expect(build(counts, 100).unknown).toBeUndefined();
    expect(build(counts, 3).symbols).toEqual(["<unk>", "a", "b"]);
    expect(build(counts, 3).unknown).toBe(0);
    expect(build(counts, 2).symbols).toEqual(["<unk>", "a"]);
    expect(build(counts, null, 3).symbols).toEqual(["<unk>", "a", "b", "c"]);
    expect(build(counts, null, 2).unknown).toBeUndefined();
    expect(build(counts, 4, 3).symbols).toEqual(["<unk>", "a", "b", "c"]);
    expect(build(counts, 3, 3).symbols).toEqual(["<unk>", "a", "b"]);
    expect(build(counts, null, 100).symbols).toEqual(["<unk>"]);
  });

  test("never exceeds its size, and keeps the most frequent", () => {
    const counts = fc.dictionary(fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), fc.nat(20));
    fc.assert(
      fc.property(
        counts,
        fc.option(fc.integer({ min: 2, max: 20 })),
        fc.integer({ min: 1, max: 10 }),
        (wanted, size, minFrequency) => {
          const all = counted(wanted).filter(
            ({ codePoint }, i, list) => list.findIndex((other) => other.codePoint === codePoint) === i,
          );
          const vocabulary = Vocabulary.fromCounts(all, { size, minFrequency, lowercase: false });
          expect(vocabulary.size).toBeLessThanOrEqual(size ?? Number.POSITIVE_INFINITY);
          const kept = all.filter(({ codePoint }) => vocabulary.id(String.fromCodePoint(codePoint)) !== undefined);
          const cut = all.filter((symbol) => !kept.includes(symbol));
          expect(vocabulary.unknown).toBe(cut.length > 0 ? 0 : undefined);
          for (const { count } of cut) for (const other of kept) expect(other.count).toBeGreaterThanOrEqual(count);
          if (minFrequency > 1) for (const { count } of kept) expect(count).toBeGreaterThanOrEqual(minFrequency);
        },
      ),
    );
  });
});

describe("encoding", () => {
  test("decode of encode is the text, for any text of known symbols", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        const vocabulary = build(Object.fromEntries(Array.from(text, (symbol) => [symbol, 1])));
        const { ids, unknown } = vocabulary.encode(text);
        expect(unknown).toEqual([]);
        expect(ids.length).toBe(Array.from(text).length);
        expect(vocabulary.decode(ids)).toBe(text);
      }),
    );
  });

  test("unknown characters are reported with their place among the characters, and are <unk> or left out", () => {
    const plain = build({ a: 2, b: 1 });
    expect(plain.encode("a💡xb")).toEqual({
      ids: Int32Array.of(0, 1),
      unknown: [
        { symbol: "💡", index: 1 },
        { symbol: "x", index: 2 },
      ],
    });
    const cut = build({ a: 2, b: 1 }, null, 2);
    expect(cut.encode("a💡b")).toEqual({
      ids: Int32Array.of(1, 0, 0),
      unknown: [
        { symbol: "💡", index: 1 },
        { symbol: "b", index: 2 },
      ],
    });
    expect(cut.decode([1, 0])).toBe("a<unk>");
    expect(plain.encode("\ud800").unknown).toEqual([{ symbol: "\ud800", index: 0 }]);
    expect(() => plain.symbol(2)).toThrow(RangeError);
    expect(() => plain.decode([-1])).toThrow(RangeError);
  });

  test("__proto__ and friends are characters like all others", () => {
    expect(build({ a: 1 }).id("__proto__")).toBeUndefined();
    expect(build({ a: 1 }).id("constructor")).toBeUndefined();
  });
});

describe("as JSON", () => {
  test("comes back the same", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), { minLength: 1 }),
        fc.boolean(),
        fc.boolean(),
        (symbols, cut, lowercase) => {
          const counts = [
            ...symbols.map((symbol, i) => ({ codePoint: symbol.codePointAt(0) ?? 0, count: i + 2 })),
            ...(cut ? [{ codePoint: 0x10ffff, count: 1 }] : []),
          ];
          fc.pre(!symbols.includes("\u{10ffff}"));
          const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: cut ? 2 : 1, lowercase });
          expect(Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)))).toEqual(vocabulary);
        },
      ),
    );
  });

  test.each([
    null,
    3,
    [],
    {},
    { symbols: [] },
    { symbols: ["a", "a"] },
    { symbols: ["ab"] },
    { symbols: [""] },
    { symbols: [1] },
    { symbols: ["\ud800"] },
    { symbols: ["<unk>", "a"] },
    { unknown: 1 },
    { unknown: 5 },
    { unknown: "0" },
    { unknown: undefined },
    { version: 2 },
    { unit: "word" },
    { lowercase: "no" },
    { pasts: {} },
    { pasts: [[]] },
    { pasts: [[0, 1], [1]] },
    { pasts: [[0, 2]] },
    { pasts: [[-1]] },
    { pasts: [["a"]] },
  ])("refuses %j", (change) => {
    const good = { version: 1, unit: "character", lowercase: false, unknown: null, symbols: ["a", "b"] };
    expect(Vocabulary.fromJSON(good).size).toBe(2);
    const pasts = [
      [0, 1],
      [1, 1],
    ];
    expect(Vocabulary.fromJSON({ ...good, pasts }).toJSON()).toEqual({ ...good, pasts });
    const bad =
      change && typeof change === "object" && Object.keys(change).length > 0 ? { ...good, ...change } : change;
    expect(() => Vocabulary.fromJSON(bad)).toThrow(UserError);
  });
});
