import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import type { Background } from "../../contracts/background.ts";
import { mayReadData } from "../commands/trust.ts";
import { plainText } from "../text.ts";
import { dataFilesInWorkspace, isDataFile, isSound, soundFoldersInWorkspace } from "./dataFiles.ts";

/**
 * A config for data of the person's own: from the list of *New Experiment*, or from the explorer's menu of a data file. The task is
 * guessed from what the files hold, and said; the config is written beside them, under a name that is free, and opened.
 */
export class OwnDataCommand {
  constructor(private readonly background: Background) {}

  /** `all` are the files that are selected in the explorer, where `clicked` is one of them. */
  async run(clicked?: vscode.Uri, all: readonly vscode.Uri[] = []): Promise<void> {
    if (!(await mayReadData())) return;
    const files = clicked instanceof vscode.Uri ? selected(clicked, all) : await chooseData();
    if (files === undefined || files.length === 0) return;
    // Sounds are read with the texts beside them, as a folder.
    const paths = new Set(files.map((file) => (isSound(file) ? dirname(file.fsPath) : file.fsPath)));
    const [first] = paths;
    const { file, text, said } = await this.background.ownExperiment([...paths], homeOf(first));
    const config = vscode.Uri.file(file);
    const { commands, l10n, window, workspace } = vscode;
    await workspace.fs.writeFile(config, new TextEncoder().encode(text));
    await window.showTextDocument(config);
    const train = l10n.t("Train RNN");
    if ((await window.showInformationMessage(said, train)) === train) {
      await commands.executeCommand("unroll.train", config);
    }
  }
}

/** A menu on one of several that are selected is about them all; on another it is about that alone. */
function selected(clicked: vscode.Uri, all: readonly vscode.Uri[]): readonly vscode.Uri[] {
  return all.some((uri) => uri.toString() === clicked.toString()) ? all : [clicked];
}

/** The folder for a config: beside its data, but not outside the workspace where these are the whole of it. */
function homeOf(path: string): string {
  const roots = vscode.workspace.workspaceFolders ?? [];
  return roots.some(({ uri }) => uri.fsPath === path) ? path : dirname(path);
}

/** One of the workspace's data files, that of the active editor first, a folder of sounds, or any files of the disk. */
async function chooseData(): Promise<readonly vscode.Uri[] | undefined> {
  const { l10n, window, workspace } = vscode;
  const active = window.activeTextEditor?.document.uri;
  const open = active && isDataFile(active) ? [active] : [];
  const soundFolders = await soundFoldersInWorkspace();
  // Texts beside sounds are no data by themselves.
  const isPassedOver = (uri: vscode.Uri) =>
    uri.toString() === open[0]?.toString() ||
    soundFolders.some(({ folder }) => uri.path.startsWith(`${folder.path}/`) && uri.path.endsWith(".txt"));
  const others = (await dataFilesInWorkspace()).filter((uri) => !isPassedOver(uri));
  const folderOf = (uri: vscode.Uri) => {
    const folder = dirname(workspace.asRelativePath(uri));
    return folder === "." ? "" : folder;
  };
  const item = (icon: string, uri: vscode.Uri, description: string) => {
    return { label: `$(${icon}) ${plainText(basename(uri.path))}`, description: plainText(description), files: [uri] };
  };
  const items = [
    ...open.map((uri) => item("file", uri, l10n.t("open in the editor"))),
    ...soundFolders.map(({ folder, sounds }) => item("folder", folder, l10n.t("{0} sounds with texts", sounds))),
    ...others.map((uri) => item("file", uri, folderOf(uri))),
  ];
  const elsewhere = { label: `$(folder-opened) ${l10n.t("Choose Files…")}`, description: "", files: undefined };
  const sounds = { label: `$(unmute) ${l10n.t("Choose a Folder of Sounds…")}`, description: "", files: undefined };
  const placeHolder = l10n.t("Choose the data to train on. Unroll guesses the task from the files.");
  const all = [...items, elsewhere, sounds];
  const chosen = await window.showQuickPick(all, { placeHolder, matchOnDescription: true });
  if (chosen === elsewhere) return await chooseFiles();
  return chosen === sounds ? await chooseFolder() : chosen?.files;
}

async function chooseFolder(): Promise<readonly vscode.Uri[] | undefined> {
  const openLabel = vscode.l10n.t("Use This Folder");
  return await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel });
}

async function chooseFiles(): Promise<readonly vscode.Uri[] | undefined> {
  const openLabel = vscode.l10n.t("Use These Files");
  return await vscode.window.showOpenDialog({ canSelectMany: true, openLabel });
}
