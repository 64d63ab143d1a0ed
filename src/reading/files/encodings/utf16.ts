const LF = 10;
const CR = 13;

/**
 * Decodes UTF-16 chunk by chunk, the lower byte first or the higher, by the mark at its beginning. Where chunks are cut changes
 * nothing.
 */
export class Utf16Decoder {
  /** Byte offset, from the start of the file, of the first half of a pair that stands alone. Nothing is decoded after it. */
  invalidAt: number | undefined;
  /** How many line feeds, and how many carriage returns, are among the code points that were written last. */
  lineFeeds = 0;
  returns = 0;

  private decoded = 0;
  /** The first byte of a unit whose second has not come, or −1. */
  private byte = -1;
  /** The first half of a pair whose second has not come, or −1. */
  private high = -1;

  constructor(private readonly lowFirst: boolean) {}

  /** The decoder for a text that begins with these bytes; undefined where they are no mark of UTF-16. */
  static for([first, second]: Uint8Array): Utf16Decoder | undefined {
    const lowFirst = first === 0xff && second === 0xfe;
    return lowFirst || (first === 0xfe && second === 0xff) ? new Utf16Decoder(lowFirst) : undefined;
  }

  /** Writes the code points that end in `bytes` to `out`, which needs room for one a byte, and returns how many there are. */
  decode(bytes: Uint8Array, out: Int32Array): number {
    let [lineFeeds, returns, written, i] = [0, 0, 0, 0];
    const { length } = bytes;
    const { lowFirst } = this;
    while (i < length && this.invalidAt === undefined) {
      const first = this.byte < 0 ? bytes[i++] : this.byte;
      this.byte = -1;
      if (i === length) {
        this.byte = first;
        break;
      }
      const second = bytes[i++];
      const unit = lowFirst ? first | (second << 8) : (first << 8) | second;
      if (this.high >= 0 || (unit & 0xf800) === 0xd800) {
        const isLow = (unit & 0xfc00) === 0xdc00;
        if (isLow !== this.high >= 0) this.invalidAt = this.decoded + i - (isLow ? 2 : 4);
        else if (isLow) out[written++] = 0x10000 + ((this.high & 0x3ff) << 10) + (unit & 0x3ff);
        this.high = isLow ? -1 : unit;
        continue;
      }
      out[written++] = unit;
      if (unit === LF) lineFeeds++;
      else if (unit === CR) returns++;
    }
    this.decoded += length;
    this.lineFeeds = lineFeeds;
    this.returns = returns;
    return written;
  }

  /** At the end of the file: what was begun and not finished is invalid. */
  end(): void {
    if (this.invalidAt !== undefined || (this.byte < 0 && this.high < 0)) return;
    this.invalidAt = this.decoded - (this.byte < 0 ? 0 : 1) - (this.high < 0 ? 0 : 2);
  }
}
