// Scripts of the host that are compiled in another thread: the compiling of a megabyte would hold the event loop for 50 ms.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";
import type { CompiledScript } from "../protocol/background.ts";
import { breathe } from "./breathe.ts";

/** A script made to be loaded so. */
export interface StagedScript {
  /** Loads what it needs step by step, and lets others have their turn in between. */
  load(between: () => Promise<void>): Promise<void>;
  /** Runs, without effect, functions that will be needed at once. */
  rehearse(): Promise<void>;
}

/** For the background thread. Rehearses the script there, so that what is kept holds the functions that it will run. */
export async function compile(file: string): Promise<CompiledScript> {
  const text = await readFile(file, "utf8");
  const source = `(function (exports, require, module, __filename, __dirname) { ${text}\n})`;
  const script = new Script(source, { filename: file });
  try {
    const { load, rehearse } = run(script, file, { vscode: standIn({ version: "1.101.0" }) }) as StagedScript;
    await load(async () => {});
    await rehearse();
  } catch {
    // What was not reached is compiled when it is needed.
  }
  return { source, cachedData: script.createCachedData() };
}

/** For the host: makes what was compiled into a module. */
export async function evaluate<T extends StagedScript>(
  file: string,
  { source, cachedData }: CompiledScript,
): Promise<T> {
  await breathe();
  const script = new Script(source, { filename: file, cachedData });
  await breathe();
  const exports = run(script, file, {}) as T;
  await exports.load(breathe);
  return exports;
}

/** As Node runs a CommonJS module. VS Code knows by the file's place whose `vscode` is asked for. */
function run(script: Script, file: string, standIns: Record<string, unknown>): unknown {
  const require = createRequire(file);
  const module = { exports: {} };
  // VS Code looks up anew, each time, who asks for its module.
  const known = new Map(Object.entries(standIns));
  const requireOnce = (name: string) => {
    if (!known.has(name)) known.set(name, name === "vscode" ? asModule(require(name)) : require(name));
    return known.get(name);
  };
  script.runInThisContext()(module.exports, requireOnce, module, file, dirname(file));
  return module.exports;
}

/** VS Code's module, which says that it is one: else every file that imports it copies its hundreds of names. */
function asModule(vscode: object): object {
  return Object.create(vscode, { __esModule: { value: true } });
}

/** Whatever else is read from it, called or extended, is itself: enough to define classes against. */
function standIn(known: Record<string, unknown>): unknown {
  const any: object = new Proxy(class {}, {
    get(target, key) {
      if (key === "prototype") return target.prototype;
      // It is nothing to wait for.
      if (key === "then") return undefined;
      if (key === Symbol.toPrimitive) return () => "";
      return known[key as string] ?? any;
    },
    apply: () => any,
    construct: (_, __, made) => (made === any ? any : Object.create(made.prototype)),
  });
  return any;
}
