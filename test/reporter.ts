import { DefaultReporter, type TestCase, type TestModule } from "vitest/node";

type RunEnd = Parameters<DefaultReporter["onTestRunEnd"]>;

/**
 * Vitest's own report, then the slowest tests, then one plain line that scripts can read: `N passed, N failed`. Where files are run once more
 * (`all.ts`), the line counts what each test came to in the end.
 */
export class CountingReporter extends DefaultReporter {
  /** What tests saw that failed, by their ids. */
  readonly #failures = new Map<string, string>();

  override async onTestRunEnd(...[modules, unhandledErrors, reason]: RunEnd): Promise<void> {
    super.onTestRunEnd(modules, unhandledErrors, reason);
    // Failures go to standard error. On a full pipe they are still on their way, and would come after the last line.
    await flushed(process.stderr);
    const all = this.ctx.state.getTestModules();
    const tests = all.flatMap((module) => [...module.children.allTests()]);
    const lines = [
      ...slowest(tests, 10),
      ...this.#passedLater(tests),
      countingLine(count(tests, all, unhandledErrors.length)),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
    await flushed(process.stdout);
  }

  #passedLater(tests: TestCase[]): string[] {
    const lines = tests.flatMap((test) => {
      const { state, errors } = test.result();
      if (state === "failed") this.#failures.set(test.id, errors[0]?.message.split("\n", 1)[0] ?? "");
      const failure = state === "passed" ? this.#failures.get(test.id) : undefined;
      return failure === undefined ? [] : [`${INDENT}${nameOf(test)}`, `${INDENT}  ${failure}`];
    });
    return lines.length > 0 ? ["Passed on the second try:", ...lines, ""] : [];
  }
}

/** As wide as the times beside the slowest tests. */
const INDENT = " ".repeat(12);

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => stream.write("", () => done()));
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A file that does not load, a hook that throws and an error outside any test each count as one failure. */
function count(tests: TestCase[], modules: readonly TestModule[], unhandled: number): Counts {
  const of = (state: string) => tests.filter((test) => test.result().state === state).length;
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const brokenSuites = suites.filter((suite) => suite.errors().length > 0).length;
  // A test that never ended (the run was interrupted) has not passed.
  return {
    passed: of("passed"),
    failed: of("failed") + of("pending") + brokenSuites + unhandled,
    skipped: of("skipped"),
  };
}

export function countingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function slowest(tests: TestCase[], howMany: number): string[] {
  const timed = tests.map((test) => ({
    name: nameOf(test),
    seconds: (test.diagnostic()?.duration ?? 0) / 1000,
  }));
  timed.sort((a, b) => b.seconds - a.seconds);
  const lines = timed.slice(0, howMany).map(({ name, seconds }) => `${seconds.toFixed(2).padStart(8)} s  ${name}`);
  return lines.length > 0 ? ["Slowest tests:", ...lines, ""] : [];
}
