import { UserError } from "../base/userError.ts";
import { grouped } from "../base/words.ts";

export const MOST_TOKENS = 2 ** 30;

/** Provisional ids, in the order in which characters are first seen; the vocabulary gives the final ones later. */
export class CharacterTable {
  readonly codePoints: number[] = [];
  /** Of each code point as it is in the file: 1 + id, 0 when it is new, −1 when lower case makes several of it. */
  private readonly entries = new Int32Array(0x110000);

  constructor(private readonly lowercase: boolean) {}

  get symbols(): string[] {
    return this.codePoints.map((codePoint) => String.fromCodePoint(codePoint));
  }

  stream(bytes: number): TokenStream {
    // A character has at least one byte; the margin saves growing once more at the end.
    return new TokenStream(this, bytes + 2 ** 16);
  }

  /** 1 + id, or −1. */
  entry(codePoint: number): number {
    return this.entries[codePoint] || this.add(codePoint);
  }

  /** What lower case makes of a code point whose entry is −1. */
  expand(codePoint: number): number[] {
    return Array.from(String.fromCodePoint(codePoint).toLowerCase(), (part) => this.entry(part.codePointAt(0) ?? 0));
  }

  private add(codePoint: number): number {
    const lower = this.lowercase ? String.fromCodePoint(codePoint).toLowerCase() : undefined;
    const target = lower?.codePointAt(0) ?? codePoint;
    let entry: number;
    if (lower !== undefined && lower !== String.fromCodePoint(target)) entry = -1;
    else if (target !== codePoint) entry = this.entry(target);
    else entry = this.codePoints.push(codePoint);
    this.entries[codePoint] = entry;
    return entry;
  }
}

/** A growing stream of ids. */
export class TokenStream {
  length = 0;
  private ids: Int32Array;

  /** `expected` is how many are likely to come; more is fine. */
  constructor(
    private readonly table: CharacterTable,
    expected: number,
  ) {
    this.ids = allocated(Int32Array, Math.min(expected, 2 ** 26));
  }

  append(codePoints: Int32Array, length: number): void {
    this.reserve(this.length + length);
    const { table } = this;
    let { ids } = this;
    let end = this.length;
    for (let i = 0; i < length; i++) {
      const entry = table.entry(codePoints[i]);
      if (entry > 0) {
        ids[end++] = entry - 1;
        continue;
      }
      const parts = table.expand(codePoints[i]);
      this.length = end;
      this.reserve(end + parts.length + length - i);
      ids = this.ids;
      for (const part of parts) ids[end++] = part - 1;
    }
    this.length = end;
    if (end > MOST_TOKENS) {
      const message = `The text has more than ${grouped(MOST_TOKENS)} tokens, the most that can be read.`;
      throw new UserError("too-many-tokens", message, "Train on a part of it.");
    }
  }

  /** The next file goes on where this one ends. */
  endFile(): void {}

  /** White space is characters like others. */
  spaces(): undefined {
    return undefined;
  }

  view(): Int32Array {
    return this.ids.subarray(0, this.length);
  }

  private reserve(capacity: number): void {
    if (capacity <= this.ids.length) return;
    const larger = allocated(Int32Array, Math.max(capacity, 2 * this.ids.length));
    larger.set(this.view());
    this.ids = larger;
  }
}

export function allocated<A>(array: new (length: number) => A, length: number): A {
  try {
    return new array(length);
  } catch {
    const message = `There is not enough memory for ${grouped(length)} tokens.`;
    throw new UserError("out-of-memory", message, "Close other programs, or train on a part of the text.");
  }
}
