import { getLocation, parse } from "jsonc-parser";
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  type Position,
  type TextEdit,
} from "vscode-languageserver";
import { placeIn } from "../config/fits.ts";
import { textItems, textSlot } from "./dataPaths.ts";
import { jsonService } from "./jsonService.ts";
import type { ParsedConfig } from "./parsedConfig.ts";
import { placedItems } from "./placedItems.ts";
import { templates, withoutPlaceholders } from "./templates.ts";

export interface CompletionOptions {
  /** Whether the editor knows snippets and Markdown; both unless said otherwise. */
  snippets?: boolean;
  markdown?: boolean;
  /** Files that the config might name, relative to it. Called only where a path may stand. */
  dataFiles?: () => Promise<readonly string[]>;
  /** Names of the columns of the data, as far as they are known. */
  columns?: readonly string[];
}

export async function complete(
  parsed: ParsedConfig,
  position: Position,
  { snippets = true, markdown = true, dataFiles, columns = [] }: CompletionOptions = {},
): Promise<CompletionList> {
  const offset = parsed.document.offsetAt(position);
  if (parsed.isHostile) return { isIncomplete: false, items: [] };
  if (parsed.isInComment(offset)) return { isIncomplete: false, items: [] };
  const items = parsed.tree === undefined ? wholeFile(parsed, offset) : await inside(parsed, position, markdown);
  const path = dataFiles && textSlot(parsed, offset, "a path");
  const column = textSlot(parsed, offset, "the name of a column");
  const files = [
    ...(path ? textItems(parsed, path, await dataFiles(), CompletionItemKind.File) : []),
    ...(column ? textItems(parsed, column, columns, CompletionItemKind.Field) : []),
  ];
  // An example that is there is no example any more.
  const there = new Set(files.map(({ label }) => label));
  const all = [...files, ...items.filter(({ label }) => !there.has(label))];
  return { isIncomplete: false, items: snippets ? all : all.map(plain) };
}

function wholeFile({ document, text }: ParsedConfig, offset: number): CompletionItem[] {
  const word = /[^\s"{}]*$/.exec(text.slice(0, offset))?.[0].length ?? 0;
  const range = { start: document.positionAt(offset - word), end: document.positionAt(offset) };
  return templates().map(({ label, documentation, snippet }, i) => ({
    label,
    kind: CompletionItemKind.Snippet,
    documentation,
    insertTextFormat: InsertTextFormat.Snippet,
    sortText: String(i),
    textEdit: { range, newText: snippet },
  }));
}

async function inside(parsed: ParsedConfig, position: Position, markdown: boolean): Promise<CompletionItem[]> {
  const { document } = parsed;
  const service = await jsonService(markdown);
  const list = await service.doComplete(document, position, service.parseJSONDocument(document));
  const offset = document.offsetAt(position);
  const items = placedItems(parsed, offset, list?.items ?? []).filter(fitting(parsed, offset));
  return items.map((item) => ({ ...item, command: suggestNext(item) }));
}

/** Keys and values that mean something beside what the config gives. */
function fitting({ text }: ParsedConfig, offset: number): (item: CompletionItem) => boolean {
  const { path } = getLocation(text, offset);
  const place = placeIn(text);
  return (item) => {
    if (item.kind === CompletionItemKind.Property) return place.knows([...path.slice(0, -1), item.label]);
    const value: unknown = parse(withoutPlaceholders(newText(item)).replace(/^: |,$/g, ""));
    return value === undefined || place.takes(path, value);
  };
}

/** What was inserted ends inside quotes or braces where something is to be chosen: the next list opens by itself. */
function suggestNext(item: CompletionItem): CompletionItem["command"] {
  const opens = item.kind === CompletionItemKind.Property && /["\t]\$1["\n]/.test(newText(item));
  return opens ? { title: "Suggest", command: "editor.action.triggerSuggest" } : item.command;
}

const newText = (item: CompletionItem) => item.textEdit?.newText ?? item.insertText ?? "";

function plain({ command: _, ...item }: CompletionItem): CompletionItem {
  if (item.insertTextFormat !== InsertTextFormat.Snippet) return item;
  const text = withoutPlaceholders(newText(item));
  const textEdit = item.textEdit && ({ ...item.textEdit, newText: text } as TextEdit);
  return { ...item, insertTextFormat: InsertTextFormat.PlainText, insertText: undefined, textEdit };
}
