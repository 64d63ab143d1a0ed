import { mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Errors } from "typebox/schema";
import { UserError } from "../../base/userError.ts";
import { matches } from "../../contracts/shapes.ts";
import { type SweepRecord, sweepRecord } from "../../contracts/sweeps.ts";
import { MAX_JSON_BYTES, readWhole, writeAtomically } from "../atomicFile.ts";
import { configPath } from "../configPath.ts";
import { diskError, hasCode } from "../diskError.ts";
import { type HeldLock, isLockAlive, releaseLock, takeLock } from "../lock.ts";
import { makeOwnFolder, runsFolder } from "../makeRun.ts";
import { says } from "../messages.ts";
import { newId, timeOfId } from "../runId.ts";

const RECORD = "sweep.json";

/** Where the sweeps of the configs in a folder lie. */
function sweepsFolder(configDir: string): string {
  return join(configDir, ".unroll", "sweeps");
}

/**
 * A sweep on disk: its trials and what was decided of them, in one file that is replaced whole. Whoever changes it holds its lock. The
 * runs of its trials lie with all others, and each says which trial it is.
 */
export class SweepFolder {
  private held: HeldLock | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly path: string,
    readonly record: SweepRecord,
  ) {}

  get id(): string {
    return this.record.id;
  }

  /** Makes a new sweep, locked, under `.unroll/sweeps` of the config's folder. */
  static async create(
    configDir: string,
    name: string,
    fields: Omit<SweepRecord, "format" | "id" | "name" | "created" | "updated" | "state">,
  ): Promise<SweepFolder> {
    const sweeps = resolve(sweepsFolder(configDir));
    try {
      await makeOwnFolder(sweeps);
      for (;;) {
        const created = new Date();
        const id = newId(name, created);
        const path = join(sweeps, id);
        const isNew = await mkdir(path).then(
          () => true,
          (error) => {
            if (!hasCode(error, "EEXIST")) throw error;
            return false;
          },
        );
        if (!isNew) continue;
        const times = { created: created.toISOString(), updated: created.toISOString() };
        const folder = new SweepFolder(path, { format: 1, id, name, ...times, state: "running", ...fields });
        folder.held = await takeLock(join(path, "lock"));
        await folder.save();
        return folder;
      }
    } catch (error) {
      throw diskError(error, sweeps, "write");
    }
  }

  /** @throws UserError `sweep-damaged`, `sweep-format`, `not-found` */
  static async open(path: string): Promise<SweepFolder> {
    const file = join(path, RECORD);
    const text = Buffer.from(await readWhole(file, MAX_JSON_BYTES)).toString("utf8");
    return new SweepFolder(resolve(path), parseRecord(text, file));
  }

  /** @throws UserError `run-locked` where a living process sweeps */
  async lock(): Promise<void> {
    this.held = await takeLock(join(this.path, "lock"));
  }

  async unlock(): Promise<void> {
    const { held } = this;
    this.held = undefined;
    if (held) await releaseLock(held);
  }

  /** Writes the record as it is now; writes follow each other in order. */
  save(): Promise<void> {
    this.record.updated = new Date().toISOString();
    const text = `${JSON.stringify(this.record, null, 1)}\n`;
    const written = this.writing.then(() => writeAtomically(join(this.path, RECORD), text));
    this.writing = written.catch(() => {});
    return written;
  }
}

/**
 * The sweep that a person means: a folder, an id under `./.unroll/sweeps`, or `last`, the newest there.
 * @throws UserError `sweep-not-found`, or what is wrong with it
 */
export async function findSweep(reference: string, cwd: string): Promise<SweepFolder> {
  const root = sweepsFolder(cwd);
  const names = (await readdir(root).catch(() => [])).filter((name) => timeOfId(name) !== "");
  names.sort((a, b) => (timeOfId(a) < timeOfId(b) ? 1 : -1));
  const name = reference === "last" ? names[0] : names.find((known) => known === reference);
  if (name !== undefined) return await SweepFolder.open(join(root, name));
  const isFolder = await readdir(resolve(cwd, reference)).then(
    (files) => files.includes(RECORD),
    () => false,
  );
  if (reference !== "last" && isFolder) return await SweepFolder.open(resolve(cwd, reference));
  throw new UserError(says.sweepNotFound({ reference, root, newest: names.slice(0, 3) }));
}

/** The sweeps of a config that have trials left and that nobody trains, newest first. What cannot be read is passed over. */
export async function openSweepsOf(configFile: string): Promise<SweepFolder[]> {
  const root = sweepsFolder(dirname(configFile));
  const names = (await readdir(root).catch(() => [])).filter((name) => timeOfId(name) !== "");
  const found = await Promise.all(names.map((name) => SweepFolder.open(join(root, name)).catch(() => undefined)));
  const own = found.filter((sweep) => sweep !== undefined).filter((sweep) => configFileOfSweep(sweep) === configFile);
  const open = own.filter(({ record }) => record.state === "stopped" || record.state === "running");
  const alive = await Promise.all(open.map(({ path }) => isLockAlive(join(path, "lock")).catch(() => false)));
  return open.filter((_, i) => !alive[i]).sort((a, b) => (a.record.created < b.record.created ? 1 : -1));
}

/** The config that a sweep varies. */
export function configFileOfSweep({ path, record }: SweepFolder): string {
  return resolve(path, configPath(record.configFile));
}

/** Where the runs of its trials lie. */
export function runsFolderOfSweep(sweep: SweepFolder): string {
  return runsFolder(dirname(configFileOfSweep(sweep)));
}

function parseRecord(text: string, file: string): SweepRecord {
  const damaged = (what: string) => new UserError(says.sweepDamaged({ file, what }), { file });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged((error as Error).message.replace(/\p{Cc}+/gu, " ").slice(0, 200));
  }
  const { format } = (value ?? {}) as { format?: unknown };
  if (typeof format === "number" && format > 1) throw new UserError(says.sweepLater({ file }), { file });
  if (matches(sweepRecord, value)) return value;
  const [, [error]] = Errors(sweepRecord, value);
  throw damaged(`${error?.instancePath || "it"} ${error?.message}`.replace(/\p{Cc}+/gu, " ").slice(0, 200));
}
