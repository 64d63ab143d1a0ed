import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isPartReport, type PartReport } from "../base/report.ts";
import { UserError } from "../base/userError.ts";
import type { Tensor } from "../tensors/index.ts";
import { removeAbandoned } from "./abandoned.ts";
import { flushFolder, readWhole, TEMPORARY, temporaryName, writeAtomically, writeFlushed } from "./atomicFile.ts";
import { type BaselineRow, parseBaselines } from "./baselineRows.ts";
import { type Checkpoint, type CheckpointKind, Checkpoints } from "./checkpoints.ts";
import { diskError, hasCode, refuseFile } from "./diskError.ts";
import type { Keeping } from "./keeping.ts";
import { type HeldLock, isLockAlive, releaseLock, releaseLockOfThisProcess, takeLock } from "./lock.ts";
import {
  type ManifestPatch,
  noProgress,
  parseManifest,
  printManifest,
  type RunManifest,
  type RunState,
} from "./manifest.ts";
import { type LogRow, readStepLog, StepLog } from "./stepLog.ts";

/** What a new run begins with; the rest of the manifest follows from it. */
export type NewRun = Pick<
  RunManifest,
  "configFile" | "config" | "versions" | "build" | "threads" | "parameters" | "data"
> & { summary?: ManifestPatch["summary"] };

const MAX_JSON_BYTES = 64 * 2 ** 20;

/** Where the runs of the configs in a folder lie. */
export function runsFolder(configDir: string): string {
  return join(configDir, ".unroll", "runs");
}

/**
 * A run on disk. Reading needs nothing; whoever changes it holds its lock, which `create` takes and `lock` takes on an old run.
 * A process killed at any instant leaves a folder that opens, whose checkpoints are whole and whose log knows their steps.
 */
export class RunFolder {
  private held: HeldLock | undefined;
  private updating: Promise<unknown> = Promise.resolve();
  private readonly metrics: StepLog;
  private readonly samples: StepLog;
  private readonly checkpoints: Checkpoints;

  private constructor(
    readonly path: string,
    private current: RunManifest,
  ) {
    this.metrics = new StepLog(join(path, "metrics.jsonl"));
    this.samples = new StepLog(join(path, "samples.jsonl"));
    this.checkpoints = new Checkpoints(join(path, "checkpoints"));
  }

  get id(): string {
    return this.current.id;
  }

  /** As last read or written here. */
  get manifest(): RunManifest {
    return this.current;
  }

  /**
   * Makes a new run, in state `running` and locked, under `.unroll/runs` of the config's folder. It appears there whole.
   * @param name of the config; the id is made of it, the time and four random digits
   */
  static async create(configDir: string, name: string, fields: NewRun, vocabulary: unknown): Promise<RunFolder> {
    const runs = resolve(runsFolder(configDir));
    try {
      // One by one: on a read-only disk the recursive mkdir says that the folder does not exist.
      for (const folder of [resolve(runs, ".."), runs]) {
        await mkdir(folder).catch(async (error) => {
          if (!hasCode(error, "EEXIST")) throw error;
          await refuseFile(folder);
        });
      }
      await writeFile(join(runs, "..", ".gitignore"), "*\n", { flag: "wx" }).catch((error) => {
        if (!hasCode(error, "EEXIST")) throw error;
      });
      await removeAbandoned(runs);
      for (;;) {
        const created = new Date();
        const id = `${idPart(name)}-${timePart(created)}-${randomBytes(2).toString("hex")}`;
        const manifest: RunManifest = {
          format: 1,
          id,
          name: name.replace(/\p{Cc}+/gu, " "),
          configFile: fields.configFile,
          config: fields.config,
          state: "running",
          created: created.toISOString(),
          updated: created.toISOString(),
          versions: fields.versions,
          build: fields.build,
          threads: fields.threads,
          parameters: fields.parameters,
          data: fields.data,
          summary: { ...noProgress, ...fields.summary },
        };
        const run = await RunFolder.build(runs, manifest, vocabulary);
        if (run) return run;
      }
    } catch (error) {
      throw diskError(error, runs, "write");
    }
  }

