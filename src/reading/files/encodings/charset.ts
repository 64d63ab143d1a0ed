import { UserError } from "../../../base/userError.ts";
import { CHARSETS, type Config } from "../../../config/index.ts";
import { says } from "../messages.ts";
import { Utf8Decoder } from "./utf8.ts";
import { Utf16Decoder } from "./utf16.ts";

/** A character encoding by its name in the WHATWG Encoding Standard. */
export type Charset = NonNullable<Config["data"]["encoding"]>;

/** The one that is called so; undefined of another word. */
export function charsetCalled(name: string | undefined): Charset | undefined {
  return CHARSETS.find((each) => each === name);
}

/** A text file that a person names. */
export interface TextFile {
  path: string;
  /** What messages call it. */
  name: string;
  /** How it is encoded, unless it begins with a byte order mark; undefined: as UTF-8; null: too, and a config can say otherwise. */
  encoding?: Charset | null;
}

/** Decodes bytes chunk by chunk. Where chunks are cut changes nothing. */
export interface Decoder {
  /** Byte offset, from the start of the file, of the first bytes that are no character. Nothing is decoded after it. */
  readonly invalidAt: number | undefined;
  /** How many line feeds, and how many carriage returns, are among the code points that were written last. */
  readonly lineFeeds: number;
  readonly returns: number;
  /** Writes the code points that end in `bytes` to `out`, which needs room for one a byte, and returns how many there are. */
  decode(bytes: Uint8Array, out: Int32Array): number;
  /** At the end of the file: what was begun and not finished is invalid. */
  end(): void;
}

/** The decoder of a file without a byte order mark. */
export function decoderOf(charset: Charset | null | undefined): Decoder {
  if (charset === null || charset === undefined || charset === "utf-8") return new Utf8Decoder();
  if (charset === "utf-16le" || charset === "utf-16be") return new Utf16Decoder(charset === "utf-16le");
  if (charset === "windows-1252") return new TableDecoder(WINDOWS_1252);
  const decoder = textDecoder(charset);
  return SEVERAL_BYTES.has(charset) ? new SequenceDecoder(decoder) : new TableDecoder(tableOf(decoder));
}

const SEVERAL_BYTES: ReadonlySet<Charset> = new Set([
  ...(["gb18030", "big5", "shift_jis", "euc-jp", "iso-2022-jp", "euc-kr"] as const),
]);

/** Some builds of Node know few encodings. */
function textDecoder(charset: Charset): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    throw new UserError(says.unknownEncoding({ charset }));
  }
}

const LF = 10;
const CR = 13;
const REPLACEMENT = 0xfffd;

/** Windows-1252 is Latin-1 with these from 0x80 on. Node before 24.13 reads it as Latin-1, so its table is our own. */
const WINDOWS_1252 = Int32Array.from({ length: 256 }, (_, byte) => byte);
WINDOWS_1252.set(
  Array.from("€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ", (letter) => letter.charCodeAt(0)),
  0x80,
);

function tableOf(decoder: InstanceType<typeof TextDecoder>): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => decoder.decode(Uint8Array.of(byte)).charCodeAt(0));
}

/** Of encodings in which each byte is a character. */
class TableDecoder implements Decoder {
  invalidAt: number | undefined;
  lineFeeds = 0;
  returns = 0;
  private decoded = 0;

  constructor(private readonly table: Int32Array) {}

  decode(bytes: Uint8Array, out: Int32Array): number {
    if (this.invalidAt !== undefined) return 0;
    const { table } = this;
    let [lineFeeds, returns, i] = [0, 0, 0];
    for (; i < bytes.length; i++) {
      const codePoint = table[bytes[i]];
      if (codePoint === REPLACEMENT) {
        this.invalidAt = this.decoded + i;
        break;
      }
      out[i] = codePoint;
      if (codePoint === LF) lineFeeds++;
      else if (codePoint === CR) returns++;
    }
    this.decoded += bytes.length;
    this.lineFeeds = lineFeeds;
    this.returns = returns;
    return i;
  }

  end(): void {}
}

/** Of encodings in which a character has one byte or several. Where one is invalid is known to its chunk; the text before it is whole. */
class SequenceDecoder implements Decoder {
  invalidAt: number | undefined;
  lineFeeds = 0;
  returns = 0;
  private decoded = 0;

  constructor(private readonly decoder: InstanceType<typeof TextDecoder>) {}

  decode(bytes: Uint8Array, out: Int32Array): number {
    if (this.invalidAt !== undefined) return 0;
    const text = this.decoder.decode(bytes, { stream: true });
    let [lineFeeds, returns, written] = [0, 0, 0];
    for (let i = 0; i < text.length; i++) {
      const codePoint = text.codePointAt(i)!;
      if (codePoint === REPLACEMENT) {
        this.invalidAt = this.decoded;
        break;
      }
      out[written++] = codePoint;
      if (codePoint > 0xffff) i++;
      else if (codePoint === LF) lineFeeds++;
      else if (codePoint === CR) returns++;
    }
    this.decoded += bytes.length;
    this.lineFeeds = lineFeeds;
    this.returns = returns;
    return written;
  }

  end(): void {
    if (this.invalidAt === undefined && this.decoder.decode() !== "") this.invalidAt = this.decoded;
  }
}
