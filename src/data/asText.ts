/** Code points to text, a stretch at a time, in a buffer that is used again. */
export class CodePointText {
  private units = new Uint16Array(0);
  private readonly decoder = new TextDecoder("utf-16le", { ignoreBOM: true });

  of(codePoints: Int32Array, length: number): string {
    if (this.units.length < 2 * length) this.units = new Uint16Array(2 * length);
    const { units } = this;
    let end = 0;
    for (let i = 0; i < length; i++) {
      const codePoint = codePoints[i];
      if (codePoint > 0xffff) {
        units[end++] = 0xd7c0 + (codePoint >> 10);
        units[end++] = 0xdc00 + (codePoint & 0x3ff);
      } else units[end++] = codePoint;
    }
    return this.decoder.decode(units.subarray(0, end));
  }
}
