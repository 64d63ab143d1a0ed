import * as vscode from "vscode";
import { shellLine } from "../text.ts";

/** *Show Command Line*: how to train the same config without a window. */
export async function showCommandLine(script: string): Promise<void> {
  const { l10n, window, env } = vscode;
  const document = window.activeTextEditor?.document;
  const file = document?.languageId === "rnnconfig" && document.uri.scheme === "file" ? document.fileName : undefined;
  const line = shellLine(script, process.platform, file);
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
