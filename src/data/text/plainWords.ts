/**
 * What a character is to the boundaries of words: nothing we know, a part of a word, a sign, one that may stand within a word, or white
 * space.
 */
export const [STRANGE, PART, SIGN, JOINER, SPACE] = [0, 1, 2, 3, 4];

/** UTF-16 units up to the punctuation that books have. */
const KINDS = new Uint8Array(0x2060);
const ranges = (kind: number, ...all: [from: number, to: number][]) => {
  for (const [from, to] of all) KINDS.fill(kind, from, to + 1);
};
// All of ASCII that is no control character, and of Latin-1 but for the soft hyphen, which belongs to what stands before it, and the
// cedilla, of which versions of Unicode differ.
ranges(SIGN, [0x21, 0x7e], [0xa1, 0xac], [0xae, 0xb7], [0xb9, 0xff]);
// Dashes, quotation marks, daggers, bullets, …
ranges(SIGN, [0x2010, 0x2017], [0x201a, 0x2023], [0x2026, 0x2026]);
// Digits, letters of ASCII and Latin-1, the ends of Latin, Greek, Cyrillic.
ranges(PART, [0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a], [0xaa, 0xaa], [0xb5, 0xb5], [0xba, 0xba]);
ranges(PART, [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x2c1], [0x388, 0x38a], [0x38e, 0x3a1], [0x3a3, 0x3f5], [0x3f7, 0x481]);
ranges(PART, [0x48a, 0x52f]);
// ' , . : ; · ‘ ’
for (const joiner of [0x27, 0x2c, 0x2e, 0x3a, 0x3b, 0xb7, 0x2018, 0x2019]) KINDS[joiner] = JOINER;

/** Unicode's White_Space in this range; U+3000 lies beyond it. */
const SPACES = [9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f];
for (let space = 0x2000; space <= 0x200a; space++) SPACES.push(space);

/**
 * Kinds of the characters of a text that is cut at Unicode's boundaries, or else at white space alone. "<" may begin a literal. Where lower
 * case makes another kind of a character, or more than one, more rules apply.
 */
export function kindsOf(atBoundaries: boolean, lowercase: boolean): Uint8Array {
  const kinds = new Uint8Array(KINDS.length).fill(PART);
  if (atBoundaries) {
    for (let i = 0; i < kinds.length; i++) {
      const lower = lowercase ? String.fromCharCode(i).toLowerCase() : "";
      const isSame = !lowercase || (lower.length === 1 && KINDS[lower.charCodeAt(0)] === KINDS[i]);
      kinds[i] = isSame ? KINDS[i] : STRANGE;
    }
  }
  kinds["<".charCodeAt(0)] = STRANGE;
  for (const space of SPACES) kinds[space] = SPACE;
  return kinds;
}

/**
 * The words of a piece of Latin, Greek or Cyrillic text, as UAX #29 has them: letters, digits and underscores in a row, and each
 * sign by itself. Undefined where more of its rules apply: a character that is not in the table, or a sign such as an apostrophe
 * between parts of words, which joins some of them.
 */
export function splitPlain(text: string): string[] | undefined {
  const words: string[] = [];
  let start = 0;
  let kind = STRANGE;
  for (let i = 0; i < text.length; i++) {
    const before = kind;
    kind = KINDS[text.charCodeAt(i)] ?? STRANGE;
    if (kind === STRANGE) return undefined;
    if (kind === PART && before === PART) continue;
    if (kind === JOINER && before === PART && KINDS[text.charCodeAt(i + 1)] === PART) return undefined;
    if (i > 0) words.push(text.slice(start, i));
    start = i;
  }
  if (text !== "") words.push(text.slice(start));
  return words;
}
