import { createHash, randomBytes } from "node:crypto";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { UserError } from "../base/userError.ts";
import { temporaryName, writeFlushed } from "./atomicFile.ts";
import { diskError, hasCode } from "./diskError.ts";
import { says } from "./messages.ts";
import { isRunning, type ProcessIdentity, thisProcess } from "./processIdentity.ts";

/** A lock this process holds: the bytes it wrote, by which it knows its own. */
export interface HeldLock {
  path: string;
  content: string;
}

/**
 * Takes the lock file at `path`: created whole (a temporary file, then a hard link, which fails where a file is), with the
 * holder's pid, start time and host. That of a dead process is taken over, by one taker only: whoever creates the *claim*, a
 * lock named after the dead one's content, may replace it, after looking again that it is still that one. A claim is a lock
 * like any other, so a claimant that dies leaves nothing stuck.
 * @throws UserError `run-locked` when a living process holds it
 */
export async function takeLock(path: string): Promise<HeldLock> {
  const content = `${JSON.stringify({ ...thisProcess(), nonce: randomBytes(8).toString("hex") })}\n`;
  try {
    await take(path, content);
  } catch (error) {
    throw diskError(error, path, "write");
  }
  return { path, content };
}

async function take(path: string, content: string): Promise<void> {
  for (;;) {
    if (await create(path, content)) return;
    const found = await look(path);
    if (found === undefined) continue;
    if (found.alive) throw locked(path, found.holder);
    const claim = `${path}.${createHash("sha256").update(found.content).digest("hex").slice(0, 16)}`;
    await take(claim, content);
    try {
      if ((await look(path))?.content === found.content) {
        await replace(path, content);
        return;
      }
    } finally {
      await rm(claim, { force: true });
    }
  }
}

/** False where there is a file already. */
async function create(path: string, content: string): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    await writeFlushed(temporary, content);
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    if (!hasCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EMLINK")) throw error;
    return await createWithoutLinks(path, content);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For file systems without hard links. A reader may see the file before its content: `look` is patient with a young one. */
async function createWithoutLinks(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function replace(path: string, content: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeFlushed(temporary, content);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Gives the lock back; one that is no longer ours stays. */
export async function releaseLock({ path, content }: HeldLock): Promise<void> {
  try {
    if ((await look(path))?.content === content) await rm(path, { force: true });
  } catch (error) {
    throw diskError(error, path, "write");
  }
}

/** Whether a lock lies there now, perhaps moved. */
export async function holdsLock(path: string, { content }: HeldLock): Promise<boolean> {
  return (await look(path).catch(() => undefined))?.content === content;
}

/** Whether a living process holds the lock at `path`. */
export async function isLockAlive(path: string): Promise<boolean> {
  try {
    return (await look(path))?.alive ?? false;
  } catch (error) {
    throw diskError(error, path, "read");
  }
}

/**
 * Deletes a lock of this very process, which no longer trains: for a host whose training thread died, since the lock cannot
 * tell its threads apart. True if there was one.
 */
export async function releaseLockOfThisProcess(path: string): Promise<boolean> {
  const found = await look(path);
  const own = thisProcess();
  const { pid, started, host } = found?.holder ?? {};
  if (!found || pid !== own.pid || started !== own.started || host !== own.host) return false;
  await releaseLock({ path, content: found.content });
  return true;
}

/** How long an unreadable lock may be one that is being written. */
const PATIENCE_MS = 10_000;
const MAX_BYTES = 10_000;

async function look(path: string): Promise<{ content: string; holder?: ProcessIdentity; alive: boolean } | undefined> {
  try {
    const file = await stat(path);
    const { size, mtimeMs } = file;
    const content = file.isFile() && size <= MAX_BYTES ? await readFile(path, "utf8") : `${size} bytes`;
    const holder = parseHolder(content);
    return { content, holder, alive: holder ? isRunning(holder) : Date.now() - mtimeMs < PATIENCE_MS };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function parseHolder(content: string): ProcessIdentity | undefined {
  let value: Partial<ProcessIdentity> | null;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  const { pid, started = null, host } = value ?? {};
  if (!Number.isInteger(pid) || pid! < 1 || pid! > 2 ** 31 - 1) return undefined;
  if (typeof host !== "string" || (started !== null && typeof started !== "string")) return undefined;
  return { pid: pid!, started, host };
}

function locked(path: string, holder: ProcessIdentity | undefined): UserError {
  if (!holder) return new UserError(says.beingLocked({ path }));
  const here = holder.host === thisProcess().host;
  const who = holder.pid === process.pid && here ? `this process (${holder.pid})` : `process ${holder.pid}`;
  return new UserError(says.locked({ who, path, ...(here ? {} : { host: holder.host }) }));
}
