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

/** Writes the code points of a text to `out` from a place on, which needs room for one a unit, and returns where they end. */
export function writeCodePoints(text: string, out: Int32Array, at: number): number {
  let end = at;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isPair = (unit & 0xfc00) === 0xdc00 && end > at && (out[end - 1] & ~0x3ff) === 0xd800;
    if (isPair) out[end - 1] = 0x10000 + ((out[end - 1] & 0x3ff) << 10) + (unit & 0x3ff);
    else out[end++] = unit;
  }
  return end;
}

/** Code points to text, a stretch at a time, in a buffer that is used again. */
export class CodePointText {
  private buffer = Buffer.alloc(0);

  of(codePoints: Int32Array, length: number): string {
    // Two bytes for each of two halves of a pair.
    if (this.buffer.length < 4 * length) this.buffer = Buffer.alloc(4 * length);
    const { buffer } = this;
    const bits = bitsOf(codePoints, length);
    const stretch = codePoints.length === length ? codePoints : codePoints.subarray(0, length);
    if (bits <= 0xff) {
      buffer.set(stretch);
      return buffer.toString("latin1", 0, length);
    }
    const units = new Uint16Array(buffer.buffer, buffer.byteOffset, 2 * length);
    let end = length;
    if (bits <= 0xffff) units.set(stretch);
    else end = writeUnits(stretch, units);
    return buffer.toString("utf16le", 0, 2 * end);
  }
}

/** Every bit that one of the numbers has. */
function bitsOf(numbers: Int32Array, length: number): number {
  let bits = 0;
  for (let i = 0; i < length; i++) bits |= numbers[i];
  return bits;
}

/** Writes the UTF-16 units of code points, and returns how many there are. */
function writeUnits(codePoints: Int32Array, units: Uint16Array): number {
  let end = 0;
  for (let i = 0; i < codePoints.length; i++) {
    const codePoint = codePoints[i];
    if (codePoint > 0xffff) {
      units[end++] = 0xd7c0 + (codePoint >> 10);
      units[end++] = 0xdc00 + (codePoint & 0x3ff);
    } else units[end++] = codePoint;
  }
  return end;
}
