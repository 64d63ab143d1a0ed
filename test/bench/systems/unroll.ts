import { fileURLToPath } from "node:url";
import { Child } from "../child.ts";
import { THREADS } from "../machine.ts";
import type { Figures, Found, System } from "../system.ts";

const script = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));

interface BenchEvent {
  perSecond: number;
  gflops: number | null;
  resident: number;
}

/** Unroll as it is shipped: a process of `unroll bench` for each measurement, on one thread and on two. */
export function unroll(): Found {
  return { peer: "unroll", systems: [...new Set([1, THREADS])].map(onThreads) };
}

function onThreads(threads: number): System {
  const name = `Unroll, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  return {
    name,
    columns: [name],
    takes: ({ kind }) => threads === 1 || kind === "training",
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

/** GFLOP/s of a product in the first caches, on one thread: what the share of the peak is a share of. */
export async function measurePeak(seconds: number): Promise<number> {
  const options = ["--rows", "rnn", "--seconds", String(Math.max(0.1, seconds)), "--build", "relaxed"];
  const child = new Child(process.execPath, [script, "bench", "--json", ...options]);
  try {
    return (await child.answer<{ gflops: number }>()).gflops;
  } finally {
    child.close();
  }
}
