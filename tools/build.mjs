// Builds everything: the WebAssembly core, the bundles, the data of the samples and what the package shows.
//
//   node tools/build.mjs                 with source maps
//   node tools/build.mjs --production    minified, into a dist that is empty but for a core that is newer than its sources

import { spawn } from "node:child_process";
import { globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";
import { writeDispatch } from "./dispatch.ts";
import { noticesOf } from "./notices.mjs";
import { makeSamples } from "./samples.mjs";

process.chdir(join(import.meta.dirname, ".."));
const production = process.argv.includes("--production");

// ---- the core ---------------------------------------------------------------------------------------------------

/** The compiler takes seconds, so it runs only when something is newer than what it made. */
async function buildCore() {
  const times = (files) => files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const made = ["dist/core/simd.wasm", "dist/core/simd.d.ts", "dist/core/relaxed.wasm", "dist/core/wide.wasm"];
  const sources = ["tools/build.mjs", "tools/inline.mjs", "package-lock.json", ...globSync("src/core/**/*.*")];
  if (Math.min(...times(made)) > Math.max(...times(sources))) return;
  // The engine imports the types; it needs no other glue.
  await Promise.all([
    asc("simd", "simd,threads", false, "--bindings", "raw"),
    asc("relaxed", "simd,threads,relaxed-simd", false),
    asc("wide", "simd,threads,relaxed-simd", true),
  ]);
  rmSync("dist/core/simd.js");
}

/** Compiles the core with some features of WebAssembly; `isWide` for registers of 256 bits. */
function asc(name, features, isWide, ...options) {
  const args = [
    ...[
      "src/core/index.ts",
      "--outFile",
      `dist/core/${name}.wasm`,
      "--enable",
      features,
      "--use",
      `UNROLL_WIDE=${isWide ? 1 : 0}`,
      ...options,
    ],
    ...["--runtime", "stub", "-Ospeed", "--noAssert", "--transform", "./tools/inline.mjs"],
    // The engine owns the memory. A module that declares it shared refuses another kind, with threads or without.
    ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ];
  return new Promise((done, reject) => {
    const compiler = spawn(process.execPath, ["node_modules/assemblyscript/bin/asc.js", ...args], { stdio: "inherit" });
    compiler.once("error", reject);
    compiler.once("close", (code) => (code === 0 ? done() : reject(new Error("The core does not compile."))));
  });
}

// ---- the bundles ------------------------------------------------------------------------------------------------

const common = {
  bundle: true,
  outdir: "dist",
  metafile: true,
  logLevel: "warning",
  sourcemap: production ? false : "linked",
  minify: production,
  // Comments alone would make two bytes of every character of a script that is kept in memory; maps lead to the sources.
  minifyWhitespace: true,
  keepNames: production,
};

// Some packages hide their requires from bundlers in the form that `main` names.
const node = { ...common, platform: "node", target: "node22", mainFields: ["module", "main"] };
// `require` is what VS Code answers with its own module.
const host = {
  ...node,
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  external: ["vscode"],
  supported: { "dynamic-import": false },
};
/** Larger than all the rest of the extension, and needed once a config is opened: VS Code does not compile it before. */
const client = {
  name: "language client",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/client\.ts$/ }, () => ({ path: "./languageClient.cjs", external: true })),
};
const panels = globSync("webview/*/main.ts").map((file) => [basename(join(file, "..")), file]);

const bundles = [
  {
    ...node,
    format: "esm",
    // A thread reads what it runs and little more: to parse all of it takes more memory than to keep it.
    splitting: true,
    chunkNames: "chunk.[name].[hash]",
    // Functions that are told their names take 5 MB of a training; here they have them.
    minifyIdentifiers: false,
    keepNames: false,
    entryPoints: {
      cli: "src/cli/main.ts",
      worker: "src/runner/thread/main.ts",
      inspection: "src/runner/thread/inspection.ts",
      sweep: "src/runner/thread/sweep.ts",
      helperThread: "src/engine/threads/helperThread.ts",
      soundThread: "src/runner/sounds/soundThread.ts",
    },
  },
  {
    ...host,
    plugins: [client],
    entryPoints: {
      extension: "src/extension/main.ts",
      languageClient: "src/extension/language/client.ts",
      background: "src/extension/background/thread.ts",
    },
  },
  {
    ...node,
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    entryPoints: { server: "src/server/main.ts", dataThread: "src/server/data/thread.ts" },
  },
  {
    ...common,
    outdir: "dist/webview",
    platform: "browser",
    target: "chrome134",
    format: "iife",
    entryPoints: Object.fromEntries(panels),
  },
];

// ---- all of it --------------------------------------------------------------------------------------------------

/**
 * The README as the package has it. VS Code shows no picture of a package on its page, and without a text in its place also no
 * sign that one is missing; elsewhere it shows. The changelog has the name that vsce gives it.
 */
function packageReadme() {
  return readFileSync("README.md", "utf8")
    .replace(/!\[([^\]]*)\]\(([^)]*)\)/g, '<img src="$2" alt="" aria-label="$1">')
    .replaceAll("](CHANGELOG.md)", "](changelog.md)");
}

mkdirSync("dist", { recursive: true });
const left = production ? readdirSync("dist").filter((entry) => entry !== "core") : [];
for (const entry of left) rmSync(join("dist", entry), { recursive: true });
try {
  // What the bundles and the core have to agree on, before both.
  await writeDispatch();
  const files = { inputs: {}, outputs: {} };
  // One after the other, so that an error in a file of several bundles is said once.
  for (const options of bundles) {
    const { metafile } = await esbuild.build(options);
    for (const kind in files) Object.assign(files[kind], metafile[kind]);
  }
  // A chunk has another name whenever it changes.
  for (const file of globSync("dist/chunk.*")) if (!(file in files.outputs)) rmSync(file);
  await Promise.all([buildCore(), makeSamples()]);
  writeFileSync("dist/THIRD-PARTY-NOTICES.txt", noticesOf(Object.keys(files.inputs)));
  writeFileSync("dist/README.md", packageReadme());
} catch (error) {
  // esbuild has said itself what is wrong.
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
}
