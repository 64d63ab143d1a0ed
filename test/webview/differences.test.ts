// How an output stands to the truth, symbol by symbol.
import fc from "fast-check";
import { expect, test } from "vitest";
import { alignSymbols } from "../../src/base/differences.ts";
import { isRightToLeft } from "../../src/base/scripts.ts";

const said = (output: string, truth: string) =>
  alignSymbols([...output], [...truth]).map((step) => [step.difference, step.output, step.truth]);

test("a missing symbol is the only difference", () => {
  expect(said("wrld", "world")).toEqual([
    ["same", 0, 0],
    ["missing", undefined, 1],
    ["same", 1, 2],
    ["same", 2, 3],
    ["same", 3, 4],
  ]);
  expect(said("axc", "abc")[1]).toEqual(["other", 1, 1]);
  expect(said("abbc", "abc").filter(([difference]) => difference !== "same")).toEqual([["added", 2, undefined]]);
  expect(said("", "a")).toEqual([["missing", undefined, 0]]);
  expect(said("", "")).toEqual([]);
});

test("an alignment goes through both sides in order, with as few changes as there can be", () => {
  /** By its definition, without a table. */
  const distance = (a: string, b: string): number => {
    if (a === "" || b === "") return a.length + b.length;
    if (a[0] === b[0]) return distance(a.slice(1), b.slice(1));
    return 1 + Math.min(distance(a.slice(1), b), distance(a, b.slice(1)), distance(a.slice(1), b.slice(1)));
  };
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (output, truth) => {
      const steps = alignSymbols([...output], [...truth]);
      expect(steps.flatMap((step) => step.output ?? [])).toEqual([...output].map((_, i) => i));
      expect(steps.flatMap((step) => step.truth ?? [])).toEqual([...truth].map((_, i) => i));
      for (const { difference, output: i, truth: j } of steps) {
        if (i !== undefined && j !== undefined) expect(difference).toBe(output[i] === truth[j] ? "same" : "other");
      }
      const changes = steps.filter(({ difference }) => difference !== "same").length;
      expect(changes).toBe(distance(output, truth));
    }),
  );
});

test("what is too long for a table is compared between its common ends, place by place", () => {
  const middle = (sign: string) => Array.from({ length: 2500 }, (_, i) => `${sign}${i}`);
  const steps = alignSymbols(["a", ...middle("x"), "z"], ["a", ...middle("y"), "z"]);
  expect(steps.map(({ difference }) => difference)).toEqual(["same", ...middle("").map(() => "other"), "same"]);
  expect(steps.at(-1)).toEqual({ difference: "same", output: 2501, truth: 2501 });
});

test("the first letter says whether a text runs from the right", () => {
  expect(["שלום abc", "(12) مرحبا", "ܫܠܡܐ"].map(isRightToLeft)).toEqual([true, true, true]);
  expect(["abc שלום", "12 + 3", "", "二十"].map(isRightToLeft)).toEqual([false, false, false, false]);
});