  /** Undefined where a run of that id is already. */
  private static async build(runs: string, manifest: RunManifest, vocabulary: unknown): Promise<RunFolder | undefined> {
    const path = join(runs, manifest.id);
    // A leading dot: listings pass over it.
    const temporary = join(runs, temporaryName(`.${manifest.id}`));
    try {
      await mkdir(temporary);
      // First of all: by it others know that somebody is at work here.
      const lock = await takeLock(join(temporary, "lock"));
      await mkdir(join(temporary, "checkpoints"));
      const printed = printManifest(manifest, join(path, "run.json"));
      await writeFlushed(join(temporary, "run.json"), printed.text);
      await writeFlushed(join(temporary, "vocabulary.json"), `${JSON.stringify(vocabulary)}\n`);
      await flushFolder(temporary);
      await rename(temporary, path);
      await flushFolder(runs);
      const run = new RunFolder(path, printed.manifest);
      run.held = { ...lock, path: join(path, "lock") };
      return run;
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      if (hasCode(error, "ENOTEMPTY", "EEXIST")) return undefined;
      throw error;
    }
  }

  /**
   * Opens a run of any origin, and checks what it reads.
   * @throws UserError `not-a-run`, `run-damaged`, `run-format`
   */
  static async open(path: string): Promise<RunFolder> {
    const folder = resolve(path);
    return new RunFolder(folder, await readManifest(folder));
  }

  /** The state now: a run that says `running` while no process holds it was interrupted. */
  async state(): Promise<RunState> {
    if (this.current.state !== "running" || (await this.isAlive())) return this.current.state;
    // Perhaps it ended between our reading the manifest and the lock.
    const { state } = await readManifest(this.path);
    return state === "running" ? "interrupted" : state;
  }

  /** Replaces the changed fields; of the summary, those of its keys that are given. Updates follow each other in order. */
  updateManifest(patch: ManifestPatch): Promise<void> {
    const file = join(this.path, "run.json");
    const updated = this.updating.then(async () => {
      const summary = { ...this.current.summary, ...patch.summary };
      const next = printManifest({ ...this.current, ...patch, summary, updated: new Date().toISOString() }, file);
      await writeAtomically(file, next.text);
      this.current = next.manifest;
    });
    this.updating = updated.catch(() => {});
    return updated;
  }

  /**
   * Takes the run for this process, also from a dead one, and clears away what that left half-written. The manifest is read
   * again: it may have changed before the lock was ours. Does nothing when it is ours already.
   * @throws UserError `run-locked` when another process is using it
   */
  async lock(): Promise<void> {
    if (this.held) return;
    this.held = await takeLock(join(this.path, "lock"));
    try {
      for (const name of await readdir(this.path)) {
        if (/^(run|baselines|reports)\.json\./.test(name) && name.endsWith(TEMPORARY))
          await rm(join(this.path, name), { force: true });
      }
      await this.checkpoints.removeTemporary();
      this.current = await readManifest(this.path);
    } catch (error) {
      await this.unlock();
      throw diskError(error, this.path, "write");
    }
  }

  /** Writes everything out and gives the run back, whatever fails on the way. */
  async unlock(): Promise<void> {
    const endings = [this.metrics.close(), this.samples.close(), this.checkpoints.settled(), this.updating];
    const failed = (await Promise.allSettled(endings)).find((ending) => ending.status === "rejected");
    const held = this.held;
    this.held = undefined;
    if (held) await releaseLock(held);
    if (failed) throw failed.reason;
  }

  /** Whether a living process holds the lock, this one included. */
  isAlive(): Promise<boolean> {
    return isLockAlive(join(this.path, "lock"));
  }

  /** For a host whose training thread died with the lock: see `releaseLockOfThisProcess`. */
  releaseAfterThread(): Promise<boolean> {
    return releaseLockOfThisProcess(join(this.path, "lock"));
  }

  /** Never waits for the disk; rows are written within a second and before each checkpoint. */
  appendMetrics(row: object): void {
    this.metrics.append(row);
  }

  /** Returns when all rows so far are on the disk. */
  async flushMetrics(): Promise<void> {
    await this.metrics.flush();
    await this.samples.flush();
  }

  readMetrics(): Promise<LogRow[]> {
    return readStepLog(join(this.path, "metrics.jsonl"));
  }

  appendSample(step: number, text: string, more: object = {}): void {
    this.samples.append({ step, text, ...more });
  }

  readSamples(): Promise<LogRow[]> {
    return readStepLog(join(this.path, "samples.jsonl"));
  }

