import { readdir, readFile } from "node:fs/promises";
import { run } from "./run.ts";
import type { Server } from "./server.ts";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The process ids of a server's extension hosts: one for each window that is open on it. */
export async function extensionHosts(server: Server): Promise<number[]> {
  const all = await processes();
  const hosts = all.filter(({ parent, command }) => parent === server.pid && command.includes("--type=extensionHost"));
  return hosts.map(({ pid }) => pid);
}

/** From /proc where there is one, since not every Linux has `ps`. */
async function processes(): Promise<Process[]> {
  if (process.platform !== "linux") {
    const lines = (await run("ps", ["-A", "-o", "pid=,ppid=,args="])).split("\n");
    return lines.flatMap((line) => {
      const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  }
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        const status = await readFile(`/proc/${id}/status`, "utf8");
        const command = (await readFile(`/proc/${id}/cmdline`, "utf8")).replaceAll("\0", " ");
        return [{ pid: Number(id), parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command }];
      } catch {
        // It ended between the two looks.
        return [];
      }
    }),
  );
  return found.flat();
}
