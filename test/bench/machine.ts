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

/** A measurement keeps one or two threads busy; more than that before it begins is somebody else. */
export function busy(before: number): string | undefined {
  if (before < 0.5) return undefined;
  return `The machine was busy at the start (load ${before.toFixed(2)}): the figures are less reliable.`;
}