  /** Voids, in both logs, the rows of steps after this one, which a resumed training repeats, and removes their checkpoints. */
  async appendResume(step: number): Promise<void> {
    this.metrics.append({ event: "resume", step });
    this.samples.append({ event: "resume", step });
    await this.flushMetrics();
    await this.checkpoints.removeAfter(step);
  }

  /**
   * Writes a checkpoint under one or several names. The tensors may be changed as soon as this has returned its promise. The
   * logs are on disk before a file gets its name, so no checkpoint knows steps that the log lacks.
   */
  saveCheckpoint(
    kinds: CheckpointKind | readonly CheckpointKind[],
    tensors: ReadonlyMap<string, Tensor>,
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> {
    const list = typeof kinds === "object" ? kinds : [kinds];
    return this.checkpoints.save(list, tensors, metadata, () => this.flushMetrics());
  }

  hasCheckpoint(kind: CheckpointKind): Promise<boolean> {
    return this.checkpoints.has(kind);
  }

  /** `wanted` chooses tensors by name; all when it is not given. */
  loadCheckpoint(kind: CheckpointKind, wanted?: (name: string) => boolean): Promise<Checkpoint> {
    return this.checkpoints.load(kind, wanted);
  }

  removeCheckpoint(kind: CheckpointKind): Promise<void> {
    return this.checkpoints.remove(kind);
  }

  /** Whether the checkpoint of a step is one to keep beside the last and the best. */
  wantsCheckpoint(step: number, keeping: Keeping): Promise<boolean> {
    return this.checkpoints.wants(step, keeping);
  }

  /** Deletes what is too much of those that were kept. */
  pruneCheckpoints(keeping: Keeping): Promise<void> {
    return this.checkpoints.prune(keeping);
  }

  /** Replaces what is known of the baselines. */
  async writeBaselines(rows: readonly BaselineRow[]): Promise<void> {
    await writeAtomically(join(this.path, "baselines.json"), `${JSON.stringify(rows, null, 2)}\n`);
  }

  /** What is known of the baselines; nothing where the file is missing or damaged, since they can be measured again. */
  async readBaselines(): Promise<BaselineRow[]> {
    const bytes = await readWhole(join(this.path, "baselines.json"), MAX_JSON_BYTES).catch(() => undefined);
    try {
      return parseBaselines(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return [];
    }
  }

  /** Replaces the reports of the last measurements. */
  async writeReports(reports: readonly PartReport[]): Promise<void> {
    await writeAtomically(join(this.path, "reports.json"), `${JSON.stringify(reports)}\n`);
  }

  /** Reports of the last measurements; nothing where the file is missing or damaged. */
  async readReports(): Promise<PartReport[]> {
    const bytes = await readWhole(join(this.path, "reports.json"), MAX_JSON_BYTES).catch(() => undefined);
    try {
      const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return Array.isArray(json) ? json.filter(isPartReport) : [];
    } catch {
      return [];
    }
  }

  /** The vocabulary as `create` was given it; whoever uses it checks it. */
  async readVocabulary(): Promise<unknown> {
    const file = join(this.path, "vocabulary.json");
    try {
      return JSON.parse(new TextDecoder().decode(await readWhole(file, MAX_JSON_BYTES)));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError("run-damaged", `${file} is not JSON`, "The file may be damaged.", { file });
    }
  }
}

async function readManifest(folder: string): Promise<RunManifest> {
  const file = join(folder, "run.json");
  try {
    return parseManifest(new TextDecoder().decode(await readWhole(file, MAX_JSON_BYTES)), file);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "not-found") throw error;
    const there = await stat(folder).then(
      () => true,
      () => false,
    );
    const message = there ? `${folder} is not a run: it has no run.json` : `There is no run folder ${folder}`;
    const whereRunsAre = "A run is a folder under .unroll/runs beside its config.";
    const hint = there ? whereRunsAre : `Perhaps it was moved or deleted. ${whereRunsAre}`;
    throw new UserError("not-a-run", message, hint, { file: folder });
  }
}

/** A config's name as part of a file name, on every system. */
function idPart(name: string): string {
  const safe = name.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "-");
  return (
    [...safe.replace(/^[.-]+/, "")]
      .slice(0, 40)
      .join("")
      .replace(/[.-]+$/, "") || "run"
  );
}

/** 20261121T093000Z */
function timePart(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
