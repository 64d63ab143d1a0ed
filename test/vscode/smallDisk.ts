import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";

/** A small file system in memory, at a folder that exists. Only root on Linux may have one. */
export class SmallDisk {
  /** Why there can be none here, if so. */
  static readonly impossible =
    process.platform === "linux" && process.getuid?.() === 0 ? undefined : "only root on Linux may mount a small disk";

  readonly #folder: string;

  constructor(folder: string, size: string) {
    this.#folder = folder;
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "unroll-test", folder]);
    if (status !== 0) throw new Error(`No disk of ${size} could be mounted: ${stderr}`);
  }

  fill(): void {
    spawnSync("dd", ["if=/dev/zero", `of=${this.#filler}`, "bs=4096"]);
  }

  async clear(): Promise<void> {
    await rm(this.#filler);
  }

  [Symbol.dispose](): void {
    spawnSync("umount", ["-l", this.#folder]);
  }

  get #filler(): string {
    return path.join(this.#folder, "filler");
  }
}
