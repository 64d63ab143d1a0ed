import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareCodePoints } from "../../src/base/codePoints.ts";
import { expandBraces, matchGlob, matchName } from "../../src/reading/files/glob.ts";
import { folderWith } from "./folder.ts";

test.each([
  ["*", "a.txt", true],
  ["*", ".a", false],
  [".*", ".a", true],
  ["*.txt", "a.txt", true],
  ["*.txt", ".txt", false],
  ["*.txt", "a.txt2", false],
  ["?.txt", "💡.txt", true],
  ["?.txt", "ab.txt", false],
  ["a*b*c", "aXbYbZc", true],
  ["a*b*c", "aXbYbZ", false],
  ["a**", "abc", true],
  ["", "", true],
  ["[a]", "[a]", true],
  ["a.b", "aXb", false],
])("%j and %j: %s", (pattern, name, expected) => {
  expect(matchName(pattern, name)).toBe(expected);
});

test("a pattern that takes a regular expression for ever ends", () => {
  expect(matchName(`${"a*".repeat(100)}b`, "a".repeat(250))).toBe(false);
});

test.each([
  ["a", ["a"]],
  ["{a,b}", ["a", "b"]],
  ["x{a,b}y{c,}", ["xayc", "xay", "xbyc", "xby"]],
  ["a{b,c{d,e}}", ["ab", "acd", "ace"]],
  ["{a}", ["{a}"]],
  ["{a", ["{a"]],
  ["a}b{c,d}", ["a}bc", "a}bd"]],
  ["{{a,b}", ["{a", "{b"]],
  ["{a,a}", ["a"]],
])("braces of %j", (pattern, expected) => {
  expect(expandBraces(pattern)).toEqual(expected);
});

test("braces without end are refused", () => {
  expect(() => expandBraces("{a,b}".repeat(40))).toThrow("The braces of the glob stand for more than 1000 patterns.");
});

test("order is by code point, which for astral characters is not UTF-16's", () => {
  expect(["\u{1F4A1}", "\uFF01", "b", "a", "aa", "B"].sort(compareCodePoints)).toEqual([
    "B",
    "a",
    "aa",
    "b",
    "\uFF01",
    "\u{1F4A1}",
  ]);
});

describe("in a folder", () => {
  test("folders, links, and what a shell would leave out", async () => {
    const folder = folderWith({
      "a.txt": "",
      "x/a.txt": "",
      "x/y/a.txt": "",
      "x/y/b.md": "",
      ".git/a.txt": "",
      "x/.h/a.txt": "",
      "d.txt/inner.txt": "",
    });
    symlinkSync(join(folder, "x"), join(folder, "link"));
    symlinkSync(folder, join(folder, "x", "loop"));
    symlinkSync(join(folder, "a.txt"), join(folder, "same.txt"));
    symlinkSync(join(folder, "gone"), join(folder, "broken.txt"));
    const found = (pattern: string) => matchGlob(folder, pattern);
    expect(await found("*.txt")).toEqual(["a.txt", "same.txt"]);
    expect(await found("**/*.txt")).toEqual(["a.txt", "d.txt/inner.txt", "same.txt", "x/a.txt", "x/y/a.txt"]);
    expect(await found("x/**")).toEqual(["x/a.txt", "x/y/a.txt", "x/y/b.md"]);
    expect(await found("x/**/a.txt")).toEqual(["x/a.txt", "x/y/a.txt"]);
    expect(await found("**/y/*")).toEqual(["x/y/a.txt", "x/y/b.md"]);
    expect(await found("**/**/y/*")).toEqual(["x/y/a.txt", "x/y/b.md"]);
    expect(await found("*/a.txt")).toEqual(["link/a.txt", "x/a.txt"]);
    expect(await found(".git/*")).toEqual([".git/a.txt"]);
    expect(await found(`${folder}/x/*.txt`)).toEqual([`${folder}/x/a.txt`]);
    expect(await found("x/y/../*.txt")).toEqual(["x/y/../a.txt"]);
    expect(await found("nowhere/*.txt")).toEqual([]);
    expect(await found("a.txt/*")).toEqual([]);
    expect(await found("{a,same}.txt")).toEqual(["a.txt", "same.txt"]);
  });
});
