import { link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../base/userError.ts";
import { readSafetensors, safetensorsParts, type Tensor } from "../tensors/index.ts";
import { type Content, flushFolder, readParts, TEMPORARY, temporaryName, writeAtomically } from "./atomicFile.ts";
import { diskError, hasCode } from "./diskError.ts";
import { isWanted, type Keeping, surplus } from "./keeping.ts";
import { KeptOpen } from "./keptOpen.ts";
import { says } from "./messages.ts";

/** The latest, the best by validation, or the one kept of a step; or of a baseline whose training has begun. */
export type CheckpointKind = "last" | "best" | "baseline" | number;

export interface Checkpoint {
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
}

/** As large as a 32-bit memory with everything the optimiser keeps; larger files are not ours. */
const MAX_BYTES = 16 * 2 ** 30;

/** The `checkpoints` folder of a run: whole safetensors files only, whenever the process dies. */
export class Checkpoints {
  private saving: Promise<unknown> = Promise.resolve();
  private readonly best = new KeptOpen();

  /** @param guarded does what writes, and again where the folder was gone and is there again, perhaps elsewhere */
  constructor(
    private folder: string,
    private readonly guarded: <T>(write: () => Promise<T>) => Promise<T>,
  ) {}

  /** The folder was moved. */
  movedTo(folder: string): void {
    this.folder = folder;
  }

  /** Lets go of what is held open for as long as the run is ours. */
  async close(): Promise<void> {
    await this.settled();
    await this.best.close();
  }

  /** Opens what a deleted folder would take with it: the best parameters are in no memory. */
  async keepBest(): Promise<void> {
    await this.best.open(join(this.folder, fileName("best")));
  }

  /** Writes the best checkpoint into another folder, though its file may be deleted; false where there is none. */
  async copyBest(folder: string): Promise<boolean> {
    return await this.best.copyTo(join(folder, fileName("best")));
  }

  /**
   * Writes one state under one or more names. The tensors are written from where they lie and have to stay as they are until the
   * promise settles: a copy would take as much memory as they. Saves are written one after the other. `last` gets its name last: what
   * it knows to be best is then there already.
   * @param beforeRename is awaited when the bytes are safe under a temporary name
   * @throws UserError `disk-full` and the like; the older checkpoints are then intact
   */
  save(
    kinds: readonly CheckpointKind[],
    tensors: ReadonlyMap<string, Tensor>,
    metadata: Readonly<Record<string, string>>,
    beforeRename: () => Promise<void>,
  ): Promise<void> {
    const parts = safetensorsParts(tensors, metadata);
    const names = [...new Set(kinds)].sort((a, b) => Number(a === "last") - Number(b === "last")).map(fileName);
    const saved = this.saving.then(() => this.guarded(() => this.write(names, parts, beforeRename)));
    this.saving = saved.catch(() => {});
    return saved;
  }

  private async write(names: string[], content: Content, beforeRename: () => Promise<void>): Promise<void> {
    const [first, ...others] = names.map((name) => join(this.folder, name));
    if (first === undefined) return;
    // Somebody may have deleted it alone.
    await mkdir(this.folder).catch((error) => {
      if (!hasCode(error, "EEXIST")) throw diskError(error, this.folder, "write");
    });
    await writeAtomically(first, content, beforeRename);
    for (const other of others) {
      // A second name for the same bytes: files are only ever replaced, never changed, so sharing is safe.
      const temporary = temporaryName(other);
      try {
        await link(first, temporary);
        await rename(temporary, other);
        await flushFolder(this.folder);
      } catch {
        await writeAtomically(other, content);
      } finally {
        // Renaming one name of a file onto another of the same file does nothing, and leaves this one.
        await rm(temporary, { force: true });
      }
    }
    if (names.includes(fileName("best"))) await this.keepBest();
  }

  /** Returns when no save is under way. */
  async settled(): Promise<void> {
    await this.saving;
  }

  async has(kind: CheckpointKind): Promise<boolean> {
    return (await this.names()).includes(fileName(kind));
  }

  /**
   * @param wanted which tensors to read, by name
   * @throws UserError `checkpoint-missing`, or what is wrong with the file
   */
  async load(kind: CheckpointKind, wanted?: (name: string) => boolean): Promise<Checkpoint> {
    const path = join(this.folder, fileName(kind));
    try {
      return await readParts(path, MAX_BYTES, (read, size) => readSafetensors(read, size, path, wanted));
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "not-found") throw error;
      throw await this.missing(kind, path);
    }
  }

  private async missing(kind: CheckpointKind, path: string): Promise<UserError> {
    const names: string[] = await this.names().catch(() => []);
    if (names.length === 0) {
      return new UserError(says.noCheckpoints(), { file: path });
    }
    const what = typeof kind === "number" ? `checkpoint of step ${kind}` : `"${kind}" checkpoint`;
    const named = (["best", "last"] as const).filter((one) => names.includes(fileName(one)));
    return new UserError(says.noSuchCheckpoint({ what, named, steps: await this.steps() }), { file: path });
  }

  async remove(kind: CheckpointKind): Promise<void> {
    await this.saving;
    await rm(join(this.folder, fileName(kind)), { force: true });
  }

  /** Whether the checkpoint of a step is one to keep. */
  async wants(step: number, keeping: Keeping): Promise<boolean> {
    return isWanted(step, await this.steps(), keeping);
  }

  /** Deletes what is too much of the kept checkpoints of steps; `last`, `best` and those of `asked` stay. */
  async prune(keeping: Keeping, asked: ReadonlySet<number> = new Set()): Promise<void> {
    await this.saving;
    const steps = (await this.steps()).filter((step) => !asked.has(step));
    if (steps.length === 0) return;
    // Those of one run are of one size, but for digits in their headers.
    const { size } = await stat(join(this.folder, fileName(steps[steps.length - 1])));
    await this.removeSteps(surplus(steps, keeping, size));
  }

  /** Deletes the kept checkpoints of steps after this one, which a resumed training takes again. */
  async removeAfter(step: number): Promise<void> {
    await this.removeSteps((await this.steps()).filter((kept) => kept > step));
  }

  private async removeSteps(steps: readonly number[]): Promise<void> {
    try {
      for (const step of steps) await rm(join(this.folder, fileName(step)), { force: true });
    } catch (error) {
      throw diskError(error, this.folder, "write");
    }
  }

  /** The steps whose checkpoints are kept, rising. */
  async steps(): Promise<number[]> {
    const names = (await this.names()).filter((name) => stepFile.test(name));
    return names.map(stepOf).sort((a, b) => a - b);
  }

  /** Removes what killed processes left half-written; for the holder of the run's lock. */
  async removeTemporary(): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (name.endsWith(TEMPORARY)) await rm(join(this.folder, name), { force: true });
    }
  }

  private async names(): Promise<string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => name.endsWith(SUFFIX)).sort();
    } catch (error) {
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    }
  }
}

const SUFFIX = ".safetensors";
const stepFile = /^step-(\d{8,})\.safetensors$/;

function stepOf(name: string): number {
  return Number(stepFile.exec(basename(name))?.[1]);
}

function fileName(kind: CheckpointKind): string {
  return `${typeof kind === "number" ? `step-${String(kind).padStart(8, "0")}` : kind}${SUFFIX}`;
}
