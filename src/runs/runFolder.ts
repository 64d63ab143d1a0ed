import { existsSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import type { PartReport } from "../contracts/report.ts";
import type { SymbolsRow } from "../contracts/runLogs.ts";
import type { BaselineRow, RunState } from "../contracts/runs.ts";
import type { Tensor } from "../tensors/index.ts";
import { removeAbandoned } from "./abandoned.ts";
import { MAX_JSON_BYTES, readWhole, TEMPORARY, writeAtomically } from "./atomicFile.ts";
import { type Checkpoint, type CheckpointKind, Checkpoints } from "./checkpoints.ts";
import { diskError } from "./diskError.ts";
import type { Keeping } from "./keeping.ts";
import { type HeldLock, holdsLock, isLockAlive, releaseLock, releaseLockOfThisProcess, takeLock } from "./lock.ts";
import { makeOwnFolder, makeRun, runsFolder } from "./makeRun.ts";
import { type ManifestPatch, noProgress, parseManifest, printManifest, type RunManifest } from "./manifest.ts";
import { says } from "./messages.ts";
import { Rescue } from "./rescue.ts";
import { newId } from "./runId.ts";
import { SideFiles } from "./sideFiles.ts";
import { type LogLine, type LogRow, linesFrom, readStepLog, StepLog } from "./stepLog.ts";

/** What a new run begins with; the rest of the manifest follows from it. */
export type NewRun = Pick<
  RunManifest,
  "configFile" | "config" | "versions" | "build" | "threads" | "parameters" | "group" | "sweep" | "data"
> & { summary?: ManifestPatch["summary"] };

const METRICS = "metrics.jsonl";
const SAMPLES = "samples.jsonl";
const CHECKPOINTS = "checkpoints";

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
  private readonly sideFiles: SideFiles;
  private readonly rescue = new Rescue(() => this.location);

  private constructor(
    private location: string,
    private current: RunManifest,
  ) {
    this.metrics = new StepLog(join(location, METRICS));
    this.samples = new StepLog(join(location, SAMPLES));
    this.sideFiles = new SideFiles(() => this.location, this.rescue);
    this.checkpoints = new Checkpoints(join(location, CHECKPOINTS), (write) => this.rescue.guarded(write));
  }

  get path(): string {
    return this.location;
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
      await makeOwnFolder(runs);
      await removeAbandoned(runs);
      for (;;) {
        const created = new Date();
        const id = newId(name, created);
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
          ...(fields.group && { group: fields.group }),
          ...(fields.sweep && { sweep: fields.sweep }),
          data: fields.data,
          summary: { ...noProgress, ...fields.summary },
        };
        const path = join(runs, id);
        const made = await makeRun(path, manifest, vocabulary);
        if (made === undefined) continue;
        const run = new RunFolder(path, made.manifest);
        run.held = made.lock;
        run.sideFiles.vocabulary = vocabulary;
        return run;
      }
    } catch (error) {
      throw diskError(error, runs, "write");
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
    const update = async () => {
      const file = join(this.path, "run.json");
      const summary = { ...this.current.summary, ...patch.summary };
      const next = printManifest({ ...this.current, ...patch, summary, updated: new Date().toISOString() }, file);
      await writeAtomically(file, next.text);
      this.current = next.manifest;
      await this.restore();
    };
    const updated = this.updating.then(() => this.rescue.guarded(update));
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
      await this.checkpoints.keepBest();
      this.current = await readManifest(this.path);
    } catch (error) {
      await this.unlock();
      throw diskError(error, this.path, "write");
    }
  }

  /** Writes everything out and gives the run back, whatever fails on the way. */
  async unlock(): Promise<void> {
    const endings = [this.metrics.close(), this.samples.close(), this.checkpoints.close(), this.updating];
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

  /** From now on the folder may be deleted or moved while it is ours: `rescue` brings the run to the disk again with `saveAt`. */
  whenGone(rescue: (() => Promise<void>) | undefined): void {
    this.rescue.whenGone(rescue);
  }

  /** Has the folder rescued if it is gone; true if it was. */
  rescueIfGone(): Promise<boolean> {
    return this.rescue.ifGone();
  }

  /**
   * Goes on in another folder, or in the same after it was deleted: with what was moved there, else with all that is known here
   * written again. Checkpoints of single steps are lost, and the last until it is saved again.
   * @throws UserError `exists` where something else is, or what the disk says
   */
  async saveAt(folder: string): Promise<void> {
    const path = resolve(folder);
    const config = resolve(this.path, this.current.configFile);
    try {
      if (this.held && (await holdsLock(join(path, "lock"), this.held))) {
        this.held.path = join(path, "lock");
        this.goOnAt(path);
        // Where its config was moved with it, the way from one to the other is what it was.
        if (existsSync(resolve(path, this.current.configFile))) return;
        return await this.updateManifest({ configFile: relative(path, config) });
      }
      await makeOwnFolder(dirname(path));
      const manifest = { ...this.current, configFile: relative(path, config) };
      const made = await makeRun(path, manifest, this.sideFiles.vocabulary, (temporary) => this.copyTo(temporary));
      if (made === undefined) {
        throw new UserError(says.exists({ path }), { file: path });
      }
      this.held = made.lock;
      this.current = made.manifest;
      this.goOnAt(path);
    } catch (error) {
      throw diskError(error, path, "write");
    }
  }

  /** Somebody may have deleted single files. */
  private async restore(): Promise<void> {
    if (this.held === undefined) return;
    if (!existsSync(this.held.path)) this.held = await takeLock(this.held.path);
    await this.sideFiles.restore();
  }

  /** What is known here besides manifest and vocabulary. */
  private async copyTo(folder: string): Promise<void> {
    this.metrics.copyTo(join(folder, METRICS));
    this.samples.copyTo(join(folder, SAMPLES));
    await this.sideFiles.copyTo(folder);
    await this.checkpoints.copyBest(join(folder, CHECKPOINTS));
  }

  private goOnAt(path: string): void {
    this.location = path;
    this.metrics.goOnAt(join(path, METRICS));
    this.samples.goOnAt(join(path, SAMPLES));
    this.checkpoints.movedTo(join(path, CHECKPOINTS));
  }

  /** Never waits for the disk; rows are written within a second and before each checkpoint. */
  appendMetrics(row: object): void {
    this.append(this.metrics, row);
  }

  /** Returns when all rows so far are on the disk. */
  async flushMetrics(): Promise<void> {
    await this.metrics.flush();
    await this.samples.flush();
  }

  /** Lines of the metrics log from a place on, resume events among them; 0 begins, as does a place beyond the end. */
  async *metricLines(at: number): AsyncGenerator<LogLine> {
    const file = join(this.path, METRICS);
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    yield* linesFrom(file, at > size ? 0 : at);
  }

  readMetrics(): Promise<LogRow[]> {
    return readStepLog(join(this.path, METRICS));
  }

  appendSample(step: number, text: string, more: object = {}): void {
    this.append(this.samples, { step, text, ...more });
  }

  /** Of a text that was just appended; `writeSymbols` writes those of the newest texts. */
  addSymbols(row: SymbolsRow): void {
    this.sideFiles.addSymbols(row);
  }

  writeSymbols(): Promise<void> {
    return this.sideFiles.writeSymbols();
  }

  /** Of the newest texts, oldest first. */
  readSymbols(): Promise<SymbolsRow[]> {
    return this.sideFiles.readSymbols();
  }

  private append(log: StepLog, row: object): void {
    try {
      log.append(row);
    } catch (error) {
      // It keeps the row, and has it written when the folder is there again.
      if (!this.rescue.isReady || existsSync(this.path)) throw error;
    }
  }

  readSamples(): Promise<LogRow[]> {
    return readStepLog(join(this.path, SAMPLES));
  }

  /** Voids, in both logs, the rows of steps after this one, which a resumed training repeats, and removes their checkpoints. */
  async appendResume(step: number): Promise<void> {
    this.metrics.append({ event: "resume", step });
    this.samples.append({ event: "resume", step });
    await this.flushMetrics();
    await this.sideFiles.resumeAt(step);
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

  /** The steps whose checkpoints are kept beside the last and the best, rising. */
  keptSteps(): Promise<number[]> {
    return this.checkpoints.steps();
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

  /** Deletes what is too much of those that were kept, but for those that somebody asked for. */
  pruneCheckpoints(keeping: Keeping, asked?: ReadonlySet<number>): Promise<void> {
    return this.checkpoints.prune(keeping, asked);
  }

  /** Replaces what is known of the baselines. */
  writeBaselines(rows: readonly BaselineRow[]): Promise<void> {
    return this.sideFiles.writeBaselines(rows);
  }

  /** What is known of the baselines; nothing where the file is missing or damaged, since they can be measured again. */
  readBaselines(): Promise<BaselineRow[]> {
    return this.sideFiles.readBaselines();
  }

  /** Replaces the reports of the last measurements. */
  writeReports(reports: readonly PartReport[]): Promise<void> {
    return this.sideFiles.writeReports(reports);
  }

  /** Reports of the last measurements; nothing where the file is missing or damaged. */
  readReports(): Promise<PartReport[]> {
    return this.sideFiles.readReports();
  }

  /** The vocabulary as `create` was given it; whoever uses it checks it. */
  readVocabulary(): Promise<unknown> {
    return this.sideFiles.readVocabulary();
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
    throw new UserError(there ? says.notARun({ folder }) : says.noRunFolder({ folder }), { file: folder });
  }
}
