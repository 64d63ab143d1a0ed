// What scripts load before anybody asks for more: V8 takes several times the size of a script to hold it, in each thread.
import { build } from "esbuild";
import { expect, it } from "vitest";

const entries = { training: "src/runner/thread/main.ts", command: "src/cli/commands/train.ts" };

/** The files of which an entry point loads something at once. */
async function loadedBy(entry: string): Promise<Set<string>> {
  const { metafile } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, metafile: true, splitting: true, outdir: "none" },
    ...{ platform: "node", format: "esm", mainFields: ["module", "main"], minifyWhitespace: true },
  });
  const found = new Set<string>();
  const scripts = new Set<string>();
  const visit = (script: string) => {
    if (scripts.has(script)) return;
    scripts.add(script);
    const { inputs, imports } = metafile.outputs[script];
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) found.add(file);
    for (const { path, kind } of imports) if (kind === "import-statement" && metafile.outputs[path]) visit(path);
  };
  visit(Object.keys(metafile.outputs).find((script) => metafile.outputs[script].entryPoint === entry)!);
  return found;
}

const among = (files: Set<string>, parts: RegExp) => [...files].filter((file) => parts.test(file));

it("the thread that trains loads what reads tables, counts or answers only where there is any", async () => {
  const files = await loadedBy(entries.training);
  expect(files.has("src/training/trainer.ts")).toBe(true);
  expect(among(files, /papaparse|src\/reading\/(examples|series|pairs)\/|src\/baselines\/|src\/estimators\//)).toEqual(
    [],
  );
  // `Type.Record` brings 100 KB along, see base/anyKeys.ts.
  expect(among(files, /typebox\/build\/type\/engine\/(evaluate|instantiate)/)).toEqual([]);
});

it("the command line trains without the schema of the config in its own thread", async () => {
  const files = await loadedBy(entries.command);
  expect(files.has("src/cli/runTraining.ts")).toBe(true);
  expect(among(files, /typebox|jsonc-parser|src\/config\/schema/)).toEqual([]);
});
