import { grouped } from "../../base/words.ts";

export const SMALLEST = 'The smallest config is { "task": "language-model", "data": { "train": "book.txt" } }.';

/** A sentence that is always the same. */
export const always = (code: string, text: string) => () => ({ code, text });

/** A sentence of its data, and of nothing else. */
export const wrong = <A>(code: string, text: (args: A) => string) => {
  return (args: A) => ({ code, text: text(args) });
};

const json = (text: string) => always("json-syntax", text);

/** What is wrong with a text before any key is looked at. */
export const ofSyntax = {
  emptyFile: () => ({ code: "empty-file", text: `The file is empty. ${SMALLEST}` }),
  tooLarge: ({ length, most }: { length: number; most: number }) => ({
    code: "too-large",
    text: `The file has ${grouped(length)} characters. A config can have at most ${grouped(most)}.`,
  }),
  tooDeep: ({ most }: { most: number }) => ({
    code: "too-deep",
    text: `Objects and lists are nested more than ${most} levels deep.`,
  }),
  tooMany: ({ left }: { left: number }) => ({
    code: "too-many-problems",
    text: `There are ${left} more problems. They are shown when these are solved.`,
  }),
  notJson: json("This is not JSON."),
  invalidSymbol: json("This is not JSON: text needs double quotes, and the only bare words are true, false and null."),
  otherQuotes: ({ sign }: { sign: string }) => ({
    code: "json-syntax",
    text: `Text needs straight double quotes, ", not ${sign}.`,
  }),
  invalidNumber: json(
    "Write a number like 5, 0.1 or 1e-3: it starts with a digit or -, and a leading 0 is only allowed in 0 itself and in decimals like 0.1.",
  ),
  unfinishedNumber: json("This number is incomplete."),
  keyExpected: json("Expected a key in double quotes."),
  valueExpected: json("Expected a value."),
  colonExpected: json('Expected ":" after the key.'),
  commaExpected: () => ({ code: "json-syntax", text: "Expected a comma before this.", suggestions: [","] }),
  braceExpected: json('Expected "}": an object is not closed.'),
  bracketExpected: json('Expected "]": a list is not closed.'),
  endExpected: json("Nothing may follow the closing brace of the config."),
  openComment: json("This comment is not closed with */."),
  openText: json("This text is not closed: the double quote at its end is missing."),
  invalidUnicode: json("\\u needs four hexadecimal digits."),
  invalidEscape: json('This is not a valid escape: \\ may be followed by ", \\, /, b, f, n, r, t or u.'),
  invalidCharacter: json("Text cannot contain line breaks or other control characters. Write \\n or \\t."),
};
