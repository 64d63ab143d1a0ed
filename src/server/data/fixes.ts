import { findNodeAtOffset, type Node } from "jsonc-parser";
import type { Command, Diagnostic } from "vscode-languageserver";
import { nearest } from "../../base/nearest.ts";
import type { Setting } from "../../config/index.ts";
import { CHOOSE_DATA_FILE, type ChooseDataFileParams } from "../../contracts/languageServer.ts";
import { dataOf } from "../diagnostics.ts";
import type { ParsedConfig } from "../parsedConfig.ts";
import { isFolder } from "./paths.ts";

export interface DataFixOptions {
  /** Of the document. */
  uri: string;
  /** Files that the config might name, as `DataFilesResult`. */
  dataFiles?: (typed: string) => Promise<readonly string[]>;
  /** Whether the editor has the command that asks for files. */
  chooses?: boolean;
}

/** What may stand in the place of a text of the config, the likeliest first, what may be set, and what else the editor can do. */
export interface DataFix {
  node?: Node;
  settings?: readonly Setting[];
  texts: readonly string[];
  command?: Command;
}

/** Problems that another file puts right. */
const OF_FILES = new Set([
  ...["missing-file", "no-match", "is-folder", "not-a-file", "unreadable-file"],
  ...["binary-file", "wrong-encoding", "line-breaks", "line-too-long", "empty-file", "empty-text"],
]);
const MOST_NAMES = 3;

/** What can be done about a problem of the data where the config names a column or a file that is not there. */
export async function dataFix(
  parsed: ParsedConfig,
  diagnostic: Diagnostic,
  options: DataFixOptions,
): Promise<DataFix | undefined> {
  const { source, code, range } = diagnostic;
  if (source !== "unroll") return undefined;
  const node = parsed.tree && findNodeAtOffset(parsed.tree, parsed.document.offsetAt(range.start));
  const meant = dataOf(diagnostic).suggestions ?? [];
  const argument: ChooseDataFileParams = { uri: options.uri, range };
  const choose = { title: "Choose Files…", command: CHOOSE_DATA_FILE, arguments: [argument] };
  const command = options.chooses && node?.type === "string" ? choose : undefined;
  if (code === "not-utf8") {
    return { texts: [], settings: meant.map((value) => ({ key: "data.encoding", value })), command };
  }
  if (node?.type !== "string") return undefined;
  if (code === "no-such-column") return { node, texts: meant };
  if (!OF_FILES.has(String(code))) return undefined;
  const isMissing = code === "missing-file" || code === "no-match";
  const texts = [...meant, ...(isMissing ? await nearestFiles(node.value, options) : [])];
  return { node, texts: [...new Set(texts)].slice(0, MOST_NAMES), command };
}

/** The files whose names are nearest to one that is not there; else the first that there are. */
async function nearestFiles(wanted: string, { dataFiles }: DataFixOptions): Promise<string[]> {
  if (!dataFiles) return [];
  const folder = /^.*\//.exec(wanted)?.[0] ?? "";
  const listed = [...(await dataFiles(folder)), ...(folder === "" ? [] : await dataFiles(""))];
  const files = [...new Set(listed.filter((path) => !isFolder(path)))];
  const nameOf = (path: string) => path.replace(/^.*\//, "");
  const found: string[] = [];
  while (found.length < MOST_NAMES) {
    const left = files.filter((file) => !found.includes(file));
    const near = nearest(nameOf(wanted), left.map(nameOf));
    if (near === undefined) break;
    found.push(...left.filter((file) => nameOf(file) === near));
  }
  return found.length > 0 ? found : files;
}
