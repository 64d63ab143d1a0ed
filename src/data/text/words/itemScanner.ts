import { CodePointText } from "../../../base/codePoints.ts";
import type { Lexicon } from "./lexicon.ts";
import { LONGEST_PIECE } from "./plainWords.ts";
import { type TokenSink, WordScanner } from "./wordScanner.ts";
import { END, isSeparator, lower, type Separator, START, type WordRules } from "./wordSplitter.ts";

/** What stands between the items of a line, and what people read there. */
export const SEPARATORS: Record<Separator, { sign: string; shown: string }> = {
  tab: { sign: "\t", shown: "\t" },
  comma: { sign: ",", shown: ", " },
  semicolon: { sign: ";", shown: "; " },
};

/** What separates the items of a text that begins so: a tab where there is one, else a comma, else a semicolon. */
export function guessSeparator(beginning: string): Separator {
  const found = (Object.keys(SEPARATORS) as Separator[]).find((name) => beginning.includes(SEPARATORS[name].sign));
  return found ?? "tab";
}

/**
 * Reads a text, chunk by chunk, as lines of items, a basket, a playlist or a session each: white space around an item is not its
 * own, empty items and empty lines are none, and `<eos>` ends each line. Memory does not grow with the text.
 */
export class ItemScanner {
  private readonly end: number;
  private readonly sign: string;
  /** The beginning of an item that may go on. */
  private rest = "";
  /** Characters since the last token that belong to no item. */
  private spaces = 0;
  private open = false;
  private readonly text = new CodePointText();

  constructor(
    separator: Separator,
    private readonly lowercase: boolean,
    private readonly words: Lexicon,
    private readonly sink: TokenSink,
  ) {
    this.sign = SEPARATORS[separator].sign;
    this.end = words.id(END);
  }

  pushCodePoints(codePoints: Int32Array, length: number): void {
    this.push(this.text.of(codePoints, length));
  }

  push(chunk: string): void {
    const text = this.rest + chunk;
    const separator = this.sign.charCodeAt(0);
    let start = 0;
    for (let i = this.rest.length; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit !== separator && unit !== 10) {
        if (i - start < LONGEST_PIECE || (unit & 0xfc00) === 0xdc00) continue;
        this.item(text.slice(start, i));
        start = i;
        continue;
      }
      this.item(text.slice(start, i));
      start = i + 1;
      this.spaces++;
      if (unit === 10) this.endHere();
    }
    this.rest = text.slice(start);
  }

  /** At the end of a text: a line that was begun ends here, unless the text is to go on. */
  finish(goesOn = false): void {
    this.item(this.rest);
    this.rest = "";
    if (!goesOn) this.endHere();
  }

  private endHere(): void {
    if (!this.open) return;
    this.sink.token(this.end, this.spaces);
    this.spaces = 0;
    this.open = false;
  }

  private item(raw: string): void {
    const trimmed = raw.trim();
    if (trimmed === "" || trimmed === END || trimmed === START) {
      this.spaces += raw.length;
      return;
    }
    this.sink.token(
      this.words.id(this.lowercase ? lower(trimmed) : trimmed),
      this.spaces + raw.length - trimmed.length,
    );
    this.spaces = 0;
    this.open = true;
  }
}

/** Reads words or items, as the rules say. */
export function scannerOf(
  rules: WordRules,
  lowercase: boolean,
  words: Lexicon,
  sink: TokenSink,
): WordScanner | ItemScanner {
  return isSeparator(rules.split)
    ? new ItemScanner(rules.split, lowercase, words, sink)
    : new WordScanner(rules, lowercase, words, sink);
}
