import { stat } from "node:fs/promises";
import * as vscode from "vscode";

const extension = ".rnnconfig";

export function isConfig({ document }: vscode.TextEditor): boolean {
  return document.languageId === "rnnconfig" || document.fileName.endsWith(extension);
}

/** The config in the active editor, or with the focus in a panel the one config in sight; of a comparison, the side on the disk. */
export async function activeConfig(): Promise<vscode.Uri | undefined> {
  const { activeTextEditor: active, visibleTextEditors } = vscode.window;
  if (active !== undefined) return isConfig(active) ? await onDisk(active.document.uri) : undefined;
  const shown = new Map<string, vscode.Uri>();
  for (const editor of visibleTextEditors.filter(isConfig)) {
    const uri = await onDisk(editor.document.uri);
    shown.set(uri.toString(), uri);
  }
  return shown.size === 1 ? [...shown.values()][0] : undefined;
}

/**
 * Where a config lies that an editor shows. The older side of a comparison, which git or the timeline keeps, stands for the file that
 * it is compared with; what git shows alone stands for the file that it is a version of.
 */
export async function onDisk(uri: vscode.Uri): Promise<vscode.Uri> {
  if (uri.scheme === "file" || uri.scheme === "untitled") return uri;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  for (const { input } of tabs) {
    if (!(input instanceof vscode.TabInputTextDiff)) continue;
    const sides = [input.modified, input.original];
    const file = sides.find(({ scheme }) => scheme === "file");
    if (file !== undefined && sides.some((side) => side.toString() === uri.toString())) return file;
  }
  const file = vscode.Uri.file(uri.path);
  const exists = await stat(file.fsPath).then(
    (found) => found.isFile(),
    () => false,
  );
  return uri.scheme === "git" && exists ? file : uri;
}
