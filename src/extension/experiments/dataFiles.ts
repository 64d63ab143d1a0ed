import { dirname, isAbsolute, relative, sep } from "node:path";
import * as vscode from "vscode";
import { commonFolder } from "../../base/commonFolder.ts";
import type { ChooseDataFileParams, DataFilesResult } from "../../contracts/languageServer.ts";

/** Endings of files that hold text to learn from; parallel files are called after their side, or their language. */
const endings =
  "txt,text,md,markdown,rst,tex,csv,tsv,tab,dat,json,jsonl,ndjson,conll,conllu,iob,iob2,bio,iobes,xml,html,log,py,js,ts,c,h,cpp,java,go,rs,abc,src,tgt,de,en,fr,es,it,pt,nl,ru,zh,ja";
const ending = new RegExp(`\\.(${endings.replaceAll(",", "|")})$`, "i");
/** Folders of tools, and runs. */
const passedOver = "**/{node_modules,.*}/**";
/** More than this nobody reads in a list. */
const MOST = 200;

/** Sounds that are looked for, and of a folder those whose texts are. */
const MOST_SOUNDS = 1000;
const LOOKED_AT = 5;

export function isSound({ scheme, path }: vscode.Uri): boolean {
  return scheme === "file" && /\.wave?$/i.test(path);
}

/** A folder of sounds, and how many lie in it and below. */
export interface SoundFolder {
  folder: vscode.Uri;
  sounds: number;
}

/** Folders of the workspace in which sounds lie with their texts beside them. */
export async function soundFoldersInWorkspace(): Promise<SoundFolder[]> {
  const { Uri, workspace } = vscode;
  const found = await workspace.findFiles("**/*.{wav,WAV,wave,WAVE}", passedOver, MOST_SOUNDS);
  const groups = new Map<string, vscode.Uri[]>();
  for (const sound of found.filter(isSound)) {
    // What lies in one folder at the top belongs together.
    const [top, ...rest] = workspace.asRelativePath(sound, true).split("/");
    const key = rest.length > 1 ? `${top}/${rest[0]}` : top;
    groups.set(key, [...(groups.get(key) ?? []), sound]);
  }
  const folders = [...groups.values()].map((sounds) => ({
    sounds,
    folder: Uri.file(
      commonFolder(
        sounds.map(({ fsPath }) => dirname(fsPath)),
        sep,
      ),
    ),
  }));
  const texts = await Promise.all(folders.map(({ sounds }) => someHaveTexts(sounds.slice(0, LOOKED_AT))));
  return folders
    .filter((_, i) => texts[i])
    .map(({ folder, sounds }) => ({ folder, sounds: sounds.length }))
    .sort((a, b) => nearestFirst(a.folder.path, b.folder.path));
}

async function someHaveTexts(sounds: readonly vscode.Uri[]): Promise<boolean> {
  const beside = sounds.flatMap(({ fsPath }) => [".txt", ".TXT"].map((end) => fsPath.replace(/\.[^.]*$/, end)));
  const found = await Promise.all(
    beside.map((path) =>
      vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

export function isDataFile({ scheme, path }: vscode.Uri): boolean {
  return scheme === "file" && ending.test(path);
}

/** Data files of all folders of the workspace, those at the top first. */
export async function dataFilesInWorkspace(): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(`**/*.{${endings}}`, passedOver, MOST);
  return found.filter(isDataFile).sort((a, b) => nearestFirst(a.path, b.path));
}

/**
 * What a config may name where `typed` stands: data files beside it and below, the nearest first, and the folder above; from a folder
 * that is typed, what lies in it. Folders end with "/".
 */
export async function dataFilesBeside(config: string, typed: string): Promise<DataFilesResult> {
  const uri = vscode.Uri.parse(config);
  if (uri.scheme !== "file") return [];
  const folder = vscode.Uri.joinPath(uri, "..");
  const [named] = /^.*\//.exec(typed.replaceAll("\\", "/")) ?? [""];
  if (named !== "" && named !== "./") return await entriesOf(folder, named);
  const pattern = new vscode.RelativePattern(folder, `**/*.{${endings}}`);
  const found = await vscode.workspace.findFiles(pattern, passedOver, MOST);
  const paths = found.map(({ path }) => path.slice(folder.path.replace(/\/$/, "").length + 1)).sort(nearestFirst);
  return [...paths, "../"].map((path) => named + path);
}

/** What lies in a folder that is named so, relative to another: nothing that is hidden. */
async function entriesOf(from: vscode.Uri, named: string): Promise<DataFilesResult> {
  const { workspace, FileType, Uri } = vscode;
  const folder = isAbsolute(named) ? Uri.file(named) : Uri.joinPath(from, named);
  // A file that nobody trusts must not make this machine look elsewhere, least of all on another one.
  if (!workspace.isTrusted && workspace.getWorkspaceFolder(folder) === undefined) return [];
  const entries = await workspace.fs.readDirectory(folder).then(undefined, () => []);
  const shown = entries
    .filter(([name]) => !name.startsWith(".") && name !== "node_modules")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const files = shown.filter(([name, type]) => type & FileType.File && ending.test(name)).map(([name]) => name);
  const folders = shown.filter(([, type]) => type & FileType.Directory).map(([name]) => `${name}/`);
  const above = /^(\.\.\/)+$/.test(named) ? ["../"] : [];
  return [...files, ...folders, ...above].slice(0, MOST).map((name) => named + name);
}

function nearestFirst(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : 1);
}

/** The quick fix of a file that is not there: asks for files, and puts their paths in the place of a value of a config. */
export async function chooseDataFile({ uri, range: { start, end } }: ChooseDataFileParams): Promise<void> {
  const { l10n, window, workspace, Uri, Range, WorkspaceEdit } = vscode;
  const config = Uri.parse(uri);
  const folder = dirname(config.fsPath);
  const openLabel = l10n.t("Use These Files");
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
