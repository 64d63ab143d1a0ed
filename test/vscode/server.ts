import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { installServer, type ServerInstallation, type ServerVersion } from "./install.ts";
import { outputFolder } from "./paths.ts";
import { type Profile, writeProfile } from "./profile.ts";
import { run } from "./run.ts";
import { until } from "./until.ts";

export interface ServerOptions extends Profile {
  version?: ServerVersion;
  /** Names its logs: `test/output/<name>.log`, and after the end those of the extension hosts in `<name>-logs`. */
  name?: string;
  /** Packed extensions, installed by VS Code itself before it starts. */
  vsix?: readonly string[];
  /** 0, the default, lets the system choose. */
  port?: number;
  /** Lets an address ask for an extension under development and for a suite; silences notification toasts. */
  development?: boolean;
  /** Ends a server that nobody has been connected to for five minutes, as when its test was killed. On by default. */
  endWhenIdle?: boolean;
  /** Where an installation announces itself. */
  say?: (line: string) => void;
}

/** A VS Code server of our own: its own port, settings and extensions, gone without a trace after `stop`. */
export class Server {
  /** As in `http://127.0.0.1:4321`: by this host a browser holds it for secure, which webviews need. */
  readonly url: string;
  readonly port: number;
  /** Holds `extensions`, `data/User` and `data/logs`. */
  readonly dataFolder: string;
  /** What the server prints. */
  readonly logFile: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, dataFolder: string, logFile: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.port = port;
    this.dataFolder = dataFolder;
    this.logFile = logFile;
    this.#child = child;
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    const installation = await installServer(options.version, options.say);
    const dataFolder = await mkdtemp(path.join(tmpdir(), "unroll-vscode-"));
    const logFile = path.join(outputFolder, `${options.name ?? "server"}.log`);
    let child: ChildProcess | undefined;
    try {
      await writeProfile(dataFolder, options);
      for (const vsix of options.vsix ?? []) {
        const args = ["--install-extension", path.resolve(vsix), "--force", ...dataArguments(dataFolder)];
        await run(installation.node, [installation.entry, ...args], { env: cleanEnvironment() });
      }
      await mkdir(outputFolder, { recursive: true });
      child = launch(installation, dataFolder, options);
      return new Server(child, await listening(child, logFile), dataFolder, logFile);
    } catch (error) {
      if (child !== undefined) await end(child);
      await rm(dataFolder, { recursive: true, force: true });
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** What the server has printed so far. */
  log(): Promise<string> {
    return readFile(this.logFile, "utf8");
  }

  async stop(): Promise<void> {
    await end(this.#child);
    const logs = path.join(this.dataFolder, "data/logs");
    const kept = this.logFile.replace(/\.log$/, "-logs");
    await rm(kept, { recursive: true, force: true });
    await cp(logs, kept, { recursive: true }).catch(() => {});
    await rm(this.dataFolder, { recursive: true, force: true, maxRetries: 3 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function launch({ node, entry }: ServerInstallation, dataFolder: string, options: ServerOptions): ChildProcess {
  const args = [entry, "--host", "127.0.0.1", "--port", String(options.port ?? 0), "--without-connection-token"];
  args.push(
    "--accept-server-license-terms",
    "--disable-update-check",
    "--telemetry-level",
    "off",
    ...dataArguments(dataFolder),
  );
  if ((options.trust ?? "off") === "off") args.push("--disable-workspace-trust");
  if (options.development) args.push("--enable-smoke-test-driver");
  if (options.endWhenIdle ?? true) args.push("--enable-remote-auto-shutdown");
  const child = spawn(node, args, {
    env: cleanEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that extension hosts and file watchers end with it.
    detached: process.platform !== "win32",
  });
  const endNow = () => signal(child, "SIGKILL");
  process.once("exit", endNow);
  child.once("exit", () => process.off("exit", endNow));
  return child;
}

function dataArguments(dataFolder: string): string[] {
  return ["--server-data-dir", dataFolder, "--extensions-dir", path.join(dataFolder, "extensions")];
}

/**
 * The server must neither believe that another VS Code started it nor run under a test runner's loaders; and without
 * a gallery it does not wait for a network that tests must not depend on.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|VITEST|ELECTRON_|NODE_OPTIONS$|NODE_ENV$)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: "{}" };
}

/** Writes what the server prints to its log, and answers with the port that it names. */
async function listening(child: ChildProcess, logFile: string): Promise<number> {
  let printed = "";
  let failure: Error | undefined;
  const log = createWriteStream(logFile);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text) => {
      if (printed.length < 100_000) printed += text;
      log.write(text);
    });
  }
  child.once("error", (error) => {
    failure = error;
  });
  child.once("close", () => log.end());
  const answer = await until(
    "the VS Code server to listen",
    () => (failure !== undefined || ended(child) ? "ended" : /listening on (\d+)/.exec(printed)?.[1]),
    { seen: () => printed },
  );
  if (answer === "ended") throw new Error(`The VS Code server did not start:\n${printed}`, { cause: failure });
  return Number(answer);
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (!ended(child)) {
    signal(child, "SIGTERM");
    await until("the server to end", () => ended(child), { timeout: 5_000 }).catch(() => {});
  }
  // Also when the server went by itself: a member of its group may not have.
  signal(child, "SIGKILL");
  await until("the server to end", () => ended(child));
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-(child.pid as number), name);
  } catch {
    // Nobody is left.
  }
}
