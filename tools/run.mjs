// What every npm script starts: `node tools/run.mjs TASK [arguments]`.
//
// It installs the packages of package-lock.json where they are missing, then runs the steps of the task, with the Node that is
// one of these packages. It begins with the Node of the machine, before anything is installed: nothing newer than Node 20 here.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const build = ["tools/build.mjs"];
const vitest = ["node_modules/vitest/vitest.mjs", "run"];
// Everything is in the bundles; no repository is named whose address could stand in for relative links.
const vsce = ["node_modules/@vscode/vsce/vsce", "package", "--no-dependencies", "--allow-missing-repository"];
const vsceReadme = ["--no-rewrite-relative-links", "--readme-path", "dist/README.md"];

/** The steps of each task; the first that fails ends it. */
export const tasks = {
  start: (args) => [build, ["dist/cli.js", "start", ...args]],
  // `npm test -- fast` leaves out what starts a window, a browser or many processes; `npm test -- FILE` runs one file.
  test: ([first, ...rest]) => [
    build,
    first === undefined ? ["test/all.ts"] : [...vitest, ...(first === "fast" ? ["--mode", "fast"] : [first]), ...rest],
  ],
  build: (args) => [[...build, ...args]],
  watch: () => [["--watch-path=src", "--watch-path=webview", "--watch-preserve-output", ...build]],
  code: (args) => [build, ["test/vscode/code.ts", ...args]],
  panels: (args) => [build, ["test/support/panels/serve.ts", ...args]],
  desktop: (args) => [build, [...vitest, "test/vscode/extensionSuite.test.ts", "-t", "desktop", ...args]],
  package: (args) => [
    [...build, "--production"],
    [...vsce, ...vsceReadme, ...args],
  ],
  bench: (args) => [build, ["test/bench/main.ts", ...args]],
  fuzz: (args) => [build, [...vitest, "--mode", "fuzz", ...args]],
  faults: (args) => [build, [...vitest, "--mode", "faults", ...args]],
  interop: (args) => [build, [...vitest, "--mode", "interop", ...args]],
  check: (args) => [build, [...vitest, "test/checks", ...args]],
  format: () => [["node_modules/@biomejs/biome/bin/biome", "check", "--write"]],
};

/**
 * Whether `folder` holds the packages of its lock file. npm writes what it has installed to node_modules/.package-lock.json, as
 * the last thing; packages for other machines are not in there.
 */
export function isInstalled(folder) {
  try {
    const packagesOf = (file) => JSON.parse(readFileSync(join(folder, file), "utf8")).packages;
    const installed = packagesOf("node_modules/.package-lock.json");
    return Object.entries(packagesOf("package-lock.json")).every(
      ([path, { version, optional, devOptional, peer }]) =>
        path === "" ||
        (installed[path] ? installed[path].version === version : optional || devOptional || peer || false),
    );
  } catch {
    return false;
  }
}

async function install() {
  console.error(
    "Installing the development tools with npm: half a minute to three, once; about 550 MB in node_modules …",
  );
  // Gone first, so that an installation that is interrupted is made again.
  rmSync(join(root, "node_modules/.package-lock.json"), { force: true });
  const command = "npm ci --include=dev --no-audit --no-fund --no-progress --loglevel=error";
  // All that npm says goes to standard error: the task's own output stays clean.
  const { code, signal } = await run(command, [], { shell: true, stdio: ["ignore", 2, 2] });
  if (code !== 0)
    leave("The installation failed. Run the same command again when what npm says above is mended.", code, signal);
}

/** The Node of node_modules, or that of the machine where the former does not run and the latter is new enough. */
function findNode() {
  const own = ["node", "node.exe"].map((name) => join(root, "node_modules/node/bin", name)).find(existsSync);
  if (own && spawnSync(own, ["--version"]).status === 0) return own;
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  return leave(
    "The Node.js 24 of node_modules does not run. Run `npm ci --ignore-scripts=false`, or use Node.js 24.",
    1,
  );
}

/** Runs a program to its end and passes on signals that only this process got. */
function run(file, args, options) {
  return new Promise((done) => {
    const child = spawn(file, args, { cwd: root, ...options });
    // Ctrl-C in a terminal reaches all its processes, the child too: here it only must not end this one first.
    const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    const passOn = (signal) => (signal === "SIGINT" && terminal) || child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, passOn);
    // npm starts a shell that starts this. A signal to npm ends the shell alone, so a parent that has gone is a signal too.
    const parent = process.ppid;
    const orphaned = setInterval(() => {
      if (!process.env.npm_lifecycle_event || process.ppid === parent) return;
      clearInterval(orphaned);
      child.kill("SIGTERM");
    }, 500);
    child.once("error", ({ message }) => leave(message, 1));
    child.once("close", (code, signal) => {
      clearInterval(orphaned);
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, passOn);
      done({ code, signal });
    });
  });
}

function leave(message, code, signal) {
  if (message) console.error(message);
  process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1));
}

async function main([task, ...args]) {
  if (!Object.hasOwn(tasks, task ?? ""))
    leave(`usage: node tools/run.mjs ${Object.keys(tasks).join("|")} [arguments]`, 2);
  if (!isInstalled(root)) await install();
  const node = findNode();
  const path = [dirname(node), join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path };
  // A log file or a pipe gets plain text.
  if (!process.stdout.isTTY && !env.FORCE_COLOR) env.NO_COLOR = "1";
  for (const step of tasks[task](args)) {
    const { code, signal } = await run(node, step, { env, stdio: "inherit" });
    if (code === 0) continue;
    // Whoever reads only the last line still learns that nothing was tested.
    if (task === "test" && step === build && !signal) console.log("0 passed, 1 failed");
    leave("", code, signal);
  }
}

// Started, not imported; the folder may be a link.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await main(process.argv.slice(2));
