import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os";

/** Threads that every system gets besides one: two, so that each is compared on the same cores. */
export const THREADS = Math.min(2, availableParallelism());

export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${model}, ${availableParallelism()} cores, ${memory}; ${platform()} ${arch()}; Node.js ${process.versions.node}`;
}

/** Processes that want to run, over the last minute. */
export function load(): number {
  return loadavg()[0];
}

/** Whether the processor has AVX-512, on which oneDNN's kernels, and so PyTorch's, are fastest; false where nothing says so. */
export function hasAvx512(): boolean {
  try {
    return /^flags\s*:.*\bavx512f\b/m.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return false;
  }
}

/** Below this share of the cores' time what other programs do changes no figure that is read. */
const IDLE = 0.08;

/** The share of all cores' time that was not idle while this process waited. */
export async function busyShare(milliseconds: number): Promise<number> {
  const spent = () => {
    const times = cpus().map(({ times }) => times);
    const idle = times.reduce((sum, time) => sum + time.idle, 0);
    return { idle, all: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) };
  };
  const before = spent();
  await new Promise((done) => setTimeout(done, milliseconds));
  const after = spent();
  const all = after.all - before.all;
  return all > 0 ? 1 - (after.idle - before.idle) / all : 0;
}

/** Waits until other programs leave the machine alone, at most so many seconds; what share of it they take then. */
export async function waitForIdle(most: number, look: () => Promise<number> = () => busyShare(500)): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const share = await look();
    if (isIdle(share) || performance.now() - begun >= 1000 * most) return share;
  }
}

export function isIdle(share: number): boolean {
  return share <= IDLE;
}

/** A measurement keeps one or two threads busy; more than that before it begins is somebody else. */
export function busy(before: number): string | undefined {
  if (before < 0.5) return undefined;
  return `The machine was busy at the start (load ${before.toFixed(2)}): the figures are less reliable.`;
}
