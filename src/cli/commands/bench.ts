import { arch, cpus, platform } from "node:os";
import {
  type BenchmarkRow,
  benchmark,
  benchmarkShapes,
  bestBuild,
  type CoreBuild,
  measurePeak,
} from "../../runner/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { thousands } from "../format.ts";
import { usageError } from "../output.ts";

/**
 * `{"event":"peak","build","gflops"}`, then a `{"event":"bench","build","layers","units","batchSize","sequenceLength",
 * "tokensPerSecond","gflops","share","memory"}` a shape.
 */
export const bench: Command = {
  name: "bench",
  usage: "[options]",
  summary:
    "Measures training speed: LSTM at five sizes, tokens a second, GFLOP/s and their share of what the kernels reach.",
  details: "One thread. Embedding 64, 65 symbols, Adam, clipping by norm, no dropout; median step.",
  options: {
    build: { type: "string", value: "BUILD", help: "simd or relaxed; all that this Node.js takes when not given" },
    seconds: { type: "string", value: "S", help: "time for each shape, 4 when not given" },
  },
  positionals: { least: 0, most: 0 },
  async run(given, output) {
    const seconds = numberOption(given, "seconds", { least: 0.1, most: 600 }) ?? 4;
    const known: CoreBuild[] = bestBuild() === "relaxed" ? ["relaxed", "simd"] : ["simd"];
    const { build: wanted } = given.options;
    const builds = wanted === undefined ? known : known.filter((build) => build === wanted);
    if (builds.length === 0) throw usageError(`This Node.js runs ${known.join(" and ")}, not ${wanted}`);
    output.say(`${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node.js ${process.versions.node}, one thread`);
    for (const build of builds) {
      const peak = await measurePeak(build, Math.min(2, seconds));
      output.event({ event: "peak", build, gflops: peak });
      output.say(`\n${build}: products reach ${peak.toFixed(1)} GFLOP/s`);
      output.say("LSTM              tokens/s   GFLOP/s   of peak   memory");
      for (const shape of benchmarkShapes) {
        const row = await benchmark(shape, build, seconds);
        output.event({ event: "bench", build, ...row, share: row.gflops / peak });
        output.say(line(row, peak));
      }
    }
    return 0;
  },
};

function line(
  { layers, units, batchSize, sequenceLength, tokensPerSecond, gflops, memory }: BenchmarkRow,
  peak: number,
) {
  const name = `${layers}×${units} B${batchSize} T${sequenceLength}`.padEnd(16);
  const share = `${((100 * gflops) / peak).toFixed(0)} %`;
  const megabytes = `${(memory / 2 ** 20).toFixed(0)} MB`;
  return `${name}${thousands(tokensPerSecond).padStart(10)}${gflops.toFixed(1).padStart(10)}${share.padStart(10)}${megabytes.padStart(9)}`;
}
