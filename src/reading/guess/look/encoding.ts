import type { Charset } from "../../files/encodings/charset.ts";
import { beginningOf } from "../../files/encodings/givenEncoding.ts";
import { guessCharset, unmarkedUtf16 } from "../../files/encodings/guessCharset.ts";
import { Utf8Decoder } from "../../files/encodings/utf8.ts";
import { markedDecoder } from "../../files/textReader.ts";
import { HEAD, type OwnFile } from "./beginning.ts";

/** How a file is likely encoded. */
export interface LikelyEncoding {
  name: string;
  charset: Charset;
  /** Bytes of its beginning that are not ASCII, by which it was guessed; undefined where there is no doubt. */
  evidence?: number;
}

/** The encoding of the first of some files whose beginning is not UTF-8 and has no byte order mark; undefined where all are. */
export async function encodingIn(files: readonly OwnFile[]): Promise<LikelyEncoding | undefined> {
  for (const { path, name } of files) {
    // Whoever reads the file says why it cannot be read.
    const bytes = await beginningOf(path, HEAD).catch(() => undefined);
    const found = bytes && legacyEncoding(bytes);
    if (found) return { name, ...found };
  }
  return undefined;
}

function legacyEncoding(bytes: Uint8Array): Omit<LikelyEncoding, "name"> | undefined {
  if (markedDecoder(bytes)) return undefined;
  const utf16 = unmarkedUtf16(bytes);
  if (utf16 || bytes.includes(0)) return utf16 && { charset: utf16 };
  const decoder = new Utf8Decoder();
  decoder.decode(bytes, new Int32Array(bytes.length));
  if (decoder.invalidAt === undefined) return undefined;
  return { charset: guessCharset(bytes), evidence: bytes.filter((byte) => byte >= 0x80).length };
}
