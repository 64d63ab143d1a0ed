import { getLocation } from "jsonc-parser";
import { type CompletionItem, type CompletionItemKind, InsertTextFormat } from "vscode-languageserver";
import type { ParsedConfig } from "./parsedConfig.ts";
import { schemaAt, takes } from "./schema.ts";

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

/** Data files or columns as values, before everything else that is proposed there. */
export function textItems(
  { document, text }: ParsedConfig,
  slot: { start: number; end: number },
  texts: readonly string[],
  kind: CompletionItemKind,
): CompletionItem[] {
  const range = { start: document.positionAt(slot.start), end: document.positionAt(slot.end) };
  const separator = /^\s*["{[\w-]/.test(text.slice(slot.end, slot.end + 1000)) ? "," : "";
  return texts.slice(0, 200).map((text) => ({
    label: JSON.stringify(text),
    kind,
    insertTextFormat: InsertTextFormat.PlainText,
    filterText: JSON.stringify(text),
    sortText: `  ${text}`,
    textEdit: { range, newText: JSON.stringify(text) + separator },
  }));
}
