import { Growing } from "../growing.ts";
import { STRETCH, TokenStore } from "../tokens.ts";

/** Two bits for each: 0, 1 or 2 characters, or that there are more, which stand in a list beside them. */
const MORE = 3;
const IN_A_BYTE = 4;

/** How much white space stands before each word of a text, up to 255 characters, in the order of the words. */
export class SpaceStore {
  private readonly packed: TokenStore;
  private readonly bytes = new Int32Array(STRETCH / IN_A_BYTE);
  private readonly more = new Growing(Uint8Array);

  constructor(expected: number) {
    this.packed = new TokenStore(Math.ceil(expected / IN_A_BYTE));
  }

  /** The first `count` of `spaces`, at most `STRETCH`; only the last call may have a number that four does not divide. */
  append(spaces: Int32Array, count: number): void {
    const { bytes } = this;
    bytes.fill(0);
    for (let i = 0; i < count; i++) {
      const n = spaces[i];
      if (n >= MORE) this.more.push(n);
      bytes[i >> 2] |= Math.min(n, MORE) << (2 * (i & 3));
    }
    this.packed.append(bytes, Math.ceil(count / IN_A_BYTE), 2 ** 8);
  }

  trim(): void {
    this.packed.trim();
  }

  /** Reads on from word `from`: each call hands out the next so many, in a buffer that is used again. */
  reader(from: number): (count: number) => Uint8Array {
    const packed = this.packed.view();
    const more = this.more.view();
    let [next, place] = [0, 0];
    let spaces = new Uint8Array(STRETCH);
    const read = (count: number) => {
      if (spaces.length < count) spaces = new Uint8Array(count);
      // A copy, since access to what may be resized is slow.
      const bytes = new Uint8Array(packed.subarray(place >> 2, Math.ceil((place + count) / IN_A_BYTE)));
      next = unpack(bytes, place & 3, spaces, count, more, next);
      place += count;
      return spaces.subarray(0, count);
    };
    while (place < from) read(Math.min(STRETCH, from - place));
    return read;
  }
}

/** Writes so many numbers from a place on; those that stand in `more`, from `next` on. Where the next of these is. A loop by itself is fast. */
function unpack(
  packed: Uint8Array,
  place: number,
  out: Uint8Array,
  count: number,
  more: Uint8Array,
  next: number,
): number {
  for (let i = 0; i < count; i++) {
    const at = place + i;
    const n = (packed[at >> 2] >> (2 * (at & 3))) & 3;
    out[i] = n === MORE ? more[next++] : n;
  }
  return next;
}
