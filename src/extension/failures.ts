import { basename } from "node:path";
import * as vscode from "vscode";
import type { Background } from "../protocol/background.ts";
import type { ErrorEvent } from "../protocol/runEvents.ts";
import { sentences } from "./sentences.ts";
import type { Training } from "./trainings.ts";

/** Codes whose hint is about the command line; here a button does it. */
const answeredByButton = new Set(["drift", "already-finished"]);

type Failure = ErrorEvent & { key?: string };

/** Says once what ended a training, what to do about it, and offers to do it. */
export async function showFailure(training: Training, background: Background): Promise<void> {
  const { name, error, request, configFile, run } = training;
  if (error === undefined) return;
  const { code, message, file } = error;
  const { l10n } = vscode;
  const place = file !== undefined && (error.line !== undefined || error.key !== undefined);
  const open = l10n.t("Open {0}", basename(file ?? ""));
  const log = l10n.t("Show Log");
  const resumeAnyway = l10n.t("Resume Anyway");
  const resume = l10n.t("Resume Training");
  // A bug would end it the same way again.
  const resumable = run?.record.resumable && run.record.progress.hasCheckpoint && !place && code !== "internal";
  const buttons = [
    ...(code === "drift" ? [resumeAnyway] : []),
    ...(place ? [open] : []),
    ...(resumable ? [resume] : []),
    log,
  ];
  const hint = answeredByButton.has(code) ? "" : (error.hint ?? "");
  // A bug's stack belongs into the log.
  const said = code === "internal" ? message.split("\n")[0] : message;
  const chosen = await vscode.window.showErrorMessage(sentences(`${name}: ${said}`, hint), ...buttons);
  if (chosen === log) await vscode.commands.executeCommand("unroll.showLog");
  else if (chosen === open) await openPlace(error, configFile, background);
  else if (chosen === resume) await vscode.commands.executeCommand("unroll.resume", run?.folder);
  else if (chosen === resumeAnyway) {
    await vscode.commands.executeCommand("unroll.resume", request.resume, { allowDrift: true });
  }
}

/** Opens the file of an error at its line, or at the key of the config that it is about. */
async function openPlace(error: Failure, configFile: string, background: Background): Promise<void> {
  const uri = vscode.Uri.file(error.file ?? configFile);
  const selection = await selectionOf(error, uri, background).catch(() => undefined);
  await vscode.commands.executeCommand("vscode.open", uri, { selection });
}

async function selectionOf({ line, column, key }: Failure, uri: vscode.Uri, background: Background) {
  if (line !== undefined) return new vscode.Range(line - 1, (column ?? 1) - 1, line - 1, (column ?? 1) - 1);
  if (key === undefined || !uri.path.endsWith(".rnnconfig")) return undefined;
  const range = await background.keyRange((await vscode.workspace.openTextDocument(uri)).getText(), key);
  if (range === undefined) return undefined;
  const { start, end } = range;
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}
