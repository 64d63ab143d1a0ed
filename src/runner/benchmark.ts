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
async function benchmarkLoading(row: LoadingRow, { seconds }: BenchmarkOptions): Promise<BenchmarkFigures> {
  const { megabytes, unit } = row;
  const folder = await mkdtemp(join(tmpdir(), "unroll-bench-"));
  try {
    const blocks = unit === "word" ? wordsOf : lettersOf;
    await writeText(join(folder, "text.txt"), megabytes * 1e6, blocks(Random.seeded(1, "benchmark")));
    const { config } = parseConfig(JSON.stringify({ task: "language-model", data: { train: "text.txt", unit } }));
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

/** As many whole blocks as go into so many bytes. */
async function writeText(path: string, bytes: number, blocks: () => string): Promise<void> {
  const file = await open(path, "wx");
  try {
    let left = bytes;
    for (let block = Buffer.from(blocks()); block.length <= left; block = Buffer.from(blocks())) {
      await file.write(block);
      left -= block.length;
    }
  } finally {
    await file.close();
  }
}

/** A block of words and lines again and again, a character in sixteen beyond ASCII. */
function lettersOf(random: Random): () => string {
  const letters = "etaoin shrdlu etaoin\nshrdlé";
  const block = Array.from({ length: 2 ** 16 }, () => letters[random.nextInt(letters.length)]).join("");
  return () => block;
}

/** Different words of a text; the n-th is one in n·ln(10⁵) of all, as Zipf found it. */
const WORDS = 100_000;
const ENDS = [", ", ". ", ".\n", ";\n", "’s ", "! ", " — ", ": "];

/** Words as texts have them: a few very often and short, most of them seldom, a sign behind one in four. */
function wordsOf(random: Random): () => string {
  const [consonants, vowels] = ["tnshrdlmcfgwpbvk", "eaoiu"];
  const spelled = (rank: number): string => {
    const [rest, syllable] = [Math.floor(rank / 80), rank % 80];
    const letters = vowels[syllable % 5] + consonants[Math.floor(syllable / 5)];
    return rest > 0 ? spelled(rest - 1) + letters : letters;
  };
  const word = () => spelled(Math.floor(WORDS ** random.nextFloat()) - 1);
  const end = () => ENDS[random.nextInt(4 * ENDS.length)] ?? " ";
  return () => Array.from({ length: 2 ** 13 }, () => word() + end()).join("");
}

/** Bytes of this process's resident set at its highest so far. */
export async function peakMemory(): Promise<number> {
  // What getrusage says on Linux begins with the peak of the process that started this one.
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const line = /^VmHWM:\s*(\d+) kB$/m.exec(status);
  return 1024 * (line ? Number(line[1]) : process.resourceUsage().maxRSS);
}
