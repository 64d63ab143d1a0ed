// The one door to every npm script: `node setup.mjs <task> [arguments]`.
//
// It makes sure that the dependencies are those of package-lock.json, then goes on under the Node that they bring
// (node_modules/node), whatever Node the machine has. Only Node's own modules are imported here, and nothing newer
// than Node 20, because this file runs before anything is installed.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const vitest = "node_modules/vitest/vitest.mjs";
const vsce = "node_modules/@vscode/vsce/vsce";
// Everything is in the bundles; no repository is named whose address could stand in for relative links.
const vsixOptions = [
  ...["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"],
  ...["--readme-path", "dist/README.md"],
];

/** What each task runs under Node 24, in order; the first step that fails ends it. */
export const tasks = {
  start: (args) => [["build.mjs"], ["dist/cli.js", "start", ...args]],
  // `npm test -- fast` leaves out what starts a window, a browser or many processes.
  test: ([first, ...rest]) => [
    ["build.mjs"],
    [vitest, "run", ...(first === "fast" ? ["--mode", "fast"] : first === undefined ? [] : [first]), ...rest],
  ],
  build: (args) => [["build.mjs", ...args]],
  code: (args) => [["build.mjs"], ["test/vscode/code.ts", ...args]],
  panels: (args) => [["test/support/panels/serve.ts", ...args]],
  desktop: (args) => [
    ["build.mjs"],
    [vitest, "run", "test/vscode/extensionHostCost.test.ts", "-t", "desktop", ...args],
  ],
  package: (args) => [
    ["build.mjs", "--production"],
    [vsce, ...vsixOptions, ...args],
  ],
  bench: (args) => [["build.mjs"], ["test/bench/main.ts", ...args]],
  fuzz: (args) => [["build.mjs"], [vitest, "run", "--mode", "fuzz", ...args]],
  faults: (args) => [["build.mjs"], [vitest, "run", "--mode", "faults", ...args]],
  check: (args) => [["build.mjs"], [vitest, "run", "test/checks", ...args]],
  format: () => [["node_modules/@biomejs/biome/bin/biome", "check", "--write"]],
};

// ---- what is installed ----------------------------------------------------------------------------------------

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const stampFile = (dir) => join(dir, "node_modules", ".unroll-setup");

/**
 * npm writes node_modules/.package-lock.json as the last thing of an installation. True when it holds every package
 * of `lock` at the same version; packages for other machines (optional ones) may be missing.
 */
export function lockFilesAgree(lock, hidden) {
  const installed = hidden?.packages;
  if (!installed) return false;
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    if (path === "") return true;
    const found = installed[path];
    if (!found) return Boolean(wanted.optional || wanted.devOptional || wanted.peer);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** Whether `npm ci` has to run in `dir`. An installation that was cut short, or made for another lock file, counts as none. */
export function needsInstall(dir = root) {
  const lock = read(join(dir, "package-lock.json"));
  const hidden = read(join(dir, "node_modules", ".package-lock.json"));
  if (lock === undefined)
    throw new Error("package-lock.json is missing: restore it with `git checkout package-lock.json`.");
  if (hidden === undefined) return true;
  if (read(stampFile(dir)) === sha256(lock + hidden)) return false;
  // Somebody installed by hand: take that over instead of installing a second time.
  let agree = false;
  try {
    agree = lockFilesAgree(JSON.parse(lock), JSON.parse(hidden));
  } catch {
    // A file that is not whole is as good as none.
  }
  if (agree) stamp(dir);
  return !agree;
}

function stamp(dir) {
  const lock = read(join(dir, "package-lock.json"));
  const hidden = read(join(dir, "node_modules", ".package-lock.json"));
  writeFileSync(stampFile(dir), sha256(lock + hidden));
}

/** How to start npm: the npm that started us, if one did (on Windows a bare `npm` needs a shell). */
export function npmCommand(env = process.env, platform = process.platform) {
  const own = env.npm_execpath;
  if (own && /npm-cli\.[cm]?js$/.test(own) && existsSync(own))
    return { file: process.execPath, args: [own], shell: false };
  return { file: "npm", args: [], shell: platform === "win32" };
}

/** Why an installation failed and what to do, from what npm wrote; undefined when npm has to speak for itself. */
export function explainNpmFailure(output) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network|ENOTCACHED/i.test(
      output,
    )
  )
    return "The npm registry cannot be reached. Check the connection (or the proxy in `npm config list`), then run the same command again.";
  if (/ENOSPC/.test(output)) return "The disk is full. Free about 700 MB, then run the same command again.";
  if (/EACCES|EPERM/.test(output))
    return "npm may not write here. Make this folder yours, then run the same command again.";
  if (/in sync/.test(output))
    return "package.json and package-lock.json disagree. Run `npm install`, then the same command again.";
  return undefined;
}

