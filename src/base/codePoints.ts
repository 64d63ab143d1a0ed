/** Orders texts by their code points, as UTF-8 bytes would be: unlike `<`, which puts U+10000 and above before U+E000. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i);
    if (difference !== 0) return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
  }
  return a.length - b.length;
}

/** Of a UTF-16 unit: surrogates come after all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Characters of a text, a surrogate pair being one. */
export function countCharacters(text: string): number {
  let pairs = 0;
  for (let i = 1; i < text.length; i++) {
    const low = (text.charCodeAt(i) & 0xfc00) === 0xdc00;
    if (low && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) pairs++;
  }
  return text.length - pairs;
}

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
