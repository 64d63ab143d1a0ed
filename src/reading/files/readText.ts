import { type FileHandle, open } from "node:fs/promises";
import { CodePointText } from "../../base/codePoints.ts";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { decoderOf, type TextFile } from "./encodings/charset.ts";
import { says } from "./messages.ts";
import { markedDecoder, type TextFacts, TextReader } from "./textReader.ts";

/** What is said of the encoding of a file, and of the mark that it begins with; undefined where there is nothing to say. */
export function markNote(name: string, { hadByteOrderMark, isUtf16, couldBeUtf8 }: TextFacts): Message | undefined {
  if (couldBeUtf8) return says.couldBeUtf8({ name, charset: couldBeUtf8 });
  if (isUtf16) return says.readAsUtf16({ name });
  return hadByteOrderMark ? says.byteOrderMark({ name }) : undefined;
}

/** Bytes that are asked of the disk at a time, and that are worked on at a time, so that what they become stays in the cache. */
const READ = 256 * 1024;
const CHUNK = 32 * 1024;

/**
 * Streams a file as code points, of its encoding, or of UTF-8 or UTF-16 where its mark says so: the byte order mark dropped, CR LF read as LF.
 * `onText` gets a buffer that is used again afterwards. Memory does not grow with the file.
 */
export async function readText(
  { path, name, encoding }: TextFile,
  onText: (codePoints: Int32Array, length: number) => void,
  signal?: AbortSignal,
): Promise<TextFacts> {
  const file = await opened(path, name);
  try {
    const { size } = await file.stat();
    const reader = new TextReader(path, name, onText, encoding);
    const room = Math.min(Math.max(size + 1, 4096), READ);
    for await (const bytes of chunksOf(file, room)) {
      signal?.throwIfAborted();
      reader.push(bytes);
    }
    return reader.end();
  } catch (error) {
    throw asUserError(error, path, name);
  } finally {
    await file.close();
  }
}

/**
 * The bytes of a file, chunk by chunk, in two buffers that take turns: while one is worked on, the disk fills the other. Messages are let
 * through between chunks.
 */
async function* chunksOf(file: FileHandle, room: number): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.alloc(room), Buffer.alloc(room)];
  const next = (turn: number) => {
    const reading = file.read(buffers[turn % 2], 0, room, null);
    // Who breaks off before does not wait for it.
    reading.catch(() => {});
    return reading;
  };
  let reading = next(0);
  for (let turn = 1; ; turn++) {
    const { bytesRead, buffer } = await reading;
    if (bytesRead === 0) return;
    reading = next(turn);
    for (let from = 0; from < bytesRead; from += CHUNK) {
      if (from > 0) await new Promise((resolve) => setImmediate(resolve));
      yield buffer.subarray(from, Math.min(from + CHUNK, bytesRead));
    }
  }
}

/** Bytes of the beginning that is looked at to guess what a file is. */
const BEGINNING = 64 * 1024;

/** The first 64 KB of a file as text; what is wrong with the file is said when it is read as a whole. */
export async function readBeginning({ path, name, encoding }: TextFile, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const file = await opened(path, name);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const codePoints = new Int32Array(bytesRead);
    const length = (markedDecoder(bytes) ?? decoderOf(encoding)).decode(bytes, codePoints);
    return new CodePointText().of(codePoints, length).replace(/^\ufeff/, "");
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
    return new UserError(says.noPermission({ name }), {
      file: path,
    });
  }
  if (code === "ENOENT") {
    return new UserError(says.noFile({ name }), { file: path });
  }
  if (code === "EISDIR") {
    return new UserError(says.folderForFile({ name }), { file: path });
  }
  return new UserError(says.unreadable({ name, why: (error as Error).message }), {
    file: path,
  });
}

/** The whole of a small file, such as a config, as text. */
export function textOf(bytes: Uint8Array, { path, name, encoding }: TextFile): string {
  const text = new CodePointText();
  let whole = "";
  const reader = new TextReader(
    path,
    name,
    (codePoints, length) => {
      whole += text.of(codePoints, length);
    },
    encoding,
  );
  reader.push(bytes);
  reader.end();
  return whole;
}
