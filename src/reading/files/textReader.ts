import { createHash } from "node:crypto";
import { UserError } from "../../base/userError.ts";
import { type Charset, type Decoder, decoderOf, type TextFile } from "./encodings/charset.ts";
import { guessCharset, unmarkedUtf16 } from "./encodings/guessCharset.ts";
import { Utf8Decoder } from "./encodings/utf8.ts";
import { Utf16Decoder } from "./encodings/utf16.ts";
import { says } from "./messages.ts";

const LF = 10;
const CR = 13;
const BYTE_ORDER_MARK = 0xfeff;

/** What is known of a text file once it was read. */
export interface TextFacts {
  bytes: number;
  /** Of the bytes as they are on disk. */
  sha256: string;
  hadByteOrderMark: boolean;
  /** With its mark, which Windows programs call Unicode. */
  isUtf16: boolean;
  /** The encoding by which it was read, where its bytes are UTF-8 as well and hold more than ASCII. */
  couldBeUtf8?: Charset;
  /** How many CR LF were read as LF. */
  windowsLineBreaks: number;
  /** How many CR stand without LF after them; they stay. */
  loneReturns: number;
}

/** The decoder for a text that begins with a byte order mark; undefined where these bytes are none. */
export function markedDecoder(bytes: Uint8Array): Decoder | undefined {
  const isUtf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isUtf8 ? new Utf8Decoder() : Utf16Decoder.for(bytes);
}

/**
 * Code points of chunks of an encoding, or of UTF-8 or UTF-16 with its mark. `path` is where messages point; undefined of what is no
 * file. `encoding` as in `TextFile`.
 */
export class TextReader {
  private decoder: Decoder;
  /** Reads along, to see whether it is UTF-8 as well. */
  private other: Utf8Decoder | undefined;
  private isMoreThanAscii = false;
  /** Bytes more than characters: of UTF-8, those that continue a character. */
  private folded = 0;
  private readonly hash = createHash("sha256");
  private readonly lines = new LineCounter();
  private codePoints = new Int32Array(0);
  private bytes = 0;
  private hadByteOrderMark = false;
  private windowsLineBreaks = 0;
  private loneReturns = 0;
  /** A CR at the end of a chunk waits until it is known whether LF follows. */
  private heldReturn = false;
  private started = false;
  /** The last bytes, of which a character that goes on may begin. */
  private last = new Uint8Array(0);

  constructor(
    private readonly path: string | undefined,
    private readonly name: string,
    private readonly onText: (codePoints: Int32Array, length: number) => void,
    private readonly encoding?: TextFile["encoding"],
  ) {
    this.decoder = decoderOf(encoding);
  }

  push(chunk: Uint8Array): void {
    if (this.bytes === 0) {
      const marked = markedDecoder(chunk);
      this.decoder = marked ?? this.decoder;
      if (!marked && this.isLegacy) this.other = new Utf8Decoder();
    }
    this.hash.update(chunk);
    if (this.other) this.readAlong(chunk);
    const nul = this.isUtf16 ? -1 : chunk.indexOf(0);
    // What precedes a NUL is decoded all the same: it gives the line, and may hold an earlier error.
    this.text(nul < 0 ? chunk : chunk.subarray(0, nul));
    if (this.decoder.invalidAt !== undefined) this.refuseInvalid(chunk);
    if (nul >= 0) this.refuseBinary(this.bytes + nul, this.lines.place(), chunk);
    this.last = chunk.slice(-4);
    this.bytes += chunk.length;
  }

  end(): TextFacts {
    this.decoder.end();
    if (this.decoder.invalidAt !== undefined) this.refuseInvalid(new Uint8Array(0));
    if (this.heldReturn) {
      this.loneReturns++;
      this.emit(Int32Array.of(CR), 1, 1);
    }
    const { bytes, hadByteOrderMark, isUtf16, windowsLineBreaks, loneReturns } = this;
    this.other?.end();
    const isUtf8 = this.other !== undefined && this.other.invalidAt === undefined;
    const couldBeUtf8 = isUtf8 && this.isMoreThanAscii && this.encoding;
    return {
      ...{ bytes, sha256: this.hash.digest("hex"), hadByteOrderMark, isUtf16, windowsLineBreaks, loneReturns },
      ...(couldBeUtf8 && { couldBeUtf8 }),
    };
  }

  /** Whether it is in no encoding of Unicode. */
  private get isLegacy(): boolean {
    return !(this.decoder instanceof Utf8Decoder || this.isUtf16);
  }

  private readAlong(chunk: Uint8Array): void {
    const characters = this.other!.decode(chunk, this.room(chunk));
    if (characters < chunk.length) this.isMoreThanAscii = true;
    if (this.other!.invalidAt !== undefined) this.other = undefined;
  }

  private get isUtf16(): boolean {
    return this.decoder instanceof Utf16Decoder;
  }

