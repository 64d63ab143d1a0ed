import { splitPlain } from "./plainWords.ts";

/** Stands for every symbol outside the vocabulary. */
export const UNKNOWN = "<unk>";
/** Ends a line or a sentence of words; predicted like a word. */
export const END = "<eos>";
/** What a network of words reads where a line or a sentence begins: at the start, and in the place of each `<eos>`. */
export const START = "<bos>";
/** What a transcript puts out where no label begins; never written. */
export const BLANK = "<blank>";

/** What stands between items. */
export type Separator = "tab" | "comma" | "semicolon";

export interface WordRules {
  /** How words are told apart, where white space always does; or what stands between the items of a line. */
  split: "unicode" | "whitespace" | Separator;
  /** What `<eos>` ends. */
  eos: "line" | "sentence";
}

export function isSeparator(split: unknown): split is Separator {
  return split === "tab" || split === "comma" || split === "semicolon";
}

/** English has the rules of Unicode without additions, and names itself: another language would be the machine's. */
const LANGUAGE = "en";

const LITERALS = new RegExp(`(${UNKNOWN}|${END}|${START})`);
const LITERAL = new Set([UNKNOWN, END, START]);

/** Cuts what stands between white space into words: at Unicode's word boundaries, punctuation being words too, or not at all. */
export class WordSplitter {
  private readonly segmenter: Intl.Segmenter | undefined;

  constructor(
    { split }: WordRules,
    private readonly lowercase: boolean,
  ) {
    if (split === "unicode") this.segmenter = new Intl.Segmenter(LANGUAGE, { granularity: "word" });
  }

  /** The words of a piece without white space. Joined they are the piece, in lower case where that is asked for. */
  split(piece: string): string[] {
    const text = this.lowercase ? lower(piece) : piece;
    const { segmenter } = this;
    if (!segmenter || LITERAL.has(text)) return [text];
    if (!text.includes("<")) return segments(segmenter, text);
    return text.split(LITERALS).flatMap((part, i) => {
      if (i % 2 === 1) return [part];
      return part === "" ? [] : segments(segmenter, part);
    });
  }
}

export function sentenceSegmenter(): Intl.Segmenter {
  return new Intl.Segmenter(LANGUAGE, { granularity: "sentence" });
}

function segments(segmenter: Intl.Segmenter, text: string): string[] {
  return splitPlain(text) ?? Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Character by character, so that no letter depends on its neighbours. */
export function lower(text: string): string {
  return Array.from(text, (character) => character.toLowerCase()).join("");
}

/** What an example with this label starts with. No word has white space in it, so none is called so. */
export function promptOf(label: string): string {
  return `<label ${label}>`;
}
