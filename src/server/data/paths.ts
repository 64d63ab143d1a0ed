import { findNodeAtLocation, getLocation } from "jsonc-parser";
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from "vscode-languageserver";
import type { ParsedConfig } from "../parsedConfig.ts";
import { schemaAt, takes } from "../schema.ts";
import type { DataColumns } from "./requests.ts";

/** The stretch that a path, or the name of a column, would replace, if one may stand at the offset. */
export function textSlot(
  { text }: ParsedConfig,
  offset: number,
  what: Parameters<typeof takes>[0],
): { start: number; end: number } | undefined {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const schema = schemaAt(path);
  if (isAtPropertyKey || path.length === 0 || !schema || !takes(what, schema)) return undefined;
  const start = previousNode?.offset ?? offset;
  const end = start + (previousNode?.length ?? 0);
  if (previousNode?.type === "string" && start < offset && offset <= end) return { start, end };
  return /[:[,]\s*$/.test(text.slice(0, offset)) ? { start: offset, end: offset } : undefined;
}

/** What stands in the quotes of a slot, as far as the cursor. */
export function typedIn({ text }: ParsedConfig, slot: { start: number }, offset: number): string {
  const typed = text.slice(slot.start, offset);
  return typed.startsWith('"') ? typed.slice(1).replace(/\\(["\\/])/g, "$1") : "";
}

type Slot = NonNullable<ReturnType<typeof textSlot>>;

/** Data files, folders on the way to others, and globs that find several: as values, before everything else that is proposed there. */
export function pathItems(parsed: ParsedConfig, slot: Slot, paths: readonly string[]): CompletionItem[] {
  const files = paths.filter((path) => !isFolder(path));
  return [
    ...textItems(parsed, slot, files, CompletionItemKind.File),
    ...textItems(parsed, slot, globsOf(files), CompletionItemKind.File, "!"),
    ...textItems(parsed, slot, paths.filter(isFolder), CompletionItemKind.Folder, '"'),
  ];
}

export const isFolder = (path: string) => path.endsWith("/");

/** Globs that find several of some files. */
function globsOf(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const [, folder, ending] = /^(.*\/)?[^/]*?(\.[^./]+)$/.exec(file) ?? [];
    if (ending === undefined || /[*?{]/.test(folder ?? "")) continue;
    const glob = `${folder ?? ""}*${ending}`;
    counts.set(glob, (counts.get(glob) ?? 0) + 1);
  }
  return [...counts].flatMap(([glob, count]) => (count > 1 ? [glob] : []));
}

/** Texts as values in the order in which they come. `rank` puts some after others. */
export function textItems(
  { document, text }: ParsedConfig,
  slot: Slot,
  texts: readonly string[],
  kind: CompletionItemKind,
  rank = " ",
): CompletionItem[] {
  const range = { start: document.positionAt(slot.start), end: document.positionAt(slot.end) };
  const separator = /^\s*["{[\w-]/.test(text.slice(slot.end, slot.end + 1000)) ? "," : "";
  return texts.slice(0, 200).map((text, i) => {
    const label = JSON.stringify(text);
    const item: CompletionItem = {
      label,
      kind,
      insertTextFormat: InsertTextFormat.PlainText,
      filterText: label,
      sortText: ` ${rank}${String(i).padStart(3, "0")}`,
      textEdit: { range, newText: label + separator },
    };
    if (kind !== CompletionItemKind.Folder) return item;
    // The cursor stays in the quotes, where what the folder holds is proposed next.
    const snippet = `${label.slice(0, -1).replace(/[\\$}]/g, "\\$&")}$0"${separator}`;
    const command = { title: "Suggest", command: "editor.action.triggerSuggest" };
    return { ...item, insertTextFormat: InsertTextFormat.Snippet, textEdit: { range, newText: snippet }, command };
  });
}

/** The first file that a config names to train on, and how it is read, as far as these settings are right; the others need not be. */
export function namedData({ tree }: ParsedConfig): DataColumns | undefined {
  const at = (...path: string[]) => (tree ? (findNodeAtLocation(tree, path)?.value as unknown) : undefined);
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  const first = tree && findNodeAtLocation(tree, ["data", "train", 0])?.value;
  const path = text(at("data", "train")) ?? text(first);
  if (path === undefined || /[*?{]/.test(path)) return undefined;
  const header = at("data", "header");
  const settings = {
    task: text(at("task")),
    format: text(at("data", "format")),
    delimiter: text(at("data", "delimiter")),
    encoding: text(at("data", "encoding")),
    header: typeof header === "boolean" ? header : undefined,
  };
  return { path, settings };
}
