import { arch, availableParallelism, cpus, platform } from "node:os";
import { thousands } from "../../base/numberText.ts";
import { count } from "../../base/words.ts";
import {
  type BenchmarkFigures,
  type BenchmarkRow,
  benchmark,
  benchmarkRows,
  bestBuild,
  type CoreBuild,
  measurePeak,
  peakMemory,
} from "../../runner/index.ts";
import { numberOption } from "../arguments.ts";
import type { Arguments, Command } from "../command.ts";
import { usageError } from "../output.ts";

const names = benchmarkRows.map(({ name }) => name);
const perSecond = { training: "tokens/s", sampling: "characters/s", writing: "symbols/s", loading: "MB/s" };

/**
 * `{"event":"peak","build","gflops"}`, then a `{"event":"bench","build","threads","row","kind","perSecond","gflops","share",
 * "memory","resident"}` a row.
 */
export const bench: Command = {
  name: "bench",
  usage: "[options]",
  summary: "Measures the speed of training, sampling and loading: throughput, GFLOP/s, and the share of the peak.",
  details: `Median step; Adam, clipping by norm, no dropout; 65 symbols and embedding 64 unless stated otherwise. Rows: ${names.join(", ")}.`,
  options: {
    build: { type: "string", value: "BUILD", help: "simd or relaxed; default: every build that this Node.js can run" },
    rows: {
      type: "string",
      value: "NAMES",
      help: "only rows whose names begin with one of these, separated by commas: gru,rnn",
    },
    threads: { type: "string", value: "N", help: "number of threads; default: all cores" },
    seconds: { type: "string", value: "S", help: "seconds per row; default: 4" },
  },
  positionals: { least: 0, most: 0 },
  async run(given, output) {
    const seconds = numberOption(given, "seconds", { least: 0.1, most: 600 }) ?? 4;
    const threads = numberOption(given, "threads", { least: 1, most: 64, whole: true }) ?? availableParallelism();
    const known: CoreBuild[] = bestBuild() === "relaxed" ? ["relaxed", "simd"] : ["simd"];
    const { build: wanted } = given.options;
    const builds = wanted === undefined ? known : known.filter((build) => build === wanted);
    if (builds.length === 0) throw usageError(`This Node.js runs ${known.join(" and ")}, not ${wanted}`);
    const rows = chosenRows(given);
    output.say(
      `${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node.js ${process.versions.node}, ${count(threads, "thread")}`,
    );
    for (const build of builds) {
      const peak = await measurePeak(build, Math.min(1, seconds));
      output.event({ event: "peak", build, gflops: peak });
      output.say(`\n${build}: matrix products reach ${peak.toFixed(1)} GFLOP/s per thread`);
      output.say(`${"".padEnd(WIDTH)}per second           GFLOP/s   of peak   memory`);
      for (const row of rows) {
        const figures = await benchmark(row, { build, threads, seconds });
        const { gflops } = figures;
        const share = gflops === null ? null : gflops / (peak * threads);
        const [{ name, kind }, resident] = [row, await peakMemory()];
        output.event({ event: "bench", build, threads, row: name, kind, ...figures, share, resident });
        output.say(line(row, figures, share));
      }
    }
    return 0;
  },
};

function chosenRows({ options }: Arguments): BenchmarkRow[] {
  if (options.rows === undefined) return [...benchmarkRows];
  const wanted = String(options.rows).split(",");
  const stranger = wanted.find((name) => name === "" || !names.some((known) => known.startsWith(name)));
  if (stranger !== undefined)
    throw usageError(`There is no row ${JSON.stringify(stranger)}`, `Known: ${names.join(", ")}.`);
  return benchmarkRows.filter(({ name }) => wanted.some((start) => name.startsWith(start)));
}

const WIDTH = 42;

function line({ title, kind }: BenchmarkRow, figures: BenchmarkFigures, share: number | null): string {
  const cells = [
    title.padEnd(WIDTH),
    thousands(figures.perSecond).padStart(8),
    ` ${perSecond[kind].padEnd(13)}`,
    (figures.gflops?.toFixed(1) ?? "").padStart(7),
    (share === null ? "" : `${(100 * share).toFixed(0)} %`).padStart(10),
    (figures.memory > 0 ? `${(figures.memory / 2 ** 20).toFixed(0)} MB` : "").padStart(9),
  ];
  return cells.join("").trimEnd();
}
