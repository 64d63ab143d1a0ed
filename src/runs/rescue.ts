import { stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { isUserError } from "../base/userError.ts";
import { hasCode } from "./diskError.ts";

/**
 * A folder may be deleted or moved while it is written to. Who has said what then brings it back has its writes wait for that and be
 * done again; for everybody else they fail.
 */
export class Rescue {
  private rescue: (() => Promise<void>) | undefined;
  private underWay: Promise<void> | undefined;
  /** How often it was brought back. */
  private times = 0;

  constructor(private readonly folder: () => string) {}

  whenGone(rescue: (() => Promise<void>) | undefined): void {
    this.rescue = rescue;
  }

  get isReady(): boolean {
    return this.rescue !== undefined;
  }

  /** True when the folder was gone, and is there again. */
  async ifGone(): Promise<boolean> {
    const { rescue, times } = this;
    if (rescue === undefined || !(await isGone(this.folder()))) return false;
    // While the disk was asked, somebody else may have been quicker.
    if (this.times > times) return true;
    this.underWay ??= rescue().finally(() => {
      this.underWay = undefined;
      this.times++;
    });
    await this.underWay;
    return true;
  }

  async guarded<T>(write: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await write();
      } catch (error) {
        if (await this.ifGone()) continue;
        // A folder goes file by file: what was just written may be gone before it.
        const isGoing = this.isReady && isUserError(error) && error.code === "not-found";
        if (!isGoing || tries > MOST_TRIES) throw error;
        await pause(PAUSE);
      }
    }
  }
}

/** How often a write is tried whose file has vanished, and the time between, milliseconds. */
const MOST_TRIES = 20;
const PAUSE = 50;

async function isGone(folder: string): Promise<boolean> {
  return await stat(folder).then(
    () => false,
    (error) => hasCode(error, "ENOENT", "ENOTDIR"),
  );
}
