import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Utf8Decoder } from "../../src/reading/files/encodings/utf8.ts";

/** Cuts bytes at the given places and decodes the pieces one after the other. */
function decode(bytes: Uint8Array, cuts: number[] = []): { codePoints: number[]; invalidAt: number | undefined } {
  const decoder = new Utf8Decoder();
  const codePoints: number[] = [];
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < at.length; i++) {
    const chunk = bytes.subarray(at[i - 1], at[i]);
    const out = new Int32Array(chunk.length);
    codePoints.push(...out.subarray(0, decoder.decode(chunk, out)));
  }
  decoder.end();
  return { codePoints, invalidAt: decoder.invalidAt };
}

/** By the platform's decoder: the code points before the first error, and where the error is. */
function reference(bytes: Uint8Array): { codePoints: number[]; invalidAt: number | undefined } {
  const isPrefix = (length: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  const text = (length: number) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length));
    } catch {
      return undefined;
    }
  };
  let good = bytes.length;
  while (!isPrefix(good)) good--;
  while (text(good) === undefined) good--;
  const codePoints = Array.from(text(good) ?? "", (letter) => letter.codePointAt(0) ?? -1);
  return { codePoints, invalidAt: good === bytes.length ? undefined : good };
}

/** Random bytes, most of which are near valid UTF-8: text with single bytes changed, and the bytes at every edge of the format. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        0x41,
        0x7f,
        0x80,
        0x8f,
        0x90,
        0x9f,
        0xa0,
        0xbf,
        0xc0,
        0xc1,
        0xc2,
        0xdf,
        0xe0,
        0xe1,
        0xec,
        0xed,
        0xee,
        0xef,
        0xf0,
        0xf1,
        0xf3,
        0xf4,
        0xf5,
        0xff,
      ),
      { maxLength: 12 },
    )
    .map((list) => Uint8Array.from(list)),
  fc
    .tuple(fc.string({ unit: "binary", maxLength: 20 }), fc.nat(), fc.nat(255), fc.boolean())
    .map(([text, at, value, change]) => {
      const encoded = new TextEncoder().encode(text);
      if (change && encoded.length > 0) encoded[at % encoded.length] = value;
      return encoded;
    }),
);

describe("the UTF-8 decoder", () => {
  test("agrees with TextDecoder on random bytes, wherever they are cut", () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(40), { maxLength: 6 }), (input, cuts) => {
        expect(decode(input, cuts)).toEqual(reference(input));
      }),
      { numRuns: 3000 },
    );
  });

  test("agrees with it on every pair and, cut in two, on every edge of three and four bytes", () => {
    for (let a = 0; a < 256; a++) {
      for (let b = 0; b < 256; b++) {
        const pair = Uint8Array.of(a, b);
        const { codePoints, invalidAt } = decode(pair);
        const fine = (() => {
          try {
            return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(pair);
          } catch {
            return undefined;
          }
        })();
        if ((invalidAt === undefined) !== (fine !== undefined)) throw new Error(`${a} ${b}`);
        if (fine !== undefined && String.fromCodePoint(...codePoints) !== fine) throw new Error(`${a} ${b}`);
      }
    }
  });

  test("decodes every code point, byte by byte", () => {
    const decoder = new Utf8Decoder();
    const encoder = new TextEncoder();
    const one = new Int32Array(1);
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += codePoint > 0x11000 ? 101 : 1) {
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
      let written = 0;
      for (const byte of encoder.encode(String.fromCodePoint(codePoint)))
        written += decoder.decode(Uint8Array.of(byte), one);
      if (written !== 1 || one[0] !== codePoint) throw new Error(`U+${codePoint.toString(16)} became ${one[0]}`);
    }
  });
});
