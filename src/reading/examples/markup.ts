import type { Message } from "../../base/message.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import { says } from "./messages.ts";

/** Elements and entities of HTML as they stand in exported texts, sounds and cloze deletions of Anki. */
const MARK =
  /<\/?(?:br|div|span|p|b|i|u|em|strong|img|a|font|ul|ol|li|sup|sub|table|tr|td|ruby|rt|h[1-6])(?:\s[^<>]*)?\/?>|&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-f]{1,6});|\[sound:[^[\]]*\]|\{\{c\d+::/gi;

/** Kinds of marks that a message lists. */
const LISTED = 4;

/** Counts texts with HTML, which networks read and write like any other text. */
export class Markup {
  texts = 0;
  readonly kinds = new Set<string>();
  private first: { file: number; line: number } | undefined;

  see(cell: Cell | undefined, file: number, line: number): void {
    const text = Array.isArray(cell) ? cell.join(" ") : cell;
    // Most texts have none of these signs.
    if (typeof text !== "string" || !/[<&[{]/.test(text)) return;
    const marks = text.match(MARK);
    if (!marks) return;
    this.texts++;
    this.first ??= { file, line };
    for (const mark of marks) {
      if (this.kinds.size >= LISTED) break;
      this.kinds.add(kindOf(mark));
    }
  }

  get line(): number {
    return this.first?.line ?? 0;
  }

  said(files: readonly CorpusFile[]): Message[] {
    const { texts, kinds, first } = this;
    return first ? [says.markup({ texts, kinds: [...kinds], line: first.line, name: files[first.file].name })] : [];
  }
}

/** `<div class="x">` is a `<div>`. */
function kindOf(mark: string): string {
  if (/^\[sound:/i.test(mark)) return "[sound:…]";
  if (mark.startsWith("{{")) return "{{c1::…}}";
  const element = /^<\/?([a-z][a-z0-9]*)/i.exec(mark)?.[1];
  return element ? `<${element.toLowerCase()}>` : mark;
}
