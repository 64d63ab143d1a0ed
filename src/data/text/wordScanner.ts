import { END, LONGEST_PIECE, START, sentenceSegmenter, type WordRules, WordSplitter } from "./wordSplitter.ts";

const LF = 10;
/** Pieces whose words are remembered: texts repeat themselves, and boundaries are slow to find. */
const MOST_REMEMBERED = 200_000;
/** A paragraph that never ends is cut, at white space, after so many UTF-16 units. */
const LONGEST_PARAGRAPH = 2 ** 18;

/** Where the words go. `W` is what stands for a word: its id in a table, or itself. */
export interface WordSink<W> {
  /** Called once for each word that is remembered. */
  word(text: string): W;
  /** The next token and how many characters of white space stand before it, its own included if it is `<eos>`. */
  token(word: W, spaces: number): void;
}

/**
 * Reads a text, chunk by chunk, as words with `<eos>` at the end of each line, also of an empty one, or of each sentence.
 * A literal `<eos>` is one, and the line that it ends gets no second one; a literal `<bos>` is passed over, since every line
 * starts with one. Memory does not grow with the text.
 */
export class WordScanner<W> {
  private readonly splitter: WordSplitter;
  private readonly sentences: Intl.Segmenter | undefined;
  private readonly remembered = new Map<string, readonly W[]>();
  private readonly end: W;
  /** What could not be read yet: a piece that may go on, or a paragraph. */
  private rest = "";
  /** White space since the last token. */
  private spaces = 0;
  /** The line or sentence has tokens, and the last of them was not `<eos>`. */
  private open = false;
  /** The last token was a literal `<eos>`. */
  private ended = false;

  constructor(
    rules: WordRules,
    lowercase: boolean,
    private readonly sink: WordSink<W>,
  ) {
    this.splitter = new WordSplitter(rules, lowercase);
    if (rules.eos === "sentence") this.sentences = sentenceSegmenter();
    this.end = sink.word(END);
  }

  push(chunk: string): void {
    const text = this.rest + chunk;
    this.rest = this.sentences ? this.readParagraphs(text, this.sentences) : this.readPieces(text, true);
  }

  /** At the end of a text: a line or sentence that was begun ends here, unless the text is to go on. */
  finish(goesOn = false): void {
    if (this.sentences) this.readParagraph(this.rest, this.sentences, goesOn);
    else this.readPieces(this.rest, false);
    this.rest = "";
    if (this.open && !goesOn) this.endHere(0);
  }

  /** Reads pieces and line ends, and returns the piece at the end, which may go on in the next chunk. */
  private readPieces(text: string, goesOn: boolean): string {
    const byLine = this.sentences === undefined;
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (!isSpace(unit)) {
        if (i - start < LONGEST_PIECE || (unit & 0xfc00) === 0xdc00) continue;
        this.piece(text.slice(start, i));
        start = i;
        continue;
      }
      if (i > start) this.piece(text.slice(start, i));
      start = i + 1;
      if (unit !== LF || !byLine) this.spaces++;
      else if (this.ended) {
        this.ended = false;
        this.spaces++;
      } else this.endHere(1);
    }
    if (goesOn) return text.slice(start);
    if (start < text.length) this.piece(text.slice(start));
    return "";
  }

  private readParagraphs(text: string, sentences: Intl.Segmenter): string {
    let start = 0;
    let lineStart = 0;
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", lineStart)) {
      const blank = text.slice(lineStart, i).trim() === "";
      lineStart = i + 1;
      if (!blank && i - start < LONGEST_PARAGRAPH) continue;
      this.readParagraph(text.slice(start, lineStart), sentences, !blank);
      start = lineStart;
    }
    if (text.length - start < LONGEST_PARAGRAPH) return text.slice(start);
    const cut = Math.max(start + LONGEST_PARAGRAPH / 2, text.lastIndexOf(" ") + 1);
    this.readParagraph(text.slice(start, cut), sentences, true);
    return text.slice(cut);
  }

  /** Line breaks within a paragraph are white space. The last sentence may go on. */
  private readParagraph(text: string, sentences: Intl.Segmenter, goesOn: boolean): void {
    const flat = text.replace(/[\n\v\f\r\x85\u2028\u2029]/g, " ");
    let at = 0;
    for (const { segment } of sentences.segment(flat)) {
      at += segment.length;
      this.readPieces(segment, false);
      if (this.open && !(goesOn && at === flat.length)) this.endHere(0);
      this.ended = false;
    }
  }

  private endHere(more: number): void {
    this.sink.token(this.end, this.spaces + more);
    this.spaces = 0;
    this.open = false;
    this.ended = false;
  }

  private piece(piece: string): void {
    const words = this.remembered.get(piece) ?? this.remember(piece);
    for (let i = 0; i < words.length; i++) {
      // The characters of a literal one: the word itself is as long as nothing.
      this.sink.token(words[i], words[i] === this.end ? this.spaces + END.length : this.spaces);
      this.spaces = 0;
    }
    if (words.length === 0) this.spaces += piece.length;
    else {
      this.ended = words[words.length - 1] === this.end;
      this.open = !this.ended;
    }
  }

  private remember(piece: string): readonly W[] {
    const words = this.splitter
      .split(piece)
      .filter((word) => word !== START)
      .map((word) => this.sink.word(word));
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(ownCopy(piece), words);
    return words;
  }
}

/** A text that does not keep the chunk alive out of which it was cut. */
export function ownCopy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, "utf16le").toString("utf16le");
}

/** Unicode's White_Space. */
function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 32 || (unit >= 9 && unit <= 13);
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0;
  return (
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x1680 ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}
