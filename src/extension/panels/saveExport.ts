import { basename, dirname, extname, join } from "node:path";
import * as vscode from "vscode";

/** Asks where to save what a panel made, beside the config unless somebody chooses another place, and writes it there. */
export async function saveExport(
  configFile: string,
  name: string,
  content: string | ArrayBuffer | Uint8Array,
): Promise<void> {
  const { l10n, window, workspace, Uri } = vscode;
  const ending = extname(name).slice(1);
  // A name may hold what no file name may.
  const proposed = basename(name.replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, "_"));
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(dirname(configFile), proposed)),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (target === undefined) return;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
  try {
    await workspace.fs.writeFile(target, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(
      l10n.t("{0} could not be saved: {1} Choose another place and save it again.", basename(target.path), reason),
    );
    return;
  }
  const open = l10n.t("Open");
  const saved = l10n.t("{0} is saved.", basename(target.path));
  if ((await window.showInformationMessage(saved, open)) === open)
    await vscode.commands.executeCommand("vscode.open", target);
}