async function install() {
  say("Installing the development tools with npm (once, half a minute to three; about 550 MB in node_modules) …");
  // Gone first, so that an interrupted installation is recognised.
  rmSync(stampFile(root), { force: true });
  rmSync(join(root, "node_modules", ".package-lock.json"), { force: true });
  const npm = npmCommand();
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  const result = await run(npm.file, [...npm.args, ...args], { shell: npm.shell, capture: true });
  if (result.missing) fail("npm was not found. Install Node.js with npm (https://nodejs.org), then run this again.", 1);
  if (result.status > 128) process.exit(result.status);
  if (result.status !== 0) {
    const reason = explainNpmFailure(result.output);
    if (!reason) say(result.output.trim().split("\n").slice(-15).join("\n"));
    fail(`The installation failed. ${reason ?? "Run `npm ci` to see all that npm says."}`, 1);
  }
  stamp(root);
}

// ---- which Node -----------------------------------------------------------------------------------------------

/** The Node of node_modules if it runs, else the one that runs this if it is new enough, else undefined. */
async function findNode() {
  const base = join(root, "node_modules", "node", "bin");
  const own = [join(base, "node"), join(base, "node.exe")].find((file) => existsSync(file));
  if (own && (await run(own, ["--version"], { capture: true })).status === 0) return own;
  return Number(process.versions.node.split(".")[0]) >= 22 ? process.execPath : undefined;
}

// ---- running things -------------------------------------------------------------------------------------------

export function exitStatus(code, signal) {
  return signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
}

/**
 * Runs a program to its end. Ctrl-C is sent by the terminal to all of its processes, the child included, so it is not
 * passed on then: we only outlive the child, and leave with its status. A signal sent to us alone is passed on.
 */
function run(file, args, { shell = false, capture = false, env = process.env } = {}) {
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  return new Promise((done) => {
    const child = spawn(file, args, { cwd: root, env, shell, stdio: capture ? ["ignore", "pipe", "pipe"] : "inherit" });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    let last = 0;
    const forward = (signal) => {
      // npm passes a signal on that the terminal or a process group has delivered already: two within a moment are one.
      const now = Date.now();
      if (!(terminal && signal === "SIGINT") && now - last > 500) child.kill(signal);
      last = now;
    };
    const signals = ["SIGINT", "SIGTERM"];
    for (const signal of signals) process.on(signal, forward);
    // npm puts a shell between us and itself, and a signal sent to npm ends that shell only. Without a parent we stop too.
    const parent = process.env.npm_lifecycle_event ? process.ppid : undefined;
    const orphaned = setInterval(() => {
      if (parent === undefined || process.ppid === parent) return;
      clearInterval(orphaned);
      child.kill("SIGTERM");
    }, 500);
    const end = (result) => {
      clearInterval(orphaned);
      for (const signal of signals) process.off(signal, forward);
      done({ output, missing: false, ...result });
    };
    child.once("error", (error) => end({ status: 1, missing: error.code === "ENOENT" }));
    child.once("close", (code, signal) => end({ status: exitStatus(code, signal) }));
  });
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line, status) {
  say(line);
  process.exit(status);
}

async function main([task, ...args]) {
  if (!Object.hasOwn(tasks, task ?? "")) fail(`usage: node setup.mjs ${Object.keys(tasks).join("|")} [arguments]`, 2);
  const steps = tasks[task](args);
  if (needsInstall()) await install();
  const node = await findNode();
  if (!node)
    fail(
      `The Node.js 24 that npm should have installed does not run, and this one is ${process.version}. Run \`npm ci --ignore-scripts=false\`, or use Node.js 22 or later.`,
      1,
    );
  const env = {
    ...process.env,
    PATH: [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter),
  };
  // A log file or a pipe gets plain text.
  if (!process.stdout.isTTY && !env.FORCE_COLOR) env.NO_COLOR = "1";
  for (const [script, ...rest] of steps) {
    const { status } = await run(node, [join(root, script), ...rest], { env });
    if (status === 0) continue;
    // Whoever reads only the last line still learns that nothing was tested.
    if (task === "test" && script === "build.mjs" && status < 128) process.stdout.write("0 passed, 1 failed\n");
    process.exit(status);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2)).catch((error) => fail(error.message, 1));
}
