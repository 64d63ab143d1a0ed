import { CodePointText, writeCodePoints } from "../../../base/codePoints.ts";
import { CodePointMap, hashOf, IN_A_CUT } from "./codePointMap.ts";
import type { Lexicon } from "./lexicon.ts";
import { type CharacterKinds, type Cuts, cutPlain, endOfPiece, isSpace, kindsOf } from "./plainWords.ts";
import { END, lower, START, sentenceSegmenter, type WordRules, WordSplitter } from "./wordSplitter.ts";

const LF = 10;
/** What pieces may take at most, in numbers: with more, they begin anew. */
const MOST_NUMBERS = 2 ** 20;
/** A paragraph that never ends is cut, at white space, after so many UTF-16 units. */
const LONGEST_PARAGRAPH = 2 ** 18;
/** UTF-16 units of a string that are read at a time. */
const STRETCH = 2 ** 15;

/** Where the words go. */
export interface TokenSink {
  /** The next token and how many characters of white space stand before it, its own included if it is `<eos>`. */
  token(word: number, spaces: number): void;
}

/**
 * Reads a text, chunk by chunk, as words with `<eos>` at the end of each line, also of an empty one, or of each sentence.
 * A literal `<eos>` is one, and the line that it ends gets no second one; a literal `<bos>` is passed over, since every line
 * starts with one. Memory grows with the different words alone.
 */
export class WordScanner {
  private readonly splitter: WordSplitter;
  private readonly sentences: Intl.Segmenter | undefined;
  private readonly kinds: CharacterKinds;
  private readonly text = new CodePointText();
  private readonly end: number;
  /** Of pieces that more rules apply to, where their words stand in the list. */
  private readonly pieces = new CodePointMap();
  private wordsOfPieces: (readonly number[])[] = [];
  /** A paragraph that may go on, of sentences. */
  private paragraph = "";
  /** Code points, of which the first may go on in the next chunk: so many. */
  private codePoints = new Int32Array(0);
  private rest = 0;
  /** Words that were cut last, with the white space since the last token behind them, and their ids. */
  private readonly cuts: Cuts = { list: new Int32Array(0), count: 0, spaces: 0 };
  private ids = new Int32Array(0);
  /** The line or sentence has tokens, and the last of them was not `<eos>`. */
  private open = false;
  /** The last token was a literal `<eos>`. */
  private ended = false;

  constructor(
    rules: WordRules,
    private readonly lowercase: boolean,
    private readonly words: Lexicon,
    private readonly sink: TokenSink,
  ) {
    this.splitter = new WordSplitter(rules, lowercase);
    this.kinds = kindsOf(rules.split === "unicode", lowercase);
    if (rules.eos === "sentence") this.sentences = sentenceSegmenter();
    this.end = words.id(END);
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
    this.readPieces(this.rest + length, false);
  }

  /** At the end of a text: a line or sentence that was begun ends here, unless the text is to go on. */
  finish(goesOn = false): void {
    if (this.sentences) this.readParagraph(this.paragraph, this.sentences, goesOn);
    this.paragraph = "";
    this.readPieces(this.rest, true);
    if (goesOn) return;
    if (this.open) this.endHere();
    // What comes next is another text, whose first line break ends a line of its own.
    this.ended = false;
  }

  private readText(text: string): void {
    for (let from = 0; from < text.length; ) {
      let to = Math.min(from + STRETCH, text.length);
      // A pair stays together.
      if (to < text.length && (text.charCodeAt(to - 1) & 0xfc00) === 0xd800) to++;
      this.reserve(to - from);
      this.readPieces(writeCodePoints(text.slice(from, to), this.codePoints, this.rest), false);
      from = to;
    }
  }

  /** Room for so many code points behind the rest. */
  private reserve(length: number): void {
    const needed = this.rest + length;
    if (this.codePoints.length >= needed) return;
    // A piece that never ends comes in many chunks.
    const room = Math.max(needed, Math.floor(1.5 * this.codePoints.length));
    const larger = new Int32Array(room);
    larger.set(this.codePoints.subarray(0, this.rest));
    this.codePoints = larger;
    this.cuts.list = new Int32Array(IN_A_CUT * room);
    this.ids = new Int32Array(room);
  }

