import { existsSync, type FSWatcher, watch } from "node:fs";

/** More are left to VS Code's watcher: each takes one of the watches that the system has for all programs. */
const MOST = 500;

/**
 * Watches folders for what comes into them and goes. VS Code's watcher misses some of that: a training makes `.unroll`, `.unroll/runs` and
 * the folder of its run at once, and what is made within a folder before the watcher has come to it is never watched.
 */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>();

  constructor(private readonly heard: () => void) {}

  /** Watches these too. Whether some are new: what has changed in them before is not heard. */
  add(folders: Iterable<string>): boolean {
    const before = this.watchers.size;
    for (const folder of folders) {
      if (this.watchers.has(folder) || this.watchers.size >= MOST) continue;
      try {
        const watcher = watch(folder, { persistent: false }, (event) => this.onChange(folder, event));
        watcher.on("error", () => this.leave(folder));
        this.watchers.set(folder, watcher);
      } catch {
        // It has just gone, or the system has no watch left.
      }
    }
    return this.watchers.size > before;
  }

  dispose(): void {
    for (const folder of [...this.watchers.keys()]) this.leave(folder);
  }

  private onChange(folder: string, event: "rename" | "change"): void {
    if (event === "change") return;
    // A folder that comes back is another one.
    if (!existsSync(folder)) this.leave(folder);
    this.heard();
  }

  private leave(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }
}
