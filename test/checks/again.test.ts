// test/all.ts and the reporter, with a few tests of their own.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unroll-again-"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const reporter = JSON.stringify(resolve("test/reporter.ts"));
  const config = `import { CountingReporter } from ${reporter};
    export default { test: { reporters: [new CountingReporter()], include: ["*.test.ts"], cache: false } };`;
  writeFileSync(join(folder, "vitest.config.ts"), config);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file of two tests, the first of which fails where `fails`, an expression that knows whether it runs for the first time, holds. */
function put(name: string, fails: string): void {
  const seen = JSON.stringify(join(folder, `${name}.seen`));
  const source = `import { existsSync, writeFileSync } from "node:fs";
    import { expect, test } from "vitest";
    test("one", () => {
      const first = !existsSync(${seen});
      writeFileSync(${seen}, "");
      expect(${fails}).toBe(false);
    });
    test("two", () => {});`;
  writeFileSync(join(folder, `${name}.test.ts`), source);
}

/** Runs all tests of the folder; its last lines, and the status. */
function run(): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1" };
    // A worker of Vitest is no worker of the one that it starts.
    for (const name of Object.keys(env)) if (name.startsWith("VITEST")) delete env[name];
    execFile(process.execPath, [resolve("test/all.ts")], { cwd: folder, env }, (error, output) =>
      done({ code: Number(error?.code ?? 0), output }),
    );
  });
}

test("a file in which a test failed is run once more, and what it saw at first is said", async () => {
  put("steady", "false");
  put("moody", "first");
  const { code, output } = await run();
  expect(output).toContain("Once more, by itself: moody.test.ts");
  expect(output).toContain(
    "Passed on the second try:\n            moody.test.ts > one\n              expected true to be false",
  );
  expect(output).toMatch(/\n4 passed, 0 failed\n$/);
  expect(code).toBe(0);
});

test("what fails twice has failed, whatever else passes then", async () => {
  put("steady", "false");
  put("broken", "true");
  put("moody", "first");
  const { code, output } = await run();
  expect(output).toMatch(/\n5 passed, 1 failed\n$/);
  expect(code).toBe(1);
});

test("where many files fail, it is no chance", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) put(name, "first");
  const { code, output } = await run();
  expect(output).toMatch(/\n5 passed, 5 failed\n$/);
  expect(code).toBe(1);
});
