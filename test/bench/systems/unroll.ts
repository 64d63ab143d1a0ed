import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child } from "../child.ts";
import { THREADS } from "../machine.ts";
import type { Figures, Found, System } from "../system.ts";

const here = fileURLToPath(new URL("../../..", import.meta.url));
const scriptOf = (tree: string) => join(tree, "dist/cli.js");

interface BenchEvent {
  perSecond: number;
  gflops: number | null;
  resident: number;
}

/** Unroll as it is shipped: a process of `unroll bench` for each measurement, on one thread and on two. */
export function unroll(): Found {
  return { peer: "unroll", systems: onThreads("Unroll", scriptOf(here)) };
}

/** Unroll as another folder has built it. */
export function otherUnroll(tree: string): Found {
  const script = scriptOf(tree);
  if (!existsSync(script)) throw new TypeError(`${script} does not exist: build that folder first, with npm run build`);
  return { peer: "other", systems: onThreads(OTHER, script), version: `${OTHER}: the build in ${tree}` };
}

/** How the columns of another build begin. */
export const OTHER = "Other build";

function onThreads(who: string, script: string): System[] {
  return [...new Set([1, THREADS])].map((threads) => measuredBy(who, script, threads));
}

function measuredBy(who: string, script: string, threads: number): System {
  const name = `${who}, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  return {
    name,
    columns: [name],
    takes: ({ kind }) => threads === 1 || kind === "training" || kind === "writing",
    async start({ name: row }) {
      const measure = async (seconds: number): Promise<Figures> => {
        const options = [
          "--rows",
          row,
          "--threads",
          threads,
          "--seconds",
          Math.max(0.1, seconds),
          "--build",
          "relaxed",
        ];
        const child = new Child(process.execPath, [script, "bench", "--json", ...options.map(String)]);
        try {
          await child.answer();
          const { perSecond, gflops, resident } = await child.answer<BenchEvent>();
          return { perSecond, gflops, memory: resident };
        } finally {
          child.close();
        }
      };
      return { measure, close: () => {} };
    },
  };
}

/**
 * GFLOP/s of matrix products whose operands stay in the cache, on so many threads: what the share of the peak is a share of. Each thread is a process
 * of its own, and all compute at once.
 */
export async function measurePeak(seconds: number, threads: number): Promise<number> {
  const all = await Promise.all(Array.from({ length: threads }, () => peakOfOne(seconds)));
  return all.reduce((sum, one) => sum + one, 0);
}

async function peakOfOne(seconds: number): Promise<number> {
  const options = ["--rows", "rnn", "--seconds", String(Math.max(0.1, seconds)), "--build", "relaxed"];
  const child = new Child(process.execPath, [scriptOf(here), "bench", "--json", ...options]);
  try {
    return (await child.answer<{ gflops: number }>()).gflops;
  } finally {
    child.close();
  }
}
