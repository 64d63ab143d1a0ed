import { open } from "node:fs/promises";
import type { Config } from "../../../config/index.ts";
import type { Charset } from "./charset.ts";
import { Utf8Decoder } from "./utf8.ts";

/** Bytes of the beginning that are looked at. */
const BEGINNING = 64 * 1024;

/**
 * How what a run is given is encoded, and each of its parallel files: a file as the config says, unless its beginning is UTF-8 and
 * more than ASCII; what is no file, such as standard input, as UTF-8.
 */
export async function givenEncoding(
  source: string | AsyncIterable<Uint8Array>,
  { data: { encoding } }: Config,
): Promise<Charset> {
  if (typeof source !== "string" || encoding === null || encoding === "utf-8") return "utf-8";
  // Whoever reads the file says why it cannot be read.
  const bytes = await beginningOf(source, BEGINNING).catch(() => new Uint8Array(0));
  const decoder = new Utf8Decoder();
  const characters = decoder.decode(bytes, new Int32Array(bytes.length));
  // The last character of a beginning may be cut.
  const isCut = bytes.length === BEGINNING;
  if (!isCut) decoder.end();
  const isMoreThanAscii = characters < bytes.length - (isCut ? 3 : 0);
  return decoder.invalidAt === undefined && isMoreThanAscii ? "utf-8" : encoding;
}

/** At most so many of the first bytes of a file. */
export async function beginningOf(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
