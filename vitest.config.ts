import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { CountingReporter } from "./test/reporter.ts";

// `npm run fuzz`, `npm run faults` and `npm run interop` run the long tests, each in a mode of its own; `npm test` runs the others.
// The proof of the VS Code harness itself is a mode too (`vitest run --mode harness`): the extension's tests use all of it.
const harness = "test/vscode/harness.test.ts";
// `npm run fuzz` also repeats the tests of drawn shapes with a seed of its own; `npm test` draws the same shapes each time.
const drawn = "test/{core,graph,engine}/*.test.ts";
const patterns: Record<string, string[]> = {
  fuzz: ["test/**/*.fuzz.ts", drawn],
  faults: ["test/**/*.faults.ts"],
  interop: ["test/**/*.interop.ts"],
  harness: [harness],
  ratios: ["test/bench/ratios/*.ratios.ts"],
  // For work between commits, in under three minutes: types, lint, rooms, and what needs no other process.
  fast: [
    "test/{base,baselines,checks,config,core,data,engine,extension,graph,metrics,reading,runs,server,tensors,training}/**/*.test.ts",
  ],
};

/** Short files that take long: begun last, they would keep one worker while the other has nothing left to do. */
const LONG = ["cli/templates.test.ts", "cli/kinds.test.ts", "graph/stacks.test.ts", "oldRuns/oldRuns.test.ts"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig(({ mode }) => {
  const long = ["fuzz", "faults", "interop", "harness", "ratios"].includes(mode);
  return {
    test: {
      include: patterns[mode] ?? ["test/**/*.test.ts"],
      env: mode === "fuzz" ? { SEED: process.env.SEED ?? String(Date.now() % 1e6) } : {},
      exclude: [...(mode === "harness" ? [] : [harness]), "test/vscode/fixtures/**", "test/output/**"],
      passWithNoTests: long,
      // Two at a time would measure each other.
      fileParallelism: mode !== "ratios",
      // A process a file: a trap or a full memory in one says nothing about the others.
      pool: "forks",
      maxWorkers: 2,
      sequence: { sequencer: LongestFirst },
      testTimeout: long ? 600_000 : 90_000,
      hookTimeout: 60_000,
      // A condition that is waited for: the usual second is too short while other files compute.
      expect: { poll: { timeout: 20_000 } },
      reporters: [new CountingReporter()],
    },
  };
});
