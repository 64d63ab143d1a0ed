import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tasks } from "../../tools/run.mjs";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

describe("package.json", () => {
  test("every task of tools/run.mjs has a script", () => {
    const expected = Object.keys(tasks).map((task) => [task, `node tools/run.mjs ${task}`]);
    expect(manifest.scripts).toEqual(Object.fromEntries(expected));
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

test("what runs a training is ASCII, of which V8 keeps a byte a character, and two of anything else", () => {
  // esbuild escapes what stands in strings, and leaves regular expressions as they are: these write \\u themselves.
  for (const script of globSync("dist/*.js")) {
    const [other] = /[^\0-\x7f].{0,40}/.exec(readFileSync(script, "utf8")) ?? [];
    expect(other, script).toBeUndefined();
  }
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
