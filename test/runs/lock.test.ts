import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RunFolder } from "../../src/runs/index.ts";
import { isLockAlive, releaseLock, takeLock } from "../../src/runs/lock.ts";
import { buildChild, Child, errorOf, newRun, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
const children: Child[] = [];
let script: string;

beforeAll(async () => {
  script = await buildChild(folder);
});
afterAll(() => Promise.all(children.map((child) => child.kill())));

function start(): Child {
  const child = new Child(script);
  children.push(child);
  return child;
}

/** A run that nobody holds. */
async function idleRun(): Promise<RunFolder> {
  const run = await RunFolder.create(folder, "book", newRun, []);
  await run.unlock();
  return run;
}

/** The content of a lock whose process is gone. */
async function deadLock(): Promise<string> {
  const run = await idleRun();
  const child = start();
  expect(await child.ask("lock", run.path)).toBe("done");
  await child.kill();
  return readFileSync(join(run.path, "lock"), "utf8");
}

/** A lock file's content for a process with this number. */
function lockOf(pid: number, started: string | null = null, host = hostname()): string {
  return JSON.stringify({ pid, started, host });
}

let paths = 0;
/** The path of a lock in a folder of its own runs, with this content in it. */
function lockFile(content?: string): string {
  const path = join(folder, `lock${paths++}`);
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

describe("the lock of a run", () => {
  it("is held by a living process, which is named", async () => {
    const run = await idleRun();
    const child = start();
    expect(await child.ask("lock", run.path)).toBe("done");
    expect(await run.isAlive()).toBe(true);
    const error = await errorOf(run.lock());
    expect(error.code).toBe("run-locked");
    expect(error.message).toContain(`process ${child.pid}`);
    expect(error.hint).toBeTruthy();
    expect(await child.ask("unlock")).toBe("done");
    expect(await run.isAlive()).toBe(false);
    await run.lock();
    await run.unlock();
  });

  it("of a killed process is taken over, and nothing is left lying about", async () => {
    const run = await idleRun();
    const child = start();
    expect(await child.ask("lock", run.path)).toBe("done");
    await child.kill();
    expect(await run.isAlive()).toBe(false);
    await run.lock();
    expect(await run.isAlive()).toBe(true);
    expect(JSON.parse(readFileSync(join(run.path, "lock"), "utf8")).pid).toBe(process.pid);
    await run.unlock();
    expect(readdirSync(run.path).sort()).toEqual(["checkpoints", "run.json", "vocabulary.json"]);
  });

  it("is refused to the same process a second time, but locking again what one holds is nothing", async () => {
    const run = await RunFolder.create(folder, "book", newRun, []);
    await run.lock();
    const other = await RunFolder.open(run.path);
    expect((await errorOf(other.lock())).message).toContain("this process");
    expect(await other.releaseAfterThread()).toBe(true);
    await other.lock();
    await run.unlock();
    expect(await other.isAlive()).toBe(true);
    await other.unlock();
  });

  it("goes to one alone of several takers of a dead one", async () => {
    const run = await idleRun();
    const dead = await deadLock();
    const takers = [start(), start(), start(), start()];
    for (let round = 0; round < 12; round++) {
      writeFileSync(join(run.path, "lock"), dead);
      const answers = await Promise.all(takers.map((taker) => taker.ask("lock", run.path)));
      expect(answers.sort()).toEqual(["done", "run-locked", "run-locked", "run-locked"]);
      await Promise.all(takers.map((taker) => taker.ask("unlock")));
      expect(readdirSync(run.path).filter((name) => name.startsWith("lock"))).toEqual([]);
    }
  });

  it("goes to one alone of many takers within a process", async () => {
    const dead = await deadLock();
    for (let round = 0; round < 10; round++) {
      const path = lockFile(dead);
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path)));
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    }
  });

  it("survives takers that died half-way, one after the other", async () => {
    const [first, second, third] = [await deadLock(), await deadLock(), await deadLock()];
    const path = lockFile(first);
    const nameOf = (base: string, content: string) =>
      `${base}.${createHash("sha256").update(content).digest("hex").slice(0, 16)}`;
    const claim = nameOf(path, first);
    writeFileSync(claim, second);
    writeFileSync(nameOf(claim, second), third);
    const held = await takeLock(path);
    expect(readFileSync(path, "utf8")).toBe(held.content);
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(path))).toEqual([
      path.slice(folder.length + 1),
    ]);
  });

  it("on another host counts as held, and the hint says what to do", async () => {
    const path = lockFile(lockOf(1, null, "elsewhere"));
    const error = await errorOf(takeLock(path));
    expect(error.code).toBe("run-locked");
    expect(error.message).toContain('"elsewhere"');
    expect(error.hint).toContain(path);
  });

  it("that cannot be read is waited for while it is young", async () => {
    for (const content of [
      "",
      "{",
      "null",
      '{"pid":-1,"host":"x"}',
      '{"pid":1e99,"host":"x"}',
      '{"pid":5,"host":{}}',
    ]) {
      const path = lockFile(content);
      expect((await errorOf(takeLock(path))).code, content).toBe("run-locked");
      utimesSync(path, 0, 0);
      await takeLock(path);
    }
  });

  it("that is no longer ours is not released", async () => {
    const path = lockFile();
    const held = await takeLock(path);
    writeFileSync(path, lockOf(process.pid));
    await releaseLock(held);
    expect(existsSync(path)).toBe(true);
  });

  it("in a folder that is gone is an error with the path", async () => {
    expect((await errorOf(takeLock(join(folder, "gone", "lock")))).code).toBe("not-found");
  });

  describe.runIf(process.platform === "linux")("on Linux", () => {
    it("of a process whose number was given again is dead", async () => {
      expect(await isLockAlive(lockFile(lockOf(process.pid, "another boot 17")))).toBe(false);
      expect(await isLockAlive(lockFile(lockOf(process.pid, null)))).toBe(true);
    });

    it("of a process that has ended and was not waited for is dead", async () => {
      const shell = spawn("sh", ["-c", "true & echo $!; exec sleep 60"]);
      try {
        const [line] = await once(shell.stdout, "data");
        const path = lockFile(lockOf(Number(line)));
        await expect.poll(() => isLockAlive(path)).toBe(false);
      } finally {
        shell.kill();
      }
    });
  });
});