  /** Reads pieces and line ends up to a place, and keeps the piece that stands there, since it may go on, unless `isWhole`. */
  private readPieces(to: number, isWhole: boolean): void {
    const { codePoints, kinds, cuts } = this;
    const options = { ofLines: this.sentences === undefined, isWhole };
    let at = 0;
    for (;;) {
      if (this.ended) at = this.passLineEnd(at, to);
      at = cutPlain(codePoints, at, to, kinds, options, cuts);
      this.handOn();
      if (at === to) break;
      const end = endOfPiece(codePoints, at, to, kinds);
      if (end === to && !isWhole) break;
      this.strange(at, end);
      at = end;
    }
    codePoints.copyWithin(0, at, to);
    this.rest = to - at;
  }

  /** Passes over white space behind a literal `<eos>`, up to the end of its line, which ends no other. */
  private passLineEnd(from: number, to: number): number {
    for (let i = from; i < to; i++) {
      if (!isSpace(this.codePoints[i], this.kinds)) return i;
      this.cuts.spaces++;
      if (this.codePoints[i] !== LF || this.sentences) continue;
      this.ended = false;
      return i + 1;
    }
    return to;
  }

  /** Words that were cut. */
  private handOn(): void {
    const { codePoints, words, ids, end, sink } = this;
    const { list, count } = this.cuts;
    if (count === 0) return;
    const missing = words.forms.getAll(codePoints, list, count, ids);
    for (let i = 0, left = missing; left > 0; i++) {
      if (ids[i] >= 0) continue;
      ids[i] = this.form(list[IN_A_CUT * i], list[IN_A_CUT * i + 1], list[IN_A_CUT * i + 2]);
      left--;
    }
    for (let i = 0; i < count; i++) sink.token(ids[i], list[IN_A_CUT * i + 3]);
    this.open = ids[count - 1] !== end;
    this.ended = false;
  }

  /** The id of what was cut and is not known: the end of a line, or a word that is new, unless it has come among the last. */
  private form(from: number, to: number, hash: number): number {
    if (to < from) return this.end;
    const { codePoints, words } = this;
    const known = words.forms.get(codePoints, from, to, hash);
    if (known >= 0) return known;
    if (!this.lowercase) return words.add(codePoints, from, to, hash);
    const text = this.text.of(codePoints.subarray(from, to), to - from);
    const id = words.id(lower(text));
    words.stands(text, id);
    return id;
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
      this.readPieces(this.rest, true);
      if (this.open && !(goesOn && at === flat.length)) this.endHere();
      this.ended = false;
    }
  }

  private endHere(): void {
    this.sink.token(this.end, this.cuts.spaces);
    this.cuts.spaces = 0;
    this.open = false;
    this.ended = false;
  }

  /** A piece that more rules apply to. */
  private strange(from: number, to: number): void {
    const { codePoints, pieces, cuts, sink, end } = this;
    const hash = hashOf(codePoints, from, to);
    const known = pieces.get(codePoints, from, to, hash);
    const words = known >= 0 ? this.wordsOfPieces[known] : this.wordsOf(from, to);
    if (known < 0) {
      if (pieces.numbers > MOST_NUMBERS) {
        pieces.clear();
        this.wordsOfPieces = [];
      }
      pieces.add(codePoints, from, to, hash, this.wordsOfPieces.push(words) - 1);
    }
    if (words.length === 0) {
      cuts.spaces += to - from;
      return;
    }
    let isEnd = false;
    for (const word of words) {
      isEnd = word === end;
      // The characters of a literal one: the word itself is as long as nothing.
      sink.token(word, isEnd ? cuts.spaces + END.length : cuts.spaces);
      cuts.spaces = 0;
    }
    this.ended = isEnd;
    this.open = !isEnd;
  }

  private wordsOf(from: number, to: number): readonly number[] {
    const piece = this.text.of(this.codePoints.subarray(from, to), to - from);
    return this.splitter
      .split(piece)
      .filter((word) => word !== START)
      .map((word) => this.words.id(word));
  }
}

/** A text that does not keep the chunk alive out of which it was cut. */
export function ownCopy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, "utf16le").toString("utf16le");
}
