import { BASIS, IN_A_CUT, mixed } from "./codePointMap.ts";

/**
 * What a character is to the boundaries of words: nothing we know, white space, a word by itself, or a part of words. Between two letters or
 * two digits, some signs are parts of the word too, and of some it depends on the version of Unicode's rules. From `UNDERSCORE` on, all
 * are parts.
 */
const [STRANGE, SPACE, SIGN, MAY_JOIN, JOINS_DIGITS, JOINS, UNDERSCORE, DIGIT, LETTER] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

const LF = 10;

/** A stretch without white space that never ends is cut after so many UTF-16 units. */
export const LONGEST_PIECE = 2 ** 16;

/** UTF-16 units up to the last that is white space; what we know ends with the punctuation that books have. */
const KINDS = new Uint8Array(0x3001);
const ranges = (kind: number, ...all: [from: number, to: number][]) => {
  for (const [from, to] of all) KINDS.fill(kind, from, to + 1);
};
// All of ASCII that is no control character, and of Latin-1 but for the soft hyphen, which belongs to what stands before it, and the
// cedilla, of which versions of Unicode differ.
ranges(SIGN, [0x21, 0x7e], [0xa1, 0xac], [0xae, 0xb7], [0xb9, 0xff]);
// Dashes, quotation marks, daggers, bullets, …
ranges(SIGN, [0x2010, 0x2017], [0x201a, 0x2023], [0x2026, 0x2026]);
// Letters of ASCII and Latin-1, the ends of Latin, Greek, Cyrillic.
ranges(LETTER, [0x41, 0x5a], [0x61, 0x7a], [0xaa, 0xaa], [0xb5, 0xb5], [0xba, 0xba]);
ranges(
  LETTER,
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2c1],
  [0x388, 0x38a],
  [0x38e, 0x3a1],
  [0x3a3, 0x3f5],
  [0x3f7, 0x481],
);
ranges(LETTER, [0x48a, 0x52f]);
ranges(DIGIT, [0x30, 0x39]);
const kindsOfSigns: [kind: number, signs: string][] = [
  [UNDERSCORE, "_"],
  [JOINS, "'.‘’"],
  [JOINS_DIGITS, ",;"],
  [MAY_JOIN, ":·"],
];
for (const [kind, signs] of kindsOfSigns) for (const sign of signs) KINDS[sign.charCodeAt(0)] = kind;

/** Unicode's White_Space. */
const SPACES = [9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000];
for (let space = 0x2000; space <= 0x200a; space++) SPACES.push(space);

/** What is known of a text's characters: the kinds of the first, and of those beyond. */
export interface CharacterKinds {
  kinds: Uint8Array;
  beyond: number;
}

/** Of what stands between white space, and has no literal. */
const ALONE: CharacterKinds & CutOptions = { kinds: KINDS, beyond: STRANGE, ofLines: false, isWhole: true };

/**
 * Kinds of the characters of a text that is cut at Unicode's boundaries, or else at white space alone. "<" may begin a literal. Where lower
 * case makes another kind of a character, or more than one, more rules apply.
 */
export function kindsOf(atBoundaries: boolean, lowercase: boolean): CharacterKinds {
  const known = (atBoundaries ? 2 : 0) + (lowercase ? 1 : 0);
  made[known] ??= makeKinds(atBoundaries, lowercase);
  return made[known];
}

const made: CharacterKinds[] = [];

function makeKinds(atBoundaries: boolean, lowercase: boolean): CharacterKinds {
  const kinds = new Uint8Array(KINDS.length).fill(LETTER);
  if (atBoundaries) {
    for (let i = 0; i < kinds.length; i++) {
      const lower = lowercase ? String.fromCharCode(i).toLowerCase() : "";
      const isSame = !lowercase || (lower.length === 1 && KINDS[lower.charCodeAt(0)] === KINDS[i]);
      kinds[i] = isSame ? KINDS[i] : STRANGE;
    }
  }
  kinds["<".charCodeAt(0)] = STRANGE;
  for (const space of SPACES) kinds[space] = SPACE;
  return { kinds, beyond: atBoundaries ? STRANGE : LETTER };
}

/** What a text is cut into: numbers as `CodePointMap.getAll` reads them, of each word or line end with the white space before it. */
export interface Cuts {
  list: Int32Array;
  count: number;
  /** White space behind the last. */
  spaces: number;
}

interface CutOptions {
  /** Whether ends of lines are cut too. */
  ofLines: boolean;
  /** Whether the text goes no further. */
  isWhole: boolean;
}

/**
 * Cuts text[from, to) at white space, and each piece between it into words, as UAX #29 has them: letters, digits and underscores in a row,
 * with a sign such as an apostrophe where it joins them; each other sign is a word. Where `ofLines`, the end of a line is cut too: it ends
 * before it begins, as no word does. Stops before the first piece that more rules apply to, and before one at the end of the text, which may
 * go on, unless `isWhole`; returns where it has stopped. `into` needs room for a cut per code point. A loop that calls nothing is fast.
 */
