import { getLocation } from "jsonc-parser";
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from "vscode-languageserver";
import type { ParsedConfig } from "./parsedConfig.ts";
import { schemaAt, takesPaths } from "./schema.ts";

/** The stretch that a path would replace, if one may stand at the offset. */
export function pathSlot({ text }: ParsedConfig, offset: number): { start: number; end: number } | undefined {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const schema = schemaAt(path);
  if (isAtPropertyKey || path.length === 0 || !schema || !takesPaths(schema)) return undefined;
  const start = previousNode?.offset ?? offset;
  const end = start + (previousNode?.length ?? 0);
  if (previousNode?.type === "string" && start < offset && offset <= end) return { start, end };
  return /[:[,]\s*$/.test(text.slice(0, offset)) ? { start: offset, end: offset } : undefined;
}

/** Data files as values, before everything else that is proposed there. */
export function pathItems(
  { document, text }: ParsedConfig,
  slot: { start: number; end: number },
  files: readonly string[],
): CompletionItem[] {
  const range = { start: document.positionAt(slot.start), end: document.positionAt(slot.end) };
  const separator = /^\s*["{[\w-]/.test(text.slice(slot.end, slot.end + 1000)) ? "," : "";
  return files.slice(0, 200).map((file) => ({
    label: JSON.stringify(file),
    kind: CompletionItemKind.File,
    insertTextFormat: InsertTextFormat.PlainText,
    filterText: JSON.stringify(file),
    sortText: `  ${file}`,
    textEdit: { range, newText: JSON.stringify(file) + separator },
  }));
}
