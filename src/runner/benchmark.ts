import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../base/random.ts";
import { parseConfig } from "../config/index.ts";
import { loadCorpus } from "../reading/index.ts";
import {
  type BenchmarkFigures,
  type BenchmarkOptions,
  type BenchmarkRow,
  benchmarkSampling,
  benchmarkTraining,
  benchmarkWriting,
  type LoadingRow,
} from "../training/index.ts";

/** Measures one row; its warm-up comes first. */
export async function benchmark(row: BenchmarkRow, options: BenchmarkOptions): Promise<BenchmarkFigures> {
  switch (row.kind) {
    case "training":
      return await benchmarkTraining(row, options);
    case "sampling":
      return await benchmarkSampling(row, options);
    case "writing":
      return await benchmarkWriting(row, options);
    case "loading":
      return await benchmarkLoading(row, options);
  }
}

/** Reads a text as a training does, at least twice after one that does not count: megabytes a second of the median. */
async function benchmarkLoading({ megabytes }: LoadingRow, { seconds }: BenchmarkOptions): Promise<BenchmarkFigures> {
  const folder = await mkdtemp(join(tmpdir(), "unroll-bench-"));
  try {
    await writeText(join(folder, "text.txt"), megabytes * 1e6);
    const { config } = parseConfig(JSON.stringify({ task: "language-model", data: { train: "text.txt" } }));
    const times: number[] = [];
    const begun = performance.now();
    while (times.length < 3 || performance.now() - begun < seconds * 1000) {
      const before = performance.now();
      await loadCorpus(config!, join(folder, "text.rnnconfig"));
      times.push((performance.now() - before) / 1000);
    }
    const measured = times.slice(1).sort((a, b) => a - b);
    return { perSecond: megabytes / measured[measured.length >> 1], gflops: null, memory: 0 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `bytes` bytes of words and lines, a character in sixteen beyond ASCII. */
async function writeText(path: string, bytes: number): Promise<void> {
  const random = Random.seeded(1, "benchmark");
  const letters = "etaoin shrdlu etaoin\nshrdlé";
  const block = Buffer.from(Array.from({ length: 2 ** 16 }, () => letters[random.nextInt(letters.length)]).join(""));
  const file = await open(path, "wx");
  try {
    for (let left = bytes; left >= block.length; left -= block.length) await file.write(block);
  } finally {
    await file.close();
  }
}

/** Bytes of this process's resident set at its highest so far. */
export async function peakMemory(): Promise<number> {
  // What getrusage says on Linux begins with the peak of the process that started this one.
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const line = /^VmHWM:\s*(\d+) kB$/m.exec(status);
  return 1024 * (line ? Number(line[1]) : process.resourceUsage().maxRSS);
}
