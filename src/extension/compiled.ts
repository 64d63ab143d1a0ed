// Scripts of the host that are compiled in another thread: the compiling of a megabyte would hold the event loop for 50 ms.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";
import type { CompiledScript } from "../contracts/background.ts";
import { breathe } from "./breathe.ts";

/** A script made to be loaded so. */
interface StagedScript {
  /** Loads what it needs step by step, and lets others have their turn in between. */
  load(between: () => Promise<void>): Promise<void>;
  /** Modules for the scripts after it, known when it is loaded. */
  provides?: Record<string, unknown>;
  /** Runs, without effect, functions that will be needed at once. */
  rehearse?(): Promise<void>;
}

/**
 * For the background thread: scripts of which the later ones build on the earlier. Rehearses them there, so that what is kept
 * holds the functions that they will run.
 */
export async function compile(files: readonly string[]): Promise<CompiledScript[]> {
  const compiled = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, "utf8");
      const source = `(function (exports, require, module, __filename, __dirname) { ${text}\n})`;
      return { source, script: new Script(source, { filename: file }) };
    }),
  );
  try {
    const known: Record<string, unknown> = { vscode: standIn({ version: "1.101.0" }) };
    for (const [i, { script }] of compiled.entries()) {
      const staged = run(script, files[i], known);
      await staged.load(async () => {});
      Object.assign(known, staged.provides);
      await staged.rehearse?.();
    }
  } catch {
    // What was not reached is compiled when it is needed.
  }
  return compiled.map(({ source, script }) => ({ source, cachedData: script.createCachedData() }));
}

/** For the host: makes what was compiled into modules, and returns the last one, whose type is the caller's to know. */
export async function evaluate<T>(files: readonly string[], compiled: readonly CompiledScript[]): Promise<T> {
  const known: Record<string, unknown> = {};
  let last: StagedScript | undefined;
  for (const [i, { source, cachedData }] of compiled.entries()) {
    await breathe();
    const script = new Script(source, { filename: files[i], cachedData });
    await breathe();
    last = run(script, files[i], known);
    await last.load(breathe);
    Object.assign(known, last.provides);
  }
  return last as T;
}

/** As Node runs a CommonJS module. VS Code knows by the file's place whose `vscode` is asked for. */
function run(script: Script, file: string, modules: Record<string, unknown>): StagedScript {
  const require = createRequire(file);
  const module = { exports: {} };
  // VS Code looks up anew, each time, who asks for its module.
  const known = new Map(Object.entries(modules));
  const requireOnce = (name: string) => {
    if (!known.has(name)) known.set(name, name === "vscode" ? asModule(require(name)) : require(name));
    return known.get(name);
  };
  script.runInThisContext()(module.exports, requireOnce, module, file, dirname(file));
  return module.exports as StagedScript;
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
