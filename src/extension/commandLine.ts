import * as vscode from "vscode";

/** How a shell of this platform is told to run the command line that comes with the extension. */
export function commandLine(script: string, platform: NodeJS.Platform, file?: string): string {
  return [
    "node",
    quoted(script, platform),
    ...(file === undefined ? ["--help"] : ["train", quoted(file, platform)]),
  ].join(" ");
}

/** Double quotes serve PowerShell and cmd, whose file names hold none; a POSIX shell takes single ones. */
function quoted(path: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return `"${path}"`;
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** *Show Command Line*: how to train the same config without a window. */
export async function showCommandLine(script: string): Promise<void> {
  const { l10n, window, env } = vscode;
  const document = window.activeTextEditor?.document;
  const file = document?.languageId === "rnnconfig" && document.uri.scheme === "file" ? document.fileName : undefined;
  const line = commandLine(script, process.platform, file);
  const copy = l10n.t("Copy");
  const open = l10n.t("Open Terminal");
  const message = l10n.t("The same trainer runs in a terminal, with Node.js 20 or later: {0}", line);
  const chosen = await window.showInformationMessage(message, copy, open);
  if (chosen === copy) await env.clipboard.writeText(line);
  if (chosen !== open) return;
  const terminal = window.createTerminal({ name: "Unroll" });
  terminal.show();
  // Typed, not run: the person presses Enter.
  terminal.sendText(line, false);
}
