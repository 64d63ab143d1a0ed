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
  // For work between commits, in under three minutes: types, lint, rooms, and what needs no other process (with `shared`).
  fast: ["test/{checks,engine}/**/*.test.ts", "test/training/numerics.test.ts"],
};

/** Short files that take long: begun last, they would keep one worker while the other has nothing left to do. */
const LONG = ["cli/templates.test.ts", "cli/kinds.test.ts", "graph/stacks.test.ts", "oldRuns/oldRuns.test.ts"];

/**
 * Folders whose files share a process, one file after the other, with each module loaded once: they compute, and what they leave behind goes
 * after each (`test/support/afterFile.ts`). Many are short, so they come last, where one worker waits for the other. Those that measure
 * memory stay alone.
 */
const shared = [
  "test/{audio,base,baselines,catalogue,comparison,config,core,data,extension,graph,inspection}/**/*.test.ts",
  "test/{metrics,reading,runs,server,sweeps,templates,tensors}/**/*.test.ts",
  "test/training/**/!(numerics).test.ts",
];

/** What drives the real VS Code. */
const windows = "test/vscode/**/*.test.ts";

/**
 * Long files come first, those that share a process last, and windows one by one between the others: two at a time take longer than one
 * after the other, since what they train and draw goes on while each waits.
 */
class Order extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const of = (kind: (file: TestSpecification) => boolean) => sorted.filter(kind);
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(name));
    const isWindow = ({ project }: TestSpecification) => project.name === "windows";
    const isAlone = ({ project }: TestSpecification) => project.config.isolate;
    const alone = [...of(isLong), ...of((file) => isAlone(file) && !isLong(file) && !isWindow(file))];
    const spread = of(isWindow).map((file, i, { length }) => [file, Math.floor((i * alone.length) / length)] as const);
    const between = alone.flatMap((file, i) => [...spread.filter(([, at]) => at === i).map(([each]) => each), file]);
    return [...(alone.length > 0 ? between : of(isWindow)), ...of((file) => !isAlone(file) && !isLong(file))];
  }
}

export default defineConfig(({ mode }) => {
  const long = ["fuzz", "faults", "interop", "harness", "ratios"].includes(mode);
  const include = patterns[mode] ?? ["test/**/*.test.ts"];
  const exclude = [...(mode === "harness" ? [] : [harness]), "test/vscode/fixtures/**", "test/output/**"];
  return {
    test: {
      ...(long
        ? { include, exclude }
        : {
            projects: [
              { extends: true, test: { name: "alone", include, exclude: [...exclude, ...shared, windows] } },
              { extends: true, test: { name: "windows", include: mode === "fast" ? [] : [windows], exclude } },
              { extends: true, test: { name: "shared", include: shared, isolate: false } },
            ],
          }),
      env: mode === "fuzz" ? { SEED: process.env.SEED ?? String(Date.now() % 1e6) } : {},
      passWithNoTests: long,
      // Two at a time would measure each other.
      fileParallelism: mode !== "ratios",
      // Mostly a process a file: a trap or a full memory in one says nothing about the others.
      pool: "forks",
      maxWorkers: 2,
      setupFiles: "test/support/afterFile.ts",
      sequence: { sequencer: Order },
      testTimeout: long ? 600_000 : 90_000,
      hookTimeout: 60_000,
      // A condition that is waited for: the usual second is too short while other files compute.
      expect: { poll: { timeout: 20_000 } },
      reporters: [new CountingReporter()],
    },
  };
});
