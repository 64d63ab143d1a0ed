import { UserError } from "../../base/userError.ts";
import { Growing } from "./growing.ts";
import { says } from "./messages.ts";

/** Ids of a text, in the smallest type that holds them: a book of 100 different characters takes a byte for each. */
export type Tokens = Uint8Array | Uint16Array | Int32Array;

/** Bytes that an id below `size` takes. */
export function bytesPerToken(size: number): 1 | 2 | 4 {
  return size <= 2 ** 8 ? 1 : size <= 2 ** 16 ? 2 : 4;
}

export const MOST_TOKENS = 2 ** 30;
/** Different words or tokens; a JavaScript map takes twice as many. */
export const MOST_SYMBOLS = 2 ** 23;

/** Ids that are handled at a time: copied to and from a small buffer, which is faster than to reach for each. */
export const STRETCH = 2 ** 16;
const WIDEST = 4;
/** Stands in two bytes for an id that they do not hold: most words of a text are among the first that it has. */
const RARE = 2 ** 16 - 1;
/** Bytes by which a buffer grows. */
const GROWTH = 2 ** 24;
/** Milliseconds after which messages are let through. */
const PATIENCE = 10;

/**
 * Ids that come stretch by stretch, in one buffer that grows, widens and narrows in place: no second copy of a text is ever
 * held. Views of it are right until the next change. Until they are renumbered, ids that two bytes do not hold stand in a list
 * beside them, in their order, as long as that takes less than four bytes for each.
 */
export class TokenStore {
  length = 0;
  private width: 1 | 2 | 4 = 1;
  private buffer: ArrayBuffer;
  private ids: Tokens;
  private rare = new Growing(Int32Array);

  /** `expected` is how many are likely to come at most: address space is set aside for them, memory as they come. */
  constructor(expected: number) {
    this.buffer = reserved(Math.min(expected, MOST_TOKENS) * WIDEST);
    this.ids = viewed(this.buffer, 1);
  }

  /** The first `count` of `ids`, all of them below `size`. */
  append(ids: Int32Array, count: number, size: number): void {
    const width = size <= 2 ** 8 ? 1 : 2;
    if (width > this.width) this.convert(width);
    const end = this.length + count;
    if (end > this.ids.length) this.grow(end);
    if (this.width === 2 && size > RARE) this.appendRare(ids, count);
    else this.ids.set(count === ids.length ? ids : ids.subarray(0, count), this.length);
    this.length = end;
    if (this.rare.length > STRETCH && 2 * this.rare.length > end) this.convert(4);
  }

  private appendRare(ids: Int32Array, count: number): void {
    const held = ids.slice(0, count);
    for (let i = 0; i < held.length; i++) {
      if (held[i] < RARE) continue;
      this.rare.push(held[i]);
      held[i] = RARE;
    }
    this.ids.set(held, this.length);
  }

  /** Hands out ids [from, to) as `inStretches`, without widening those that are rare. */
  async each(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
    handle: (stretch: Int32Array, at: number) => void,
  ): Promise<void> {
    const rare = this.rare.view();
    let next = rare.length > 0 ? countRare(this.ids, from) : 0;
    await inStretches(this.ids, from, to, signal, (stretch, at) => {
      if (rare.length > 0) next = putRare(stretch, rare, next);
      handle(stretch, at);
    });
  }

  view(): Tokens {
    if (this.rare.length > 0) this.convert(4);
    return this.ids.subarray(0, this.length);
  }

  /** Each id becomes `final[id]`, all of those below `size`. */
  async renumber(final: Int32Array, size: number, signal?: AbortSignal): Promise<void> {
    const width = bytesPerToken(size);
    if (width > this.width) this.convert(width);
    const narrow = viewed(this.buffer, width);
    const renumbered = new Int32Array(STRETCH);
    // What is written never overtakes what is still to be read.
    await this.each(0, this.length, signal, (ids, from) => {
      look(ids, final, renumbered);
      narrow.set(renumbered.subarray(0, ids.length), from);
    });
    this.ids = narrow;
    this.width = width;
    this.rare = new Growing(Int32Array);
    this.trim();
  }

  async reverse(signal?: AbortSignal): Promise<void> {
    const { length } = this;
    const ids = this.view();
    const half = length >> 1;
    await inStretches(ids, 0, half, signal, (front, from) => {
      const back = ids.slice(length - from - front.length, length - from).reverse();
      ids.set(Int32Array.from(front).reverse(), length - from - front.length);
      ids.set(back, from);
    });
  }

