import * as vscode from "vscode";
import type { Background } from "../../contracts/background.ts";
import { type Template, templates } from "../../templates/index.ts";
import type { OwnDataCommand } from "./ownData.ts";

/**
 * *New Experiment*: a config for data of the person's own, or one with its data, from a list, into a folder that the person names. The
 * latter works in Restricted Mode too: what it writes is new and our own, and it starts nothing.
 */
export class NewExperimentCommand {
  /** `shipped` is the folder of the configs and data that ship. */
  constructor(
    private readonly background: Background,
    private readonly shipped: string,
    private readonly ownData: OwnDataCommand,
  ) {}

  async run(): Promise<void> {
    const template = await chooseTemplate();
    if (template === "own") return await this.ownData.run();
    const folder = template && (await chooseFolder(template));
    if (template === undefined || folder === undefined) return;
    const { l10n, window, workspace } = vscode;
    const obstacle = await fileInTheWay(folder, template);
    if (obstacle !== undefined) {
      void window.showErrorMessage(
        l10n.t("{0} already exists. Existing files are never overwritten, so nothing was written.", obstacle),
      );
      return;
    }
    for (const { name, content } of await this.background.experimentFiles(template.name, this.shipped)) {
      await workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), content);
    }
    const config = vscode.Uri.joinPath(folder, template.configs[0]);
    await window.showTextDocument(config);
    const train = l10n.t("Train RNN");
    // What to expect of it stands in the list of templates.
    if ((await window.showInformationMessage(l10n.t(template.expect), train)) === train) {
      await vscode.commands.executeCommand("unroll.train", config);
    }
  }
}

async function chooseTemplate(): Promise<Template | "own" | undefined> {
  const { l10n, window, QuickPickItemKind } = vscode;
  const samples = templates.map((template) => {
    const { name, about, expect } = template;
    return { template, label: name, description: l10n.t(about), detail: l10n.t(expect) };
  });
  const own = {
    template: "own" as const,
    label: `$(file-text) ${l10n.t("From My Own Data…")}`,
    description: l10n.t("A text, CSV, JSON Lines or CoNLL file, or a time series"),
    detail: l10n.t("Unroll guesses the task from the file, and writes a config next to it."),
  };
  const heading = (label: string) => ({ template: undefined, label, kind: QuickPickItemKind.Separator });
  const items = [own, heading(l10n.t("samples, with their data")), ...samples];
  const placeHolder = l10n.t("Choose an experiment");
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await window.showQuickPick(items, options))?.template;
}

/** A new folder in the workspace, by its name, or any folder of the disk. */
async function chooseFolder(template: Template): Promise<vscode.Uri | undefined> {
  const { l10n, window, workspace } = vscode;
  const roots = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  if (roots.length === 0) return await chooseAnyFolder();
  const inside = roots.map(({ name, uri }) => ({ label: `$(new-folder) ${l10n.t("A new folder in {0}", name)}`, uri }));
  const elsewhere = { label: `$(folder-opened) ${l10n.t("Choose a folder…")}`, uri: undefined };
  const placeHolder = l10n.t("Choose a folder for the experiment");
  const place = await window.showQuickPick([...inside, elsewhere], { placeHolder });
  if (place === undefined) return undefined;
  return place.uri === undefined ? await chooseAnyFolder() : await nameFolder(place.uri, template);
}

async function chooseAnyFolder(): Promise<vscode.Uri | undefined> {
  const openLabel = vscode.l10n.t("Write Experiment Here");
  const chosen = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel });
  return chosen?.[0];
}

async function nameFolder(root: vscode.Uri, template: Template): Promise<vscode.Uri | undefined> {
  const { l10n, window, Uri } = vscode;
  const name = await window.showInputBox({
    title: l10n.t("New Experiment"),
    prompt: l10n.t("Folder name"),
    value: template.name,
    validateInput: async (name) => {
      if (!isFolderName(name)) return l10n.t("Use a name without slashes or other special characters");
      const obstacle = await fileInTheWay(Uri.joinPath(root, name), template);
      return obstacle && l10n.t("{0} already exists. Choose another name.", obstacle);
    },
  });
  return name === undefined ? undefined : Uri.joinPath(root, name);
}

function isFolderName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: some file systems take them, but nobody means them
  return /^[^\\/:*?"<>|\x00-\x1f]+$/.test(name) && !/^\.+$|^\s|[\s.]$/.test(name);
}

/** What of an experiment's files is there already, as the person knows it. */
async function fileInTheWay(folder: vscode.Uri, { configs, data }: Template): Promise<string | undefined> {
  for (const name of [...configs, ...Object.keys(data)]) {
    const file = vscode.Uri.joinPath(folder, name);
    const found = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (found) return vscode.workspace.asRelativePath(file);
  }
  return undefined;
}
