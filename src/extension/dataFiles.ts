import * as vscode from "vscode";
import type { DataFilesResult } from "../protocol/languageServer.ts";

/** Kinds of files that hold text to learn from. */
const texts = "{txt,text,md,markdown,rst,tex,csv,tsv,json,jsonl,xml,html,log,py,js,ts,c,h,cpp,java,go,rs,abc}";
/** Folders of tools, and runs. */
const passedOver = "**/{node_modules,.*}/**";
/** More than this nobody reads in a list. */
const MOST = 200;

/** Text files beside a config and below its folder, as the config would name them, the nearest first. */
export async function dataFilesBeside(config: string): Promise<DataFilesResult> {
  const uri = vscode.Uri.parse(config);
  if (uri.scheme !== "file") return [];
  const folder = vscode.Uri.joinPath(uri, "..");
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/*.${texts}`), passedOver, MOST);
  const depth = (path: string) => path.split("/").length;
  return found
    .map(({ path }) => path.slice(folder.path.replace(/\/$/, "").length + 1))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}
