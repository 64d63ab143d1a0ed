import { MOST_SYMBOLS, MOST_TOKENS } from "../tokens.ts";
import type { Lexicon } from "./lexicon.ts";

/** Words and how often each occurs, by id. */
export interface CountedWords {
  words: Lexicon;
  counts: ArrayLike<number>;
}

/** One more than the largest code point. */
const CODE_POINTS = 0x110000;
/** Bits of a number that counts exactly. */
const EXACT = 53;

/** Puts ids of words in the order of a vocabulary: by falling count, then by code points. Counts are 1 or more. */
export function sortWords(ids: Int32Array, { words, counts }: CountedWords): void {
  // Numbers are sorted faster than words: by count, and then words of one count by how they begin.
  const keys = new Float64Array(ids.length);
  for (let i = 0; i < ids.length; i++) keys[i] = (MOST_TOKENS - counts[ids[i]]) * MOST_SYMBOLS + ids[i];
  keys.sort();
  for (let i = 0; i < ids.length; i++) ids[i] = keys[i] - Math.floor(keys[i] / MOST_SYMBOLS) * MOST_SYMBOLS;
  const alphabet = alphabetOf(ids, words);
  for (let from = 0, to = 1; from < ids.length; from = to++) {
    while (to < ids.length && counts[ids[to]] === counts[ids[from]]) to++;
    if (to - from > 1) sortSpelled(ids.subarray(from, to), keys.subarray(from, to), words, alphabet);
  }
}

/** The place of each code point among those that words have, from 1 on, and how many bits it takes. */
interface Alphabet {
  ranks: Int32Array;
  bits: number;
}

function alphabetOf(ids: Int32Array, words: Lexicon): Alphabet {
  let ranks = new Int32Array(0x80);
  for (let i = 0; i < ids.length; i++) {
    const length = words.lengthOf(ids[i]);
    for (let k = 0; k < length; k++) {
      const codePoint = words.codePoint(ids[i], k);
      if (codePoint >= ranks.length) {
        const larger = new Int32Array(Math.min(2 * codePoint, CODE_POINTS));
        larger.set(ranks);
        ranks = larger;
      }
      ranks[codePoint] = 1;
    }
  }
  let count = 0;
  for (let i = 0; i < ranks.length; i++) if (ranks[i] > 0) ranks[i] = ++count;
  return { ranks, bits: bitsOf(count) };
}

/** By code points. `keys` is room for as many numbers. */
function sortSpelled(ids: Int32Array, keys: Float64Array, words: Lexicon, { ranks, bits }: Alphabet): void {
  const places = 2 ** bitsOf(ids.length - 1);
  const letter = 2 ** bits;
  const letters = Math.floor((EXACT - Math.log2(places)) / bits);
  for (let i = 0; i < ids.length; i++) {
    const length = words.lengthOf(ids[i]);
    let key = 0;
    for (let k = 0; k < letters; k++) key = key * letter + (k < length ? ranks[words.codePoint(ids[i], k)] : 0);
    keys[i] = key * places + i;
  }
  keys.sort();
  const before = ids.slice();
  for (let i = 0; i < ids.length; i++) ids[i] = before[keys[i] % places];
  for (let from = 0, to = 1; from < ids.length; from = to++) {
    const beginning = Math.floor(keys[from] / places);
    while (to < ids.length && Math.floor(keys[to] / places) === beginning) to++;
    if (to - from > 1) ids.subarray(from, to).sort((a, b) => compared(words.at(a), words.at(b), letters));
  }
}

/** Words that begin alike, by what follows after so many letters. */
function compared(a: Int32Array, b: Int32Array, letters: number): number {
  const length = Math.min(a.length, b.length);
  for (let i = letters; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** How many bits hold every whole number up to that. */
function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}
