import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { SoundBytes } from "../../audio/index.ts";
import { UserError } from "../../base/userError.ts";
import { says } from "./messages.ts";

/** What is read of one file after the other: a buffer for each would lie about until garbage is collected. */
let buffer = new Uint8Array(0);

/** The bytes of a file, read from disk where they are asked for, into one buffer. */
class FileBytes implements SoundBytes {
  constructor(
    private readonly file: number,
    readonly size: number,
    private readonly path: string,
  ) {}

  read(at: number, length: number): Uint8Array {
    if (buffer.length < length) buffer = new Uint8Array(length);
    for (let have = 0; have < length; ) {
      const read = readSync(this.file, buffer, have, length - have, at + have);
      if (read === 0) throw new UserError(says.changed({ path: this.path }), { file: this.path });
      have += read;
    }
    return buffer.subarray(0, length);
  }
}

/** Opens a file for as long as `use` reads it. Errors of the disk are UserErrors; those of the sound come as they are. */
export function withSoundFile<T>(path: string, use: (bytes: SoundBytes) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new UserError(says.unreadable({ path, why: "it is no file" }), { file: path });
    return use(new FileBytes(file, stats.size, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || typeof code !== "string") throw error;
    const why = REASONS[code] ?? (error as Error).message;
    throw new UserError(says.unreadable({ path, why }), { file: path });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const REASONS: Record<string, string> = {
  ...{ EACCES: "permission denied", EPERM: "permission denied", ENOENT: "it is not there any more" },
  ...{ EMFILE: "too many files are open", EIO: "the disk reports an error" },
};
