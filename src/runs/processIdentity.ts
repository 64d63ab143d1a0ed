import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Names one process among all that ever ran: a number alone is given again. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, as text to compare: on Linux boot and clock tick, elsewhere null, and then the number alone decides. */
  started: string | null;
  host: string;
}

export function thisProcess(): ProcessIdentity {
  const state = linuxState(process.pid);
  return { pid: process.pid, started: state === "none" ? null : (state?.started ?? null), host: hostname() };
}

/**
 * Whether that process still runs. One on another host cannot be asked and counts as running: two trainers in one folder do
 * more harm than a lock that a person must delete.
 */
export function isRunning({ pid, started, host }: ProcessIdentity): boolean {
  if (host !== hostname()) return true;
  const state = linuxState(pid);
  if (state && state !== "none") return !state.ended && (started === null || started === state.started);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** What /proc says: undefined where there is no /proc, "none" where it does not show this process. */
function linuxState(pid: number): { ended: boolean; started: string } | "none" | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the command in brackets, may hold anything; state is the 3rd, start time in ticks since boot the 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { ended: fields[0] === "Z" || fields[0] === "X", started: `${bootId()} ${fields[19]}` };
  } catch {
    return "none";
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "?";
  }
}
