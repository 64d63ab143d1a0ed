import { CodePointText, writeCodePoints } from "../../base/codePoints.ts";
import { PieceCache } from "./pieceCache.ts";
import { END, LONGEST_PIECE, START, sentenceSegmenter, type WordRules, WordSplitter } from "./wordSplitter.ts";

const LF = 10;
/** Pieces with their words that are kept beside those that have a place. */
const MOST_LARGE = 20_000;
/** A paragraph that never ends is cut, at white space, after so many UTF-16 units. */
const LONGEST_PARAGRAPH = 2 ** 18;

/** Where the words go. */
export interface WordSink {
  /** The number that shall stand for a word; called now and then, and not for every token. */
  word(text: string): number;
  /** The next token and how many characters of white space stand before it, its own included if it is `<eos>`. */
  token(word: number, spaces: number): void;
}

/**
 * Reads a text, chunk by chunk, as words with `<eos>` at the end of each line, also of an empty one, or of each sentence.
 * A literal `<eos>` is one, and the line that it ends gets no second one; a literal `<bos>` is passed over, since every line
 * starts with one. Memory does not grow with the text.
 */
export class WordScanner {
  private readonly splitter: WordSplitter;
  private readonly sentences: Intl.Segmenter | undefined;
  private readonly recent = new PieceCache();
  /** What is too much for a place there. */
  private readonly large = new Map<string, readonly number[]>();
  private readonly text = new CodePointText();
  private readonly end: number;
  /** A paragraph that may go on, of sentences. */
  private paragraph = "";
  /** Code points, of which the first may go on in the next chunk: so many. */
  private codePoints = new Int32Array(0);
  private rest = 0;
  /** Of the piece that was found last. */
  private hash = 0;
  /** White space since the last token. */
  private spaces = 0;
  /** The line or sentence has tokens, and the last of them was not `<eos>`. */
  private open = false;
  /** The last token was a literal `<eos>`. */
  private ended = false;

  constructor(
    rules: WordRules,
    lowercase: boolean,
    private readonly sink: WordSink,
  ) {
    this.splitter = new WordSplitter(rules, lowercase);
    if (rules.eos === "sentence") this.sentences = sentenceSegmenter();
    this.end = sink.word(END);
  }

  /** Reads on, whole characters. */
  push(chunk: string): void {
    if (this.sentences) this.paragraph = this.readParagraphs(this.paragraph + chunk, this.sentences);
    else this.readText(chunk);
  }

  pushCodePoints(codePoints: Int32Array, length: number): void {
    if (this.sentences) {
      this.push(this.text.of(codePoints, length));
      return;
    }
    this.reserve(length);
    this.codePoints.set(codePoints.length === length ? codePoints : codePoints.subarray(0, length), this.rest);
    this.readPieces(this.rest + length);
  }

  /** At the end of a text: a line or sentence that was begun ends here, unless the text is to go on. */
  finish(goesOn = false): void {
    if (this.sentences) this.readParagraph(this.paragraph, this.sentences, goesOn);
    this.paragraph = "";
    this.endPiece();
    if (this.open && !goesOn) this.endHere(0);
  }

  private readText(text: string): void {
    this.reserve(text.length);
    this.readPieces(writeCodePoints(text, this.codePoints, this.rest));
  }

  /** Room for so many code points behind the rest. */
  private reserve(length: number): void {
    if (this.codePoints.length >= this.rest + length) return;
    const larger = new Int32Array(this.rest + length);
    larger.set(this.codePoints.subarray(0, this.rest));
    this.codePoints = larger;
  }

  /** Reads pieces and line ends up to a place, and keeps the piece that stands there, since it may go on. */
  private readPieces(to: number): void {
    const { codePoints } = this;
    const byLine = this.sentences === undefined;
    let start = 0;
    for (;;) {
      const end = this.endOfPiece(codePoints, start, to);
      if (end === to) break;
      if (end > start) this.piece(start, end);
      start = end;
      const codePoint = codePoints[end];
      // A piece was cut where it is too long.
      if (!isSpace(codePoint)) continue;
      start++;
      if (codePoint !== LF || !byLine) this.spaces++;
      else if (this.ended) {
        this.ended = false;
        this.spaces++;
      } else this.endHere(1);
    }
    codePoints.copyWithin(0, start, to);
    this.rest = to - start;
  }

  /** The piece that was read last does not go on. */
  private endPiece(): void {
    if (this.rest > 0) this.piece(0, this.rest);
    this.rest = 0;
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
      this.readText(segment);
      this.endPiece();
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

  /** Where white space follows next, or a piece has as many UTF-16 units as it may have, or at the end. */
  private endOfPiece(codePoints: Int32Array, start: number, to: number): number {
    let hash = 0x811c9dc5;
    let longest = start + LONGEST_PIECE;
    let i = start;
    for (; i < to; i++) {
      const codePoint = codePoints[i];
      if (codePoint < 0x80 ? codePoint <= 32 && isSpace(codePoint) : isSpace(codePoint)) break;
      if (i >= longest) break;
      if (codePoint > 0xffff) longest--;
      // FNV-1a, of code points instead of bytes.
      hash = Math.imul(hash ^ codePoint, 0x01000193);
    }
    this.hash = hash;
    return i;
  }

  private piece(from: number, to: number): void {
    const { recent } = this;
    const count = recent.find(this.codePoints, from, to, this.hash);
    if (count < 0) {
      const words = this.wordsOf(from, to);
      this.tokens(words, words.length, to - from);
    } else this.tokens(recent.words, count, to - from);
  }

  /** The words of a piece that has so many characters. */
  private tokens(words: ArrayLike<number>, count: number, characters: number): void {
    if (count === 0) {
      this.spaces += characters;
      return;
    }
    const { end, sink } = this;
    let isEnd = false;
    for (let i = 0; i < count; i++) {
      isEnd = words[i] === end;
      // The characters of a literal one: the word itself is as long as nothing.
      sink.token(words[i], isEnd ? this.spaces + END.length : this.spaces);
      this.spaces = 0;
    }
    this.ended = isEnd;
    this.open = !isEnd;
  }

  private wordsOf(from: number, to: number): readonly number[] {
    const piece = this.text.of(this.codePoints.subarray(from, to), to - from);
    const known = this.large.get(piece);
    if (known) return known;
    const words = this.splitter
      .split(piece)
      .filter((word) => word !== START)
      .map((word) => (word === END ? this.end : this.sink.word(word)));
    if (!this.recent.keep(piece, this.hash, words)) {
      if (this.large.size >= MOST_LARGE) this.large.clear();
      this.large.set(ownCopy(piece), words);
    }
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
