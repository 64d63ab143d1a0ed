import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { UserError } from "../base/userError.ts";
import { Utf8Decoder } from "./utf8.ts";

/** What is known of a text file once it was read. */
export interface TextFacts {
  bytes: number;
  /** Of the bytes as they are on disk. */
  sha256: string;
  hadByteOrderMark: boolean;
  /** How many CR LF were read as LF. */
  windowsLineBreaks: number;
}

const CHUNK = 128 * 1024;
const LF = 10;
const CR = 13;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Streams a UTF-8 file as code points: the byte order mark dropped, CR LF read as LF. `onText` gets a buffer that is used again
 * afterwards. `name` is what messages call the file. Memory does not grow with the file.
 */
export async function readText(
  path: string,
  name: string,
  onText: (codePoints: Int32Array, length: number) => void,
  signal?: AbortSignal,
): Promise<TextFacts> {
  const file = await opened(path, name);
  try {
    const { size } = await file.stat();
    const reader = new TextReader(path, name, onText);
    const bytes = Buffer.alloc(Math.min(Math.max(size + 1, 4096), CHUNK));
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(bytes, 0, bytes.length, null);
      if (bytesRead === 0) break;
      reader.push(bytes.subarray(0, bytesRead));
    }
    return reader.end();
  } catch (error) {
    throw asUserError(error, path, name);
  } finally {
    await file.close();
  }
}

/** Bytes of the beginning that is looked at to guess what a file is. */
const BEGINNING = 64 * 1024;

/** The first 64 KB of a UTF-8 file as text; what is wrong with the file is said when it is read as a whole. */
export async function readBeginning(path: string, name: string, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const file = await opened(path, name);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch (error) {
    throw asUserError(error, path, name);
  } finally {
    await file.close();
  }
}

async function opened(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw asUserError(error, path, name);
  }
}

export function asUserError(error: unknown, path: string, name: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof UserError || typeof code !== "string" || code === "ABORT_ERR") return error;
  if (code === "EACCES" || code === "EPERM") {
    return new UserError(
      "unreadable-file",
      `${name} may not be read: permission denied.`,
      "Change its permissions, or choose another file.",
      {
        file: path,
      },
    );
  }
  if (code === "ENOENT") {
    const message = `There is no file ${name}.`;
    return new UserError("missing-file", message, "Put it there, or name another file.", { file: path });
  }
  return new UserError("unreadable-file", `${name} could not be read: ${(error as Error).message}.`, undefined, {
    file: path,
  });
}

/** Code points of chunks of UTF-8. `path` is where messages point; undefined of what is no file. */
export class TextReader {
  private readonly decoder = new Utf8Decoder();
  private readonly hash = createHash("sha256");
  private readonly lines = new LineCounter();
  private codePoints = new Int32Array(0);
  private bytes = 0;
  private hadByteOrderMark = false;
  private windowsLineBreaks = 0;
  /** A CR at the end of a chunk waits until it is known whether LF follows. */
  private heldReturn = false;
  private started = false;

  constructor(
    private readonly path: string | undefined,
    private readonly name: string,
    private readonly onText: (codePoints: Int32Array, length: number) => void,
  ) {}

  push(chunk: Uint8Array): void {
    if (this.bytes === 0) this.refuseUtf16(chunk);
    this.hash.update(chunk);
    const nul = chunk.indexOf(0);
    // What precedes a NUL is decoded all the same: it gives the line, and may hold an earlier error.
    this.text(nul < 0 ? chunk : chunk.subarray(0, nul));
    if (this.decoder.invalidAt !== undefined) this.refuseInvalid(chunk);
    if (nul >= 0) this.refuseBinary(this.bytes + nul, this.lines.place());
    this.bytes += chunk.length;
  }

  end(): TextFacts {
    this.decoder.end();
    if (this.decoder.invalidAt !== undefined) this.refuseInvalid(new Uint8Array(0));
    if (this.heldReturn) this.emit(Int32Array.of(CR), 1);
    const { bytes, hadByteOrderMark, windowsLineBreaks } = this;
    return { bytes, sha256: this.hash.digest("hex"), hadByteOrderMark, windowsLineBreaks };
  }

  private text(chunk: Uint8Array): void {
    // One place in front is for a CR that was held back.
    if (this.codePoints.length < chunk.length + 1) this.codePoints = new Int32Array(chunk.length + 1);
    const buffer = this.codePoints;
    const end = 1 + this.decoder.decode(chunk, buffer.subarray(1));
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
    }
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
      }
      buffer[length++] = codePoint;
    }
    this.emit(buffer, length);
  }

  private emit(codePoints: Int32Array, length: number): void {
    this.lines.advance(codePoints, length);
    if (length > 0) this.onText(codePoints, length);
  }

  private refuseUtf16(chunk: Uint8Array): void {
    const [a, b] = chunk;
    if (!((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) return;
    throw new UserError("not-utf8", `${this.name} is not UTF-8: it looks like UTF-16.`, "Save it as UTF-8.", {
      file: this.path,
      line: 1,
      column: 1,
    });
  }

  private refuseInvalid(chunk: Uint8Array): never {
    const offset = this.decoder.invalidAt ?? 0;
    if (this.heldReturn) this.lines.advance(Int32Array.of(CR), 1);
    const place = this.lines.place();
    const nul = chunk.indexOf(0);
    if (nul >= 0) this.refuseBinary(this.bytes + nul, place);
    throw new UserError(
      "not-utf8",
      `${this.name} is not UTF-8: the character at byte offset ${offset} (line ${place.line}, column ${place.column}) is invalid.`,
      "Save it as UTF-8; text in an older encoding, such as Latin-1, has to be converted first.",
      { file: this.path, ...place },
    );
  }

  private refuseBinary(offset: number, place: { line: number; column: number }): never {
    throw new UserError(
      "binary-file",
      `${this.name} looks like a binary file: it holds a NUL byte at byte offset ${offset}.`,
      "Choose a text file in UTF-8.",
      { file: this.path, ...place },
    );
  }
}

/** The place after the text that went by: lines and columns as an editor counts them, 1-based, columns in UTF-16 units. */
class LineCounter {
  private line = 1;
  private column = 1;

  advance(codePoints: Int32Array, length: number): void {
    let { line, column } = this;
    for (let i = 0; i < length; i++) {
      const codePoint = codePoints[i];
      if (codePoint === LF || codePoint === CR) {
        line++;
        column = 1;
      } else column += codePoint > 0xffff ? 2 : 1;
    }
    this.line = line;
    this.column = column;
  }

  place(): { line: number; column: number } {
    return { line: this.line, column: this.column };
  }
}
