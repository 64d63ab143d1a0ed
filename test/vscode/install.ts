/**
 * The VS Code server that the tests run in: the `lib/vscode` folder of the npm package `code-server`, which is VS
 * Code's own web server built from its sources. Version 4.x.y holds VS Code 1.x.y. Each comes with the Node that this
 * VS Code was made for: under Node 24 the extension host of 1.103 stops while it loads extensions, and the newer Node
 * would show an older VS Code faster than people have it.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "./paths.ts";
import { run } from "./run.ts";

/** The newest VS Code we test in, and one near the oldest that package.json promises to support. */
export const serverVersions = {
  current: { codeServer: "4.139.1", node: "24.21.0" },
  floor: { codeServer: "4.103.2", node: "22.17.0" },
} as const;

export type ServerVersion = keyof typeof serverVersions;

/** Raised when the steps below change, so that an older installation is not taken for one of theirs. */
const recipe = 1;

const nodeProgram = process.platform === "win32" ? "node.exe" : "node";

export interface ServerInstallation {
  /** The Node program that runs it. */
  readonly node: string;
  /** The script to run. */
  readonly entry: string;
}

const underWay = new Map<ServerVersion, Promise<ServerInstallation>>();

/** Installs the server unless it is there. Two processes may do this at once: the first to finish wins. */
export function installServer(
  version: ServerVersion = "current",
  say = (_line: string) => {},
): Promise<ServerInstallation> {
  const installation = underWay.get(version) ?? install(version, say);
  underWay.set(version, installation);
  return installation;
}

async function install(version: ServerVersion, say: (line: string) => void): Promise<ServerInstallation> {
  const { codeServer, node } = serverVersions[version];
  const folder = path.join(cacheFolder, `code-server-${codeServer}-${recipe}`);
  const installation = {
    node: path.join(folder, "node/bin", nodeProgram),
    entry: path.join(folder, "server/out/server-main.js"),
  };
  if (existsSync(folder)) return installation;

  const started = performance.now();
  say(`Installing the VS Code server of code-server ${codeServer} into ${cacheFolder} …`);
  await mkdir(cacheFolder, { recursive: true });
  // The finished folder appears by a rename, so its existence is the proof that it is whole.
  const work = await mkdtemp(path.join(cacheFolder, ".installing-"));
  try {
    const complaint = await fill(work, codeServer, node);
    await rename(work, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    say(`… done in ${Math.round((performance.now() - started) / 1000)} s.`);
    if (complaint !== undefined)
      say(`Its logs and output channels stay empty, as they could not be built: ${complaint}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return installation;
}

/** Fills `folder` with `server` and `node`; answers with what was wrong with the building of native modules, if so. */
async function fill(folder: string, codeServer: string, nodeVersion: string): Promise<string | undefined> {
  const server = path.join(folder, "server");
  const node = path.join(folder, "node");
  const platform = process.platform === "win32" ? "win" : process.platform;
  await Promise.all([
    unpack(`node-${platform}-${process.arch}@${nodeVersion}`, "package", node),
    unpack(`code-server@${codeServer}`, "package/lib/vscode", server),
  ]);
  const env = { PATH: `${path.join(node, "bin")}${path.delimiter}${process.env.PATH ?? ""}`, npm_config_nodedir: node };
  const install = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  const folders = [server, path.join(server, "extensions")];
  await Promise.all(folders.map((cwd) => run("npm", install, { cwd, env })));
  await addSearch(server, `${process.platform}-${process.arch}`);
  // They carry logs and output channels to the disk, and end an extension host whose server is gone. A current VS Code
  // runs without them, which is forgiven for want of a compiler; an older one does not.
  const modules = ["@vscode/spdlog", "@vscode/native-watchdog", "native-watchdog"];
  const complaint = await run("npm", ["rebuild", ...modules], { cwd: server, env }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (complaint !== undefined && existsSync(path.join(server, "node_modules/native-watchdog"))) {
    throw new Error(`The VS Code of code-server ${codeServer} needs a C++ compiler.\n${complaint}`);
  }
  // Only the building needed these.
  await rm(path.join(node, "include"), { recursive: true, force: true });
  return complaint;
}

/** Older versions of VS Code download ripgrep, with which quick open finds files, from elsewhere than npm. */
async function addSearch(server: string, platform: string): Promise<void> {
  const ripgrep = path.join(server, "node_modules/@vscode/ripgrep");
  if (!existsSync(ripgrep) || existsSync(path.join(ripgrep, "bin"))) return;
  await unpack("@vscode/ripgrep-universal@1.18.0", `package/bin/${platform}`, path.join(ripgrep, "bin"));
}

/** Fetches an npm package without its dependencies and extracts one folder of it as `into`. */
async function unpack(specifier: string, folder: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  const answer = await run("npm", ["pack", specifier, "--silent"], { cwd: into });
  const archive = answer.trim().split("\n").at(-1) as string;
  await run("tar", ["-xzf", archive, `--strip-components=${folder.split("/").length}`, folder], { cwd: into });
  await rm(path.join(into, archive));
}
