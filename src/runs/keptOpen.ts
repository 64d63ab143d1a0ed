import { createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { diskError } from "./diskError.ts";

/**
 * A file that is held open, so that its content outlives its name. Not on Windows, where a file that is open could neither be deleted
 * nor replaced.
 */
export class KeptOpen {
  private handle: FileHandle | undefined;

  /** Lets go of the one before; a file that is not there is none. */
  async open(path: string): Promise<void> {
    const opened = process.platform === "win32" ? undefined : await open(path, "r").catch(() => undefined);
    await this.close();
    this.handle = opened;
  }

  /** False where nothing is held. */
  async copyTo(path: string): Promise<boolean> {
    if (this.handle === undefined) return false;
    try {
      const from = this.handle.createReadStream({ start: 0, autoClose: false });
      await pipeline(from, createWriteStream(path, { flags: "wx", flush: true }));
      return true;
    } catch (error) {
      throw diskError(error, path, "write");
    }
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }
}