  /**
   * Gives back what no id stands in, where that is much: the first buffer that shrinks slows down every access to typed arrays of the
   * process, since V8 looks from then on whether each still has its memory. What was set aside and not written takes none.
   */
  trim(): void {
    const used = this.length * this.width;
    if (this.buffer.byteLength - used >= GROWTH) this.buffer.resize(used);
    this.ids = viewed(this.buffer, this.width);
  }

  /** To a wider type, from the end, so that no id is overwritten before it has moved. */
  private convert(width: 1 | 2 | 4): void {
    const { length } = this;
    this.room(length * width);
    const [from, to] = [viewed(this.buffer, this.width), viewed(this.buffer, width)];
    this.width = width;
    this.ids = to;
    const rare = this.rare.view();
    let next = rare.length;
    const copy = new Int32Array(STRETCH);
    for (let end = length; end > 0; end -= STRETCH) {
      const start = Math.max(0, end - STRETCH);
      const stretch = copy.subarray(0, end - start);
      stretch.set(from.subarray(start, end));
      if (next > 0) {
        const first = next - countOf(RARE, stretch);
        putRare(stretch, rare, first);
        next = first;
      }
      to.set(stretch, start);
    }
    this.rare = new Growing(Int32Array);
  }

  private grow(length: number): void {
    if (length > MOST_TOKENS) {
      throw new UserError(says.tooManyTokens({ most: MOST_TOKENS }));
    }
    this.room(Math.min(this.buffer.maxByteLength, Math.max(length * this.width, this.buffer.byteLength + GROWTH)));
    if (this.buffer.byteLength < length * this.width) this.room(length * this.width);
    this.ids = viewed(this.buffer, this.width);
  }

  private room(bytes: number): void {
    if (bytes <= this.buffer.byteLength) return;
    try {
      if (bytes <= this.buffer.maxByteLength) {
        this.buffer.resize(bytes);
        return;
      }
    } catch {
      throw notEnough(bytes);
    }
    // A text that has more symbols than bytes: lower case can make two of one, and a file can grow while it is read.
    const larger = reserved(2 * bytes);
    larger.resize(bytes);
    new Uint8Array(larger).set(new Uint8Array(this.buffer));
    this.buffer = larger;
  }
}

/**
 * Hands out copies of ids [from, to), a stretch at a time with the place of its first, in a buffer that is used again, and lets
 * messages through now and then.
 */
export async function inStretches<T extends Tokens>(
  ids: T,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
  handle: (stretch: Int32Array, at: number) => void,
): Promise<void> {
  const copy = new Int32Array(STRETCH);
  let since = performance.now();
  for (let at = from; at < to; at += STRETCH) {
    const end = Math.min(to, at + STRETCH);
    copy.set(ids.subarray(at, end));
    handle(end - at === STRETCH ? copy : copy.subarray(0, end - at), at);
    if (performance.now() - since < PATIENCE) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    since = performance.now();
  }
}

/** How many of the first ids are rare. */
function countRare(ids: Tokens, count: number): number {
  const copy = new Int32Array(STRETCH);
  let rare = 0;
  for (let at = 0; at < count; at += STRETCH) {
    const stretch = copy.subarray(0, Math.min(STRETCH, count - at));
    stretch.set(ids.subarray(at, at + stretch.length));
    rare += countOf(RARE, stretch);
  }
  return rare;
}

function countOf(id: number, ids: Int32Array): number {
  let count = 0;
  for (let i = 0; i < ids.length; i++) if (ids[i] === id) count++;
  return count;
}

/** Puts rare ids in their places, from the `next` of them on; where the next of these is. */
function putRare(ids: Int32Array, rare: Int32Array, next: number): number {
  for (let i = 0; i < ids.length; i++) if (ids[i] === RARE) ids[i] = rare[next++];
  return next;
}

/** What the table has for each id. A loop by itself is fast. */
function look(ids: Int32Array, table: Int32Array, found: Int32Array): void {
  for (let i = 0; i < ids.length; i++) found[i] = table[ids[i]];
}

function viewed(buffer: ArrayBuffer, width: number): Tokens {
  const type = width === 1 ? Uint8Array : width === 2 ? Uint16Array : Int32Array;
  return new type(buffer, 0, Math.floor(buffer.byteLength / width));
}

function reserved(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(0, { maxByteLength: bytes });
  } catch {
    throw notEnough(bytes);
  }
}

function notEnough(bytes: number): UserError {
  return new UserError(says.noMemoryForText({ bytes }));
}
