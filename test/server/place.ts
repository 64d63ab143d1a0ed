import { TextDocument } from "vscode-languageserver-textdocument";
import { ParsedConfig } from "../../src/server/parsedConfig.ts";

/** A text whose cursor is written as "|". */
export function place(marked: string) {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const config = new ParsedConfig(text);
  return { text, config, position: config.document.positionAt(offset) };
}

/** The text after edits of the protocol. */
export function edited(text: string, edits: Parameters<typeof TextDocument.applyEdits>[1]): string {
  return TextDocument.applyEdits(TextDocument.create("file:///a", "rnnconfig", 0, text), edits);
}