  /** Room for the code points of a chunk, and one place in front for a CR that was held back; it is used again. */
  private room(chunk: Uint8Array): Int32Array {
    if (this.codePoints.length < chunk.length + 1) this.codePoints = new Int32Array(chunk.length + 1);
    return this.codePoints;
  }

  private text(chunk: Uint8Array): void {
    const buffer = this.room(chunk);
    const { decoder } = this;
    const end = 1 + decoder.decode(chunk, buffer.subarray(1));
    this.folded += (decoder.invalidAt ?? this.bytes + chunk.length) - this.bytes - (end - 1);
    let from = 1;
    if (!this.started && end > 1) {
      this.started = true;
      if (buffer[1] === BYTE_ORDER_MARK) {
        this.hadByteOrderMark = true;
        from = 2;
      }
    }
    if (this.heldReturn && end > 1) {
      this.heldReturn = false;
      buffer[--from] = CR;
    } else if (decoder.returns === 0) {
      this.emit(buffer.subarray(from, end), end - from, decoder.lineFeeds);
      return;
    }
    let lineBreaks = decoder.lineFeeds;
    let length = 0;
    for (let i = from; i < end; i++) {
      const codePoint = buffer[i];
      if (codePoint === CR) {
        if (i + 1 === end) {
          this.heldReturn = true;
          continue;
        }
        if (buffer[i + 1] === LF) {
          this.windowsLineBreaks++;
          continue;
        }
        this.loneReturns++;
        lineBreaks++;
      }
      buffer[length++] = codePoint;
    }
    this.emit(buffer, length, lineBreaks);
  }

  private emit(codePoints: Int32Array, length: number, lineBreaks: number): void {
    this.lines.advance(codePoints, length, lineBreaks);
    if (length > 0) this.onText(codePoints, length);
  }

  private refuseInvalid(chunk: Uint8Array): never {
    const offset = this.decoder.invalidAt ?? 0;
    if (this.heldReturn) this.lines.advance(Int32Array.of(CR), 1, 1);
    const place = this.lines.place();
    const nul = chunk.indexOf(0);
    if (nul >= 0 && !this.isUtf16) this.refuseBinary(this.bytes + nul, place, chunk);
    const at = { file: this.path, ...place };
    if (this.isLegacy) {
      throw new UserError(says.otherEncoding({ name: this.name, charset: this.encoding!, ...place }), at);
    }
    if (this.isUtf16) {
      throw new UserError(says.notUtf16({ name: this.name, offset, ...place }), at);
    }
    const [byte, next] = [0, 1].map((i) => {
      const from = offset - this.bytes + i;
      return chunk[from] ?? this.last.at(from) ?? 0;
    });
    if (this.folded > FEW) throw new UserError(says.damagedUtf8({ name: this.name, byte, offset, ...place }), at);
    const charset = guessCharset(chunk.length > 0 ? chunk : this.last);
    const sign = firstSign(charset, Uint8Array.of(byte, next));
    const isSettable = this.encoding === null;
    throw new UserError(says.notUtf8({ name: this.name, byte, charset, sign, isSettable, offset, ...place }), at);
  }

  private refuseBinary(offset: number, place: { line: number; column: number }, chunk: Uint8Array): never {
    const at = { file: this.path, ...place };
    const charset = this.bytes === 0 ? unmarkedUtf16(chunk) : undefined;
    if (charset) {
      const isSettable = this.encoding === null;
      throw new UserError(says.unmarkedUtf16({ name: this.name, charset, isSettable }), { ...at, column: 1 });
    }
    const isWorkbook = this.bytes === 0 && OFFICE.some((mark) => mark.every((byte, i) => chunk[i] === byte));
    const { name } = this;
    throw new UserError(isWorkbook ? says.workbook({ name }) : says.binaryFile({ name, offset }), at);
  }
}

/** What ZIP archives begin with, which workbooks and documents of today are, and those of before 2007. */
const OFFICE = [
  [0x50, 0x4b, 3, 4],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** So many bytes that continue a character of UTF-8 may stand in another encoding by chance. */
const FEW = 2;

/** The character that bytes begin with; "" where they begin with none. */
function firstSign(charset: Charset, bytes: Uint8Array): string {
  const codePoints = new Int32Array(bytes.length);
  return decoderOf(charset).decode(bytes, codePoints) > 0 ? String.fromCodePoint(codePoints[0]) : "";
}

/** The place after the text that went by: lines and columns as an editor counts them, 1-based, columns in UTF-16 units. */
class LineCounter {
  private line = 1;
  private column = 1;

  /** A stretch goes by, in which there are so many line breaks. */
  advance(codePoints: Int32Array, length: number, lineBreaks: number): void {
    let from = 0;
    if (lineBreaks > 0) {
      this.line += lineBreaks;
      this.column = 1;
      from = length;
      while (codePoints[from - 1] !== LF && codePoints[from - 1] !== CR) from--;
    }
    this.column += length - from;
    for (let i = from; i < length; i++) if (codePoints[i] > 0xffff) this.column++;
  }

  place(): { line: number; column: number } {
    return { line: this.line, column: this.column };
  }
}
