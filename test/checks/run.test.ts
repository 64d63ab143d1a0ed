// tools/run.mjs, in a folder of its own with the installed packages of this one.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isInstalled } from "../../tools/run.mjs";
import { countingLine } from "../reporter.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unroll-tools-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("what is installed", () => {
  const packages = {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true },
  };
  const put = (file: string, content: unknown) => writeFileSync(join(folder, file), JSON.stringify(content));
  const installed = (content: unknown) => put("node_modules/.package-lock.json", content);

  beforeEach(() => {
    mkdirSync(join(folder, "node_modules"));
    put("package-lock.json", { packages });
  });

  test("an installation that was cut short has no lock file of its own, and is made again", () => {
    expect(isInstalled(folder)).toBe(false);
    writeFileSync(join(folder, "node_modules/.package-lock.json"), '{ "packages": {');
    expect(isInstalled(folder)).toBe(false);
  });

  test("packages for other machines may be missing, others not", () => {
    installed({ packages: { "node_modules/a": packages["node_modules/a"] } });
    expect(isInstalled(folder)).toBe(true);
    installed({ packages: { "node_modules/b": packages["node_modules/b"] } });
    expect(isInstalled(folder)).toBe(false);
  });

  test("a changed lock file asks for a new installation, and a restored one does not", () => {
    installed({ packages });
    put("package-lock.json", { packages: { ...packages, "node_modules/a": { version: "1.0.1" } } });
    expect(isInstalled(folder)).toBe(false);
    put("package-lock.json", { packages });
    expect(isInstalled(folder)).toBe(true);
  });
});

describe("a task", () => {
  /** Starts a task where `build` is what stands for tools/build.mjs. */
  function start(task: string, build: string) {
    for (const file of ["tools/run.mjs", "package-lock.json"]) cpSync(file, join(folder, file));
    symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "tools/build.mjs"), build);
    const child = spawn(process.execPath, ["tools/run.mjs", task], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const ended = new Promise<{ code: number | null; output: string }>((done) =>
      child.once("close", (code) => done({ code, output })),
    );
    return { child, ended };
  }

  test("npm test counts a failed build in its last line", async () => {
    const { code, output } = await start("test", "console.log('no'); process.exit(3);").ended;
    expect({ code, output }).toEqual({ code: 3, output: "no\n0 passed, 1 failed\n" });
  });

  test("runs under the Node of the packages, without colours in a pipe", async () => {
    const { output } = await start("build", "console.log(process.version, process.env.NO_COLOR);").ended;
    const { version } = JSON.parse(readFileSync("node_modules/node/package.json", "utf8"));
    expect(output).toBe(`v${version} 1\n`);
  });

  test.skipIf(process.platform === "win32").each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("passes %s on and leaves with the status of who ends by it", async (signal, status) => {
    const { child, ended } = start(
      "build",
      `process.once("${signal}", () => { console.log("saved"); process.kill(process.pid, "${signal}"); });
      setInterval(() => {}, 1000);
      console.log("ready");`,
    );
    child.stdout.once("data", () => child.kill(signal));
    expect(await ended).toEqual({ code: status, output: "ready\nsaved\n" });
  });
});

test("the last line names skipped tests only when there are some", () => {
  expect(countingLine({ passed: 5, failed: 0, skipped: 0 })).toBe("5 passed, 0 failed");
  expect(countingLine({ passed: 5, failed: 1, skipped: 2 })).toBe("5 passed, 1 failed, 2 skipped");
});
