/**
 * Decodes UTF-8 chunk by chunk, by the algorithm of the WHATWG Encoding Standard, which refuses overlong forms, surrogates and
 * what lies above U+10FFFF. Where chunks are cut changes nothing.
 */
export class Utf8Decoder {
  /** Byte offset, from the start of the file, of the first sequence that is not UTF-8. Nothing is decoded after it. */
  invalidAt: number | undefined;

  private decoded = 0;
  private codePoint = 0;
  private needed = 0;
  private lower = 0x80;
  private upper = 0xbf;
  private sequenceStart = 0;

  /** Writes the code points that end in `bytes` to `out`, which needs room for one a byte, and returns how many there are. */
  decode(bytes: Uint8Array, out: Int32Array): number {
    if (this.invalidAt !== undefined) return 0;
    let written = 0;
    let i = 0;
    while (i < bytes.length) {
      const byte = bytes[i];
      if (this.needed === 0) {
        if (byte < 0x80) {
          out[written++] = byte;
          i++;
          continue;
        }
        this.sequenceStart = this.decoded + i;
        if (!this.lead(byte)) return this.stop(written);
      } else {
        if (byte < this.lower || byte > this.upper) return this.stop(written);
        this.lower = 0x80;
        this.upper = 0xbf;
        this.codePoint = (this.codePoint << 6) | (byte & 0x3f);
        if (--this.needed === 0) out[written++] = this.codePoint;
      }
      i++;
    }
    this.decoded += bytes.length;
    return written;
  }

  /** At the end of the file: a sequence that was begun and not finished is invalid. */
  end(): void {
    if (this.invalidAt === undefined && this.needed > 0) this.invalidAt = this.sequenceStart;
  }

  private lead(byte: number): boolean {
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
    } else return false;
    return true;
  }

  private stop(written: number): number {
    this.invalidAt = this.sequenceStart;
    return written;
  }
}