export function cutPlain(
  text: Int32Array,
  from: number,
  to: number,
  { kinds, beyond }: CharacterKinds,
  { ofLines, isWhole }: CutOptions,
  into: Cuts,
): number {
  const { list } = into;
  let { spaces } = into;
  let cut = 0;
  let i = from;
  for (;;) {
    let kind = SPACE;
    for (; i < to; i++) {
      const codePoint = text[i];
      kind = kindOf(codePoint, kinds, beyond);
      if (kind !== SPACE) break;
      spaces++;
      if (codePoint !== LF || !ofLines) continue;
      list[cut] = i;
      list[cut + 1] = i - 1;
      list[cut + 2] = BASIS;
      list[cut + 3] = spaces;
      spaces = 0;
      cut += IN_A_CUT;
    }
    const [piece, cutBefore, spacesBefore] = [i, cut, spaces];
    let longest = piece + LONGEST_PIECE;
    let isPlain = true;
    while (isPlain && kind !== SPACE) {
      const start = i;
      let codePoint = text[i];
      let hash = BASIS;
      if (kind < UNDERSCORE) {
        isPlain = kind !== STRANGE;
        hash = mixed(hash, codePoint);
        i++;
        kind = i < to && i < longest ? kindOf(text[i], kinds, beyond) : SPACE;
      } else {
        for (;;) {
          const before = kind;
          hash = mixed(hash, codePoint);
          if (codePoint > 0xffff) longest--;
          i++;
          kind = SPACE;
          if (i >= to || i >= longest) break;
          codePoint = text[i];
          kind = kindOf(codePoint, kinds, beyond);
          if (kind >= UNDERSCORE) continue;
          if (kind < MAY_JOIN || i + 1 >= to || i + 1 >= longest) break;
          const next = kindOf(text[i + 1], kinds, beyond);
          if (next < UNDERSCORE) break;
          if (kind === MAY_JOIN) isPlain = false;
          const areAlike = next === before && before !== UNDERSCORE;
          if (!areAlike || !(kind === JOINS || (kind === JOINS_DIGITS && before === DIGIT))) break;
          hash = mixed(hash, codePoint);
          codePoint = text[++i];
          kind = next;
        }
      }
      list[cut] = start;
      list[cut + 1] = i;
      list[cut + 2] = hash;
      list[cut + 3] = spaces;
      spaces = 0;
      cut += IN_A_CUT;
    }
    if (isPlain && i < to) continue;
    // Where white space stands at the end, there is no piece.
    const isLeft = !isPlain || !isWhole;
    into.count = (isLeft ? cutBefore : cut) / IN_A_CUT;
    into.spaces = isLeft ? spacesBefore : spaces;
    return isLeft ? piece : i;
  }
}

/** Where the piece that begins there ends: at white space, or where it is too long. */
export function endOfPiece(text: Int32Array, from: number, to: number, { kinds, beyond }: CharacterKinds): number {
  let longest = from + LONGEST_PIECE;
  let i = from;
  for (; i < to && i < longest && kindOf(text[i], kinds, beyond) !== SPACE; i++) if (text[i] > 0xffff) longest--;
  return i;
}

export function isSpace(codePoint: number, { kinds, beyond }: CharacterKinds): boolean {
  return kindOf(codePoint, kinds, beyond) === SPACE;
}

function kindOf(codePoint: number, kinds: Uint8Array, beyond: number): number {
  return codePoint < kinds.length ? kinds[codePoint] : beyond;
}

/**
 * The words of a piece of Latin, Greek or Cyrillic text without white space, as UAX #29 has them; undefined where more of its rules apply:
 * a character that is not in the table, or a sign such as a colon between parts of words.
 */
export function splitPlain(text: string): string[] | undefined {
  if (units.length < text.length) {
    units = new Int32Array(text.length);
    cuts.list = new Int32Array(IN_A_CUT * text.length);
  }
  // A character that is a pair of units is not in the table.
  for (let i = 0; i < text.length; i++) {
    units[i] = text.charCodeAt(i);
    if (kindOf(units[i], KINDS, STRANGE) === STRANGE) return undefined;
  }
  const end = cutPlain(units, 0, text.length, ALONE, ALONE, cuts);
  if (end < text.length) return undefined;
  const { list, count } = cuts;
  return Array.from({ length: count }, (_, i) => text.slice(list[IN_A_CUT * i], list[IN_A_CUT * i + 1]));
}

/** Room that is used again. */
let units = new Int32Array(64);
const cuts: Cuts = { list: new Int32Array(IN_A_CUT * units.length), count: 0, spaces: 0 };
