import type { Message } from "../../base/message.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import { says } from "./messages.ts";

/**
 * Counts texts in each of Unicode's two forms: letters with their marks as one character (NFC), or a letter and then its marks (NFD), as
 * macOS writes names of files. What looks the same is then two symbols or more.
 */
export class UnicodeForms {
  private composed = 0;
  private decomposed = 0;
  private first: { file: number; line: number } | undefined;

  see(cell: Cell | undefined, file: number, line: number): void {
    const text = Array.isArray(cell) ? cell.join(" ") : cell;
    if (typeof text !== "string" || !/[^\0-\x7f]/.test(text)) return;
    // Only marks that go with their letters make a text shorter.
    if (/\p{M}/u.test(text) && text.normalize("NFC").length < text.length) {
      this.decomposed++;
      this.first ??= { file, line };
    } else if (text.normalize("NFD").length > text.length) this.composed++;
  }

  said(files: readonly CorpusFile[]): Message[] {
    const { composed, decomposed, first } = this;
    if (!first || composed === 0) return [];
    return [says.twoForms({ composed, decomposed, line: first.line, name: files[first.file].name })];
  }
}
