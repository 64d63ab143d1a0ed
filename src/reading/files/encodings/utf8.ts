const LF = 10;
const CR = 13;

/**
 * Decodes UTF-8 chunk by chunk, by the algorithm of the WHATWG Encoding Standard, which refuses overlong forms, surrogates and
 * what lies above U+10FFFF. Where chunks are cut changes nothing.
 */
export class Utf8Decoder {
  /** Byte offset, from the start of the file, of the first sequence that is not UTF-8. Nothing is decoded after it. */
  invalidAt: number | undefined;
  /** How many line feeds, and how many carriage returns, are among the code points that were written last. */
  lineFeeds = 0;
  returns = 0;

  private decoded = 0;
  private codePoint = 0;
  private needed = 0;
  private lower = 0x80;
  private upper = 0xbf;
  private sequenceStart = 0;

  /** Writes the code points that end in `bytes` to `out`, which needs room for one a byte, and returns how many there are. */
  decode(bytes: Uint8Array, out: Int32Array): number {
    let [lineFeeds, returns, written, i] = [0, 0, 0, 0];
    const { length } = bytes;
    while (i < length && this.invalidAt === undefined) {
      if (this.needed === 0) {
        const plain = copyPlain(bytes, i, out, written);
        i += plain;
        written += plain;
        for (; i < length && bytes[i] < 0x20; i++) {
          out[written++] = bytes[i];
          if (bytes[i] === LF) lineFeeds++;
          else if (bytes[i] === CR) returns++;
        }
        for (; i + 4 <= length && bytes[i] >= 0x80; i++) {
          const codePoint = sequence(bytes, i);
          if (codePoint < 0) break;
          out[written++] = codePoint;
          i += codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
        }
        // What is left is wrong, or may go on in the next chunk.
        if (i < length && bytes[i] >= 0x80) this.lead(bytes[i], this.decoded + i++);
      } else if (this.follow(bytes[i++])) out[written++] = this.codePoint;
    }
    this.decoded += length;
    this.lineFeeds = lineFeeds;
    this.returns = returns;
    return written;
  }

  /** At the end of the file: a sequence that was begun and not finished is invalid. */
  end(): void {
    if (this.invalidAt === undefined && this.needed > 0) this.invalidAt = this.sequenceStart;
  }

  /** Begins a sequence with the byte at an offset of the file. */
  private lead(byte: number, offset: number): void {
    this.sequenceStart = offset;
    if (byte >= 0xc2 && byte <= 0xdf) {
      this.needed = 1;
      this.codePoint = byte & 0x1f;
    } else if (byte >= 0xe0 && byte <= 0xef) {
      if (byte === 0xe0) this.lower = 0xa0;
      if (byte === 0xed) this.upper = 0x9f;
      this.needed = 2;
      this.codePoint = byte & 0x0f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      if (byte === 0xf0) this.lower = 0x90;
      if (byte === 0xf4) this.upper = 0x8f;
      this.needed = 3;
      this.codePoint = byte & 0x07;
    } else this.invalidAt = offset;
  }

  /** Goes on with a sequence; whether it is complete. */
  private follow(byte: number): boolean {
    if (byte < this.lower || byte > this.upper) {
      this.invalidAt = this.sequenceStart;
      return false;
    }
    this.lower = 0x80;
    this.upper = 0xbf;
    this.codePoint = (this.codePoint << 6) | (byte & 0x3f);
    return --this.needed === 0;
  }
}

/** Copies bytes that are characters of ASCII, and no control characters, as far as there are any; how many. */
function copyPlain(bytes: Uint8Array, from: number, out: Int32Array, at: number): number {
  const { length } = bytes;
  let i = from;
  for (const shift = at - from; i < length; i++) {
    const byte = bytes[i];
    if (byte < 0x20 || byte >= 0x80) break;
    out[i + shift] = byte;
  }
  return i - from;
}

/** The code point of a sequence of two to four bytes, of which four can be read; −1 where it is not valid. */
function sequence(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  const second = bytes[at + 1];
  if ((second & 0xc0) !== 0x80) return -1;
  if (first < 0xe0) return first < 0xc2 ? -1 : ((first & 0x1f) << 6) | (second & 0x3f);
  const third = bytes[at + 2];
  if ((third & 0xc0) !== 0x80) return -1;
  if (first < 0xf0) {
    const codePoint = ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
    return codePoint < 0x800 || (codePoint & 0xf800) === 0xd800 ? -1 : codePoint;
  }
  const fourth = bytes[at + 3];
  if ((fourth & 0xc0) !== 0x80 || first > 0xf4) return -1;
  const codePoint = ((first & 0x07) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f);
  return codePoint < 0x10000 || codePoint > 0x10ffff ? -1 : codePoint;
}
