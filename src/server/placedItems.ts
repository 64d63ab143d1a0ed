import { type CompletionItem, CompletionItemKind, type TextEdit } from "vscode-languageserver";
import { type Cursor, cursorAt } from "./cursor.ts";
import type { ParsedConfig } from "./parsedConfig.ts";

/**
 * Items as they fit between what stands around the cursor: with the comma or the colon that is missing before them, over a value
 * that is there already, and not over the rest of a line whose text was never closed. None where nothing can stand.
 */
export function placedItems(
  { document, text }: ParsedConfig,
  offset: number,
  items: CompletionItem[],
): CompletionItem[] {
  const [first] = items;
  const range = first && (first.textEdit as TextEdit | undefined)?.range;
  if (!range) return items;
  const start = document.offsetAt(range.start);
  const cursor = cursorAt(text, start);
  const { before, after, depth } = cursor;
  const touches = before?.end === start;
  if (depth < 1 || (touches && before.type === "close")) return [];
  const isKey = first.kind === CompletionItemKind.Property;
  const ends = before !== undefined && before.type !== "open" && before.type !== ":" && before.type !== ",";
  const lacksColon = ends && !isKey && isLoneKey(text, cursor);
  if (ends && touches) return [];

  const place = document.positionAt(before?.end ?? 0);
  const comma = { range: { start: place, end: place }, newText: "," };
  const additionalTextEdits = ends && !lacksColon ? [comma] : undefined;
  const isOpen = after?.start === start && after.isOpen;
  const there = !isKey && before?.type === ":" && after && after.start >= offset && isOnLine(text, offset, after.start);
  if (there && after.type === "open") return [];
  // A bare word is no text for the service, which would leave what follows the cursor of it.
  const isWord = after?.start === start && start < offset && offset < after.end && text[start] !== '"';
  const over = (there && after.type === "scalar") || isWord;
  const end = isOpen ? document.positionAt(offset) : over ? document.positionAt(after.end) : range.end;
  return items.map((item) => {
    const { newText } = item.textEdit as TextEdit;
    const alone = over ? newText.replace(/,$/, "") : newText;
    const textEdit = { range: { start: range.start, end }, newText: lacksColon ? `: ${alone}` : alone };
    return { ...item, textEdit, additionalTextEdits };
  });
}

/** A text that stands where a key does, and has no colon. */
function isLoneKey(text: string, { before }: Cursor): boolean {
  if (before?.type !== "scalar") return false;
  const previous = cursorAt(text, before.start).before;
  return (
    text[before.start] === '"' && (previous?.type === "open" ? text[previous.start] === "{" : previous?.type === ",")
  );
}

function isOnLine(text: string, start: number, end: number): boolean {
  return !/[\r\n]/.test(text.slice(start, end));
}
