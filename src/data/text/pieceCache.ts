/** Words, and UTF-16 units, of a piece that is kept at most. */
const [MOST_WORDS, LONGEST] = [3, 24];
/** A place is 64 bytes, what a processor fetches at once: how long the piece is and how many words it has, the words, the units. */
const [INTS, UNITS] = [16, 32];
const [FIRST_WORD, FIRST_UNIT] = [1, 8];
const [FEWEST, MOST] = [2 ** 8, 2 ** 17];

/**
 * What pieces of text consist of, for those that came lately: texts repeat themselves. A piece is found by its code points, since to
 * make a string of each takes longer. It has two places to be in, and the second is for whatever came last.
 */
export class PieceCache {
  /** Numbers that stand for the words of the piece that was found. */
  readonly words = new Int32Array(MOST_WORDS);

  private places = FEWEST;
  private ints = new Int32Array(FEWEST * INTS);
  private units = new Uint16Array(this.ints.buffer);
  private taken = 0;

  /** How many words the piece has, which has this hash; −1 where it is not known. */
  find(text: Int32Array, from: number, to: number, hash: number): number {
    if (to - from > LONGEST) return -1;
    const { ints, units, words } = this;
    let place = this.placeOf(hash);
    if (!holds(units, place, text, from, to)) {
      place ^= 1;
      if (!holds(units, place, text, from, to)) return -1;
    }
    const at = place * INTS;
    words[0] = ints[at + FIRST_WORD];
    words[1] = ints[at + FIRST_WORD + 1];
    words[2] = ints[at + FIRST_WORD + 2];
    return units[place * UNITS + 1];
  }

  /** Keeps a piece, unless it is too long, has too many words, or characters that no single unit has. */
  keep(piece: string, hash: number, words: readonly number[]): boolean {
    if (piece.length > LONGEST || words.length > MOST_WORDS || hasPairs(piece)) return false;
    if (2 * this.taken > this.places && this.places < MOST) this.grow();
    const { ints, units } = this;
    let place = this.placeOf(hash);
    if (units[place * UNITS] > 0) place ^= 1;
    if (units[place * UNITS] === 0) this.taken++;
    units[place * UNITS] = piece.length;
    units[place * UNITS + 1] = words.length;
    ints.set(words, place * INTS + FIRST_WORD);
    for (let i = 0; i < piece.length; i++) units[place * UNITS + FIRST_UNIT + i] = piece.charCodeAt(i);
    return true;
  }

  /** Begins anew with more places: what is used often is soon there again. */
  private grow(): void {
    this.places *= 8;
    this.taken = 0;
    this.ints = new Int32Array(this.places * INTS);
    this.units = new Uint16Array(this.ints.buffer);
  }

  private placeOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & (this.places - 1);
  }
}

function hasPairs(piece: string): boolean {
  return /[\ud800-\udfff]/.test(piece);
}

/** Whether a place holds this piece. */
function holds(units: Uint16Array, place: number, text: Int32Array, from: number, to: number): boolean {
  const at = place * UNITS;
  if (units[at] !== to - from) return false;
  const shift = at + FIRST_UNIT - from;
  for (let i = from; i < to; i++) if (units[shift + i] !== text[i]) return false;
  return true;
}
