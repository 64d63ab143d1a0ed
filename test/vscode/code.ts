/**
 * Opens a VS Code with the extension as it is in this repository: `node test/vscode/code.ts [folder]`.
 *
 * The desktop VS Code when `code` is on the PATH; else, or with `--browser`, a server and the browser of the machine.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { parseArgs } from "node:util";
import { findProgram } from "./chromium.ts";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: "boolean" }, extension: { type: "string" }, port: { type: "string" } },
});
const folder = path.resolve(positionals[0] ?? path.join(repository, "media/templates"));
const extension = path.resolve(values.extension ?? repository);

const code = values.browser ? undefined : findProgram(["code", "code-insiders", "codium"]);
if (code !== undefined) await openDesktop(code);
else await openServer();

async function openDesktop(program: string): Promise<void> {
  console.log(`Opening ${folder} in ${program} …`);
  const args = ["--new-window", `--extensionDevelopmentPath=${extension}`, folder];
  const child = spawn(program, args, { stdio: "inherit", shell: process.platform === "win32" });
  child.once("error", (error) => console.error(`${program} did not start: ${error.message}`));
  const [status] = await once(child, "close");
  process.exitCode = status ?? 1;
}

async function openServer(): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  await using server = await Server.start({
    name: "code",
    extensions: [extension],
    port: Number(values.port ?? 0),
    endWhenIdle: false,
    settings: { "window.confirmBeforeClose": "keyboardOnly" },
    say: console.log,
  });
  const address = `${server.url}/?folder=${encodeURI(folder)}`;
  console.log(`VS Code is at\n\n  ${address}\n\nReload the page after a build. Ctrl-C ends it.`);
  openBrowser(address);
  await ended;
}

/** Where there is no browser to open, the printed address is enough. */
function openBrowser(address: string): void {
  const [program, ...args] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const child = spawn(program, [...args, address], { stdio: "ignore", detached: true });
  child.once("error", () => {});
  child.unref();
}
