// Symbols that a model does not know, as the terminal names them.
import { expect, it } from "vitest";
import { unknownText } from "../../../src/cli/text/unknownText.ts";

it("each symbol is named once, and of many the first", () => {
  expect(unknownText(["f", "y", "f", "\t"], true)).toBe('"f", "y", "␉"');
  const many = Array.from("abcdefghijklmnopqrs");
  expect(unknownText([...many, ...many], undefined)).toMatch(/^"a", "b", .*"l", and 7 more$/);
});
