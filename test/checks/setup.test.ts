import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exitStatus, explainNpmFailure, lockFilesAgree, needsInstall, npmCommand, tasks } from "../../setup.mjs";
import { countingLine } from "../reporter.ts";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

describe("package.json", () => {
  test("every script is a task of setup.mjs, and every task has a script", () => {
    const called = Object.entries<string>(manifest.scripts).map(([name, script]) => {
      const [, task] = /^node setup\.mjs (\w+)(?: --watch)?$/.exec(script) ?? [];
      expect(task, `script ${name}`).toBeDefined();
      return task;
    });
    expect(new Set(called)).toEqual(new Set(Object.keys(tasks)));
  });

  test("every package with an install script is allowed or denied by name, or npm 12 warns", () => {
    const scripted = Object.entries<{ hasInstallScript?: boolean; optional?: boolean }>(lock.packages)
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(scripted)].sort());
  });

  test("package-lock.json is of the same dependencies", () => {
    const { dependencies, devDependencies, bin } = lock.packages[""];
    expect({ dependencies, devDependencies, bin }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
      bin: manifest.bin,
    });
  });

  test("dependencies are what ships in the bundles, and all else is for development", () => {
    const shipped = readFileSync("dist/THIRD-PARTY-NOTICES.txt", "utf8").matchAll(/^(\S+) \d[^ ]* \(.+\)$/gm);
    const names = new Set([...shipped].map(([, name]) => name));
    const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(all.filter((name) => names.has(name))).toEqual(Object.keys(manifest.dependencies));
  });
});

describe("package-lock.json", () => {
  test("names the packages of every platform, or npm 12 refuses it and other machines lack their binaries", () => {
    type Entry = { optionalDependencies?: Record<string, string> };
    const missing = Object.entries<Entry>(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe("what is installed", () => {
  const packages = {
    "": {},
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/b": { version: "2.0.0", integrity: "sha512-b", optional: true },
  };
  let dir: string;
  const put = (file: string, content: unknown) => writeFileSync(join(dir, file), JSON.stringify(content));
  const installed = (content: unknown) => put("node_modules/.package-lock.json", content);

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "unroll-setup-"));
    mkdirSync(join(dir, "node_modules"));
    put("package-lock.json", { packages });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test("an installation that was cut short has no lock file of its own, and is made again", () => {
    expect(needsInstall(dir)).toBe(true);
    writeFileSync(join(dir, "node_modules/.package-lock.json"), '{ "packages": {');
    expect(needsInstall(dir)).toBe(true);
  });

  test("an installation made by hand is taken over, without packages for other machines", () => {
    installed({ packages: { "node_modules/a": packages["node_modules/a"] } });
    expect(needsInstall(dir)).toBe(false);
    expect(needsInstall(dir)).toBe(false);
  });

  test("a changed lock file asks for a new installation, and a restored one does not", () => {
    installed({ packages });
    expect(needsInstall(dir)).toBe(false);
    put("package-lock.json", {
      packages: { ...packages, "node_modules/a": { version: "1.0.1", integrity: "sha512-c" } },
    });
    expect(needsInstall(dir)).toBe(true);
    put("package-lock.json", { packages });
    expect(needsInstall(dir)).toBe(false);
  });

  test("a package that is missing or of another version does not agree", () => {
    expect(lockFilesAgree({ packages }, { packages: {} })).toBe(false);
    expect(lockFilesAgree({ packages }, undefined)).toBe(false);
    const other = { ...packages, "node_modules/b": { version: "3.0.0", integrity: "sha512-x" } };
    expect(lockFilesAgree({ packages }, { packages: other })).toBe(false);
  });

  test("without a lock file the error names the next step", () => {
    rmSync(join(dir, "package-lock.json"));
    expect(() => needsInstall(dir)).toThrow(/git checkout package-lock\.json/);
  });
});

test("a program ended by a signal gives 128 + its number", () => {
  expect([exitStatus(0, null), exitStatus(3, null), exitStatus(null, "SIGINT"), exitStatus(null, "SIGTERM")]).toEqual([
    0, 3, 130, 143,
  ]);
});

test("npm is the one that started us, else the one on the path", () => {
  expect(npmCommand({}, "linux")).toEqual({ file: "npm", args: [], shell: false });
  expect(npmCommand({}, "win32").shell).toBe(true);
  expect(npmCommand({ npm_execpath: "/nowhere/npm-cli.js" }, "linux").file).toBe("npm");
});

test("a failed installation is explained in one line", () => {
  expect(explainNpmFailure("npm error code ENOTFOUND")).toMatch(/registry cannot be reached/);
  expect(explainNpmFailure("something else")).toBeUndefined();
});

test("the last line names skipped tests only when there are some", () => {
  expect(countingLine({ passed: 5, failed: 0, skipped: 0 })).toBe("5 passed, 0 failed");
  expect(countingLine({ passed: 5, failed: 1, skipped: 2 })).toBe("5 passed, 1 failed, 2 skipped");
});
