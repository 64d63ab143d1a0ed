import { getLocation, parse } from "jsonc-parser";
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  InsertTextMode,
  type Position,
  type TextEdit,
} from "vscode-languageserver";
import { placeIn } from "../config/rules/fits.ts";
import { isFolder, pathItems, textItems, textSlot, typedIn } from "./data/paths.ts";
import { jsonService } from "./jsonService.ts";
import type { ParsedConfig } from "./parsedConfig.ts";
import { placedItems } from "./placedItems.ts";
import { templates, withoutPlaceholders } from "./templates.ts";

export interface CompletionOptions {
  /** Whether the editor knows snippets and Markdown; both unless said otherwise. */
  snippets?: boolean;
  markdown?: boolean;
  /** Files that the config might name, as `DataFilesResult`. Called only where a path may stand, with what is typed there. */
  dataFiles?: (typed: string) => Promise<readonly string[]>;
  /** A config for a data file, as what it holds suggests; undefined where nothing is read or nothing found. */
  guess?: (file: string) => Promise<{ text: string; said: string } | undefined>;
  /** Names of the columns of the data, as far as they are known. Called only where one may stand. */
  columns?: () => Promise<readonly string[]>;
}

/** Data files for which a config is made and offered. */
const MOST_GUESSES = 3;

export async function complete(
  parsed: ParsedConfig,
  position: Position,
  options: CompletionOptions = {},
): Promise<CompletionList> {
  const { snippets = true, markdown = true, dataFiles, columns } = options;
  const offset = parsed.document.offsetAt(position);
  if (parsed.isHostile) return { isIncomplete: false, items: [] };
  if (parsed.isInComment(offset)) return { isIncomplete: false, items: [] };
  const isBlank = parsed.tree === undefined;
  const items = isBlank ? await wholeFile(parsed, offset, options) : await inside(parsed, position, markdown);
  const path = dataFiles && textSlot(parsed, offset, "a path");
  const column = columns && textSlot(parsed, offset, "the name of a column");
  const found = [
    ...(path ? pathItems(parsed, path, await dataFiles(typedIn(parsed, path, offset))) : []),
    ...(column ? textItems(parsed, column, await columns(), CompletionItemKind.Field) : []),
  ];
  const all = [...found, ...items.filter(({ label }) => !path || label !== '""')];
  return { isIncomplete: false, items: snippets ? all : all.map(plain) };
}

/** Configs for data files that are there, as what they hold suggests, and configs to fill in. */
async function wholeFile(
  { document, text }: ParsedConfig,
  offset: number,
  { dataFiles, guess }: CompletionOptions,
): Promise<CompletionItem[]> {
  const word = /[^\s"{}]*$/.exec(text.slice(0, offset))?.[0].length ?? 0;
  const range = { start: document.positionAt(offset - word), end: document.positionAt(offset) };
  const files = ((await dataFiles?.("")) ?? []).filter((path) => !isFolder(path));
  const guessed = guess ? await Promise.all(files.slice(0, MOST_GUESSES).map(guess)) : [];
  const own = guessed.flatMap((found, i): CompletionItem[] =>
    found === undefined
      ? []
      : [
          {
            label: `Unroll: config for ${files[i]}`,
            kind: CompletionItemKind.File,
            documentation: found.said,
            insertTextFormat: InsertTextFormat.PlainText,
            insertTextMode: InsertTextMode.asIs,
            sortText: `0${i}`,
            textEdit: { range, newText: found.text },
          },
        ],
  );
  const toFillIn = templates(files).map(({ label, documentation, snippet }, i) => ({
    label,
    kind: CompletionItemKind.Snippet,
    documentation,
    insertTextFormat: InsertTextFormat.Snippet,
    sortText: `1${i}`,
    textEdit: { range, newText: snippet },
  }));
  return [...own, ...toFillIn];
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
  const opens = item.kind === CompletionItemKind.Property && /["\t]\$(1|\{1:\})["\n]/.test(newText(item));
  return opens ? { title: "Suggest", command: "editor.action.triggerSuggest" } : item.command;
}

const newText = (item: CompletionItem) => item.textEdit?.newText ?? item.insertText ?? "";

function plain({ command: _, ...item }: CompletionItem): CompletionItem {
  if (item.insertTextFormat !== InsertTextFormat.Snippet) return item;
  const text = withoutPlaceholders(newText(item));
  const textEdit = item.textEdit && ({ ...item.textEdit, newText: text } as TextEdit);
  return { ...item, insertTextFormat: InsertTextFormat.PlainText, insertText: undefined, textEdit };
}
