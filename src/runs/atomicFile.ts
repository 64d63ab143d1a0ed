import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../base/userError.ts";
import { diskError, hasCode } from "./diskError.ts";
import { says } from "./messages.ts";

/** As large as a run's JSON files may be. */
export const MAX_JSON_BYTES = 64 * 2 ** 20;

/** How temporary names end; what a killed process leaves under one is rubbish. */
export const TEMPORARY = ".tmp";

export function temporaryName(path: string): string {
  return `${path}.${randomBytes(6).toString("hex")}${TEMPORARY}`;
}

/** What a file is to hold: in parts, one after the other. */
export type Content = string | Uint8Array | readonly Uint8Array[];

/**
 * Replaces a file so that a reader, and whoever comes after a crash, sees all of the old content or all of the new: temporary
 * name in the same folder, flush, rename, flush the folder.
 * @param beforeRename is awaited when the content is safe on disk under its temporary name
 */
export async function writeAtomically(
  path: string,
  content: Content,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeFlushed(temporary, content);
    await beforeRename?.();
    await rename(temporary, path);
    await flushFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw diskError(error, path, "write");
  }
}

/** Writes a new file, which must not exist, and returns when it is on the disk. */
export async function writeFlushed(path: string, content: Content): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename lasts when its folder is flushed; some systems cannot open a folder, and need not. */
export async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!hasCode(error, "EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP")) throw error;
  }
}

/** One read of at most this many bytes: more than 2 GiB at once is more than the system gives. */
const READ_CHUNK = 2 ** 28;

const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The whole of a regular file, of any size up to `limit` bytes.
 * @throws UserError `not-found`, `no-permission`, `disk-error`, `too-large`
 */
export async function readWhole(path: string, limit: number): Promise<Uint8Array> {
  return await readParts(path, limit, (read, size) => read(0, size));
}

/**
 * Reads a regular file of up to `limit` bytes piece by piece: `take` is given what reads so many bytes from a place on, fewer where the
 * file ends, and the size of the file.
 * @throws UserError `not-found`, `no-permission`, `disk-error`, `too-large`, and what `take` throws
 */
export async function readParts<T>(
  path: string,
  limit: number,
  take: (read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>, size: number) => Promise<T>,
): Promise<T> {
  try {
    // Without O_NONBLOCK a named pipe in the file's place would be waited for.
    const file = await open(path, openFlags);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new UserError(says.notAFile({ path }), { file: path });
      if (stat.size > limit) {
        throw new UserError(says.tooLarge({ path, bytes: stat.size, most: limit }), { file: path });
      }
      const read = async (offset: number, wanted: number) => {
        const bytes = new Uint8Array(wanted);
        let length = 0;
        while (length < wanted) {
          const { bytesRead } = await file.read(bytes, length, Math.min(READ_CHUNK, wanted - length), offset + length);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return bytes.subarray(0, length);
      };
      return await take(read, stat.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(error, path, "read");
  }
}
