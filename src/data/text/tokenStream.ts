import { TokenStore } from "./tokens.ts";

/** Provisional ids, in the order in which characters are first seen; the vocabulary gives the final ones later. */
export class CharacterTable {
  readonly codePoints: number[] = [];
  /** Of each code point as it is in the file: 1 + id, 0 when it is new, −1 when lower case makes several of it. */
  private readonly entries = new Int32Array(0x110000);

  constructor(private readonly lowercase: boolean) {}

  get size(): number {
    return this.codePoints.length;
  }

  get symbols(): readonly string[] {
    return this.codePoints.map((codePoint) => String.fromCodePoint(codePoint));
  }

  /** `bytes` of the files that will come. */
  stream(bytes: number): TokenStream {
    return new TokenStream(this, bytes);
  }

  /** Writes the ids of code points from a place on, as far as each has one that is known; how many. */
  write(codePoints: Int32Array, from: number, to: number, ids: Int32Array, at: number): number {
    return writeKnown(this.entries, codePoints.subarray(from, to), ids, at);
  }

  /** The ids of a code point, new or not: of several where lower case makes several of it. */
  idsOf(codePoint: number): number[] {
    const entry = this.entry(codePoint);
    if (entry > 0) return [entry - 1];
    return Array.from(String.fromCodePoint(codePoint).toLowerCase(), (part) => this.entry(part.codePointAt(0)!) - 1);
  }

  /** 1 + id, or −1. */
  private entry(codePoint: number): number {
    return this.entries[codePoint] || this.add(codePoint);
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

/** A loop by itself, which is fast since it calls nothing. */
function writeKnown(entries: Int32Array, codePoints: Int32Array, ids: Int32Array, at: number): number {
  const { length } = codePoints;
  for (let i = 0; i < length; i++) {
    const entry = entries[codePoints[i]];
    if (entry <= 0) return i;
    ids[at + i] = entry - 1;
  }
  return length;
}

/** A stream of ids of characters. */
export class TokenStream {
  readonly ids: TokenStore;
  /** White space is characters like others. */
  readonly spaces = undefined;
  private stretch = new Int32Array(0);

  constructor(
    private readonly table: CharacterTable,
    bytes: number,
  ) {
    // A character has at least one byte.
    this.ids = new TokenStore(bytes);
  }

  append(codePoints: Int32Array, length: number): void {
    const { table } = this;
    // Room for what lower case makes of the last one.
    if (this.stretch.length < length + 8) this.stretch = new Int32Array(length + 8);
    const { stretch } = this;
    let [i, end] = [0, 0];
    while (i < length) {
      const known = table.write(codePoints, i, length, stretch, end);
      i += known;
      end += known;
      if (i === length) break;
      const ids = table.idsOf(codePoints[i++]);
      for (const id of ids) stretch[end++] = id;
      if (ids.length === 1) continue;
      this.flush(end);
      end = 0;
    }
    this.flush(end);
  }

  private flush(count: number): void {
    this.ids.append(this.stretch, count, this.table.codePoints.length);
  }

  /** The next file goes on where this one ends. */
  endFile(): void {}

  end(): void {
    this.ids.trim();
  }
}
