import { dirname, relative, sep } from "node:path";
import * as vscode from "vscode";
import type { ChooseDataFileParams } from "../../contracts/languageServer.ts";

/** The quick fix of a file that is not there: asks for files, and puts their paths in the place of a value of a config. */
export async function chooseDataFile({ uri, range: { start, end } }: ChooseDataFileParams): Promise<void> {
  const { l10n, window, workspace, Uri, Range, WorkspaceEdit } = vscode;
  const config = Uri.parse(uri);
  const folder = dirname(config.fsPath);
  const openLabel = l10n.t("Learn from These");
  const defaultUri = Uri.file(folder);
  const chosen = await window.showOpenDialog({ canSelectMany: true, openLabel, defaultUri });
  if (chosen === undefined || chosen.length === 0) return;
  const paths = chosen.map(({ fsPath }) => relative(folder, fsPath).replaceAll(sep, "/"));
  const edit = new WorkspaceEdit();
  const text = JSON.stringify(paths.length === 1 ? paths[0] : paths, null, 1)
    .replace(/\n */g, " ")
    .replace(/\[ | \]/g, (bracket) => bracket.trim());
  edit.replace(config, new Range(start.line, start.character, end.line, end.character), text);
  await workspace.applyEdit(edit);
}
