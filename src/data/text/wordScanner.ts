import { CodePointText, writeCodePoints } from "../../base/codePoints.ts";
import { BASIS, CodePointMap, hashOf, mixed } from "./codePointMap.ts";
import { JOINER, kindsOf, PART, SPACE, STRANGE } from "./plainWords.ts";
import { END, LONGEST_PIECE, START, sentenceSegmenter, type WordRules, WordSplitter } from "./wordSplitter.ts";

const LF = 10;
const IDEOGRAPHIC_SPACE = 0x3000;
/** Words of a plain piece at most. */
const MOST_WORDS = 32;
const STRANGE_PIECE = -1;
/** What runs of letters, and other pieces, may take at most, in numbers: with more, each begins anew. */
const MOST_NUMBERS = { runs: 2 ** 23, pieces: 2 ** 20 };
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
  private readonly kinds: Uint8Array;
  /** What characters beyond the kinds are. */
  private readonly beyond: number;
  /** Words of runs of letters and digits, or of what stands between white space, and 1 + those of signs. */
  private readonly runs = new CodePointMap();
  private readonly signs: Int32Array;
  /** Of the piece that was found last, see `endOfPiece`. */
  private readonly tokens = new Int32Array(1 + 2 * MOST_WORDS);
  /** Of pieces that more rules apply to, where their words stand in the list. */
  private readonly pieces = new CodePointMap();
  private words: (readonly number[])[] = [];
  private readonly text = new CodePointText();
  private readonly end: number;
  /** A paragraph that may go on, of sentences. */
  private paragraph = "";
  /** Code points, of which the first may go on in the next chunk: so many. */
  private codePoints = new Int32Array(0);
  private rest = 0;
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
    const atBoundaries = rules.split === "unicode";
    this.kinds = kindsOf(atBoundaries, lowercase);
    this.beyond = atBoundaries ? STRANGE : PART;
    this.signs = new Int32Array(this.kinds.length);
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
    const { codePoints, kinds, beyond, tokens } = this;
    const byLine = this.sentences === undefined;
    let start = 0;
    for (;;) {
      const end = endOfPiece(codePoints, start, to, kinds, beyond, tokens);
      if (end === to) break;
      if (end > start) this.piece(start, end);
      start = end;
      const codePoint = codePoints[end];
      // A piece was cut where it is too long.
      if (kindOf(codePoint, kinds, beyond) !== SPACE) continue;
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
    if (this.rest > 0) {
      endOfPiece(this.codePoints, 0, this.rest, this.kinds, this.beyond, this.tokens);
      this.piece(0, this.rest);
    }
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

  /** The piece that was found last. */
  private piece(from: number, to: number): void {
    const { codePoints, kinds, beyond, sink, signs, tokens } = this;
    const count = tokens[0];
    if (count === STRANGE_PIECE) {
      this.strange(from, to);
      return;
    }
    let start = from;
    for (let at = 1; at <= 2 * count; at += 2) {
      const end = tokens[at];
      let word: number;
      if (kindOf(codePoints[start], kinds, beyond) === PART) word = this.run(start, end, tokens[at + 1]);
      else {
        const sign = codePoints[start];
        signs[sign] ||= 1 + sink.word(String.fromCharCode(sign));
        word = signs[sign] - 1;
      }
      sink.token(word, this.spaces);
      this.spaces = 0;
      start = end;
    }
    this.ended = false;
    this.open = true;
  }

  /** The word that a run is. */
  private run(from: number, to: number, hash: number): number {
    const { codePoints, runs } = this;
    const known = runs.get(codePoints, from, to, hash);
    if (known >= 0) return known;
    if (runs.numbers > MOST_NUMBERS.runs) runs.clear();
    const [text] = this.splitter.split(this.text.of(codePoints.subarray(from, to), to - from));
    const word = this.sink.word(text);
    runs.add(codePoints, from, to, hash, word);
    return word;
  }

  /** A piece that more rules apply to. */
  private strange(from: number, to: number): void {
    const { codePoints, pieces, sink, end } = this;
    const hash = hashOf(codePoints, from, to);
    const known = pieces.get(codePoints, from, to, hash);
    const words = known >= 0 ? this.words[known] : this.wordsOf(from, to);
    if (known < 0) {
      if (pieces.numbers > MOST_NUMBERS.pieces) {
        pieces.clear();
        this.words = [];
      }
      pieces.add(codePoints, from, to, hash, this.words.push(words) - 1);
    }
    if (words.length === 0) {
      this.spaces += to - from;
      return;
    }
    let isEnd = false;
    for (const word of words) {
      isEnd = word === end;
      // The characters of a literal one: the word itself is as long as nothing.
      sink.token(word, isEnd ? this.spaces + END.length : this.spaces);
      this.spaces = 0;
    }
    this.ended = isEnd;
    this.open = !isEnd;
  }

  private wordsOf(from: number, to: number): readonly number[] {
    const piece = this.text.of(this.codePoints.subarray(from, to), to - from);
    return this.splitter
      .split(piece)
      .filter((word) => word !== START)
      .map((word) => (word === END ? this.end : this.sink.word(word)));
  }
}

/**
 * Where white space follows next, or a piece has as many UTF-16 units as it may have, or at the end. `tokens` has how many words a plain
 * piece consists of, where letters and digits in a row are a word and each sign is one, and of each where it ends and, of letters, its
 * hash. A loop that calls nothing is fast.
 */
function endOfPiece(
  text: Int32Array,
  start: number,
  to: number,
  kinds: Uint8Array,
  beyond: number,
  tokens: Int32Array,
): number {
  let longest = start + LONGEST_PIECE;
  let isPlain = true;
  let count = 0;
  let i = start;
  while (i < to && i < longest) {
    let codePoint = text[i];
    let kind = kindOf(codePoint, kinds, beyond);
    if (kind === SPACE) break;
    let hash = BASIS;
    if (kind === PART) {
      // A sign between parts of words, such as an apostrophe, may join them.
      if (i > start + 1 && kindOf(text[i - 1], kinds, beyond) === JOINER && kindOf(text[i - 2], kinds, beyond) === PART)
        isPlain = false;
      do {
        hash = mixed(hash, codePoint);
        if (codePoint > 0xffff) longest--;
        i++;
        if (i >= to || i >= longest) break;
        codePoint = text[i];
        kind = kindOf(codePoint, kinds, beyond);
      } while (kind === PART);
    } else {
      if (kind === STRANGE) isPlain = false;
      if (codePoint > 0xffff) longest--;
      i++;
    }
    if (count === MOST_WORDS) isPlain = false;
    else {
      tokens[2 * count + 1] = i;
      tokens[2 * count + 2] = hash;
      count++;
    }
  }
  tokens[0] = isPlain ? count : STRANGE_PIECE;
  return i;
}

function kindOf(codePoint: number, kinds: Uint8Array, beyond: number): number {
  if (codePoint < kinds.length) return kinds[codePoint];
  return codePoint === IDEOGRAPHIC_SPACE ? SPACE : beyond;
}

/** A text that does not keep the chunk alive out of which it was cut. */
export function ownCopy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, "utf16le").toString("utf16le");
}
