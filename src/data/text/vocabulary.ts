import { compareCodePoints } from "../../base/codePoints.ts";
import { says } from "./messages.ts";
import { Joiner, type SpacingShares } from "./spacing.ts";
import { readVocabulary, type WordForm } from "./vocabularyFile.ts";
import { SEPARATORS, scannerOf } from "./words/itemScanner.ts";
import { Lexicon } from "./words/lexicon.ts";
import { type CountedWords, sortWords } from "./words/wordOrder.ts";
import { BLANK, END, isSeparator, START, UNKNOWN, type WordRules } from "./words/wordSplitter.ts";

/** How often a symbol occurs in the training part; 0 for one that only validation or test has. */
export interface SymbolCount {
  codePoint: number;
  count: number;
}

export interface WordCount {
  word: string;
  count: number;
}

export interface VocabularyOptions {
  /** Most symbols to keep, `<unk>` and other specials counted; null keeps them all. */
  size: number | null;
  minFrequency: number;
  lowercase: boolean;
}

export interface Encoded {
  ids: Int32Array;
  /** Symbols outside the vocabulary, with their place among the characters or words. */
  unknown: { symbol: string; index: number }[];
}

/** What a vocabulary consists of. */
interface VocabularyParts {
  symbols: readonly string[];
  /** The id of `<unk>`, where there is one. */
  unknown?: number;
  lowercase: boolean;
  /** Undefined when the symbols are characters. */
  words?: WordForm;
  /** Symbols of labels that an example may start with. */
  prompts?: readonly string[];
  /**
   * Of a running text: stretches of training, each of them read right before the end of a line, in ids. Undefined where an earlier
   * version kept none.
   */
  pasts?: readonly (readonly number[])[];
  /** Of labels that steps put out: the id of `<blank>`, which is 0. */
  blank?: number;
}

/** The symbols that a model knows, characters, words or items; the id of a symbol is its row in the embedding and the output. */
export class Vocabulary implements VocabularyParts {
  readonly symbols: readonly string[];
  readonly unknown: number | undefined;
  readonly lowercase: boolean;
  readonly words: WordForm | undefined;
  readonly prompts: readonly string[];
  readonly pasts: readonly (readonly number[])[] | undefined;
  /** The id of `<blank>`, where the symbols are the labels of transcripts. */
  readonly blank: number | undefined;
  /** The id of `<eos>`, which words and examples have: what ends a line, a sentence, an example. */
  readonly end: number | undefined;
  /** The id of `<bos>`, which a network of words reads at the start and in the place of each `<eos>`, and never predicts. */
  readonly start: number | undefined;
  /** Ids of what an example may start with instead, one a label: read, and never predicted. Like `<bos>` they are no text. */
  private readonly promptIds: ReadonlySet<number>;
  readonly #ids: SymbolIds;

  /** `ids` are those of another with the same symbols. */
  private constructor(
    { symbols, unknown, lowercase, words, prompts = [], pasts, blank }: VocabularyParts,
    ids = new SymbolIds(symbols),
  ) {
    this.symbols = symbols;
    this.unknown = unknown;
    this.lowercase = lowercase;
    this.words = words;
    this.prompts = prompts;
    this.pasts = pasts;
    this.blank = blank;
    this.#ids = ids;
    // No character is called so.
    this.end = placeOf(END, symbols);
    this.start = placeOf(START, symbols);
    this.promptIds = new Set(prompts.flatMap((prompt) => this.id(prompt) ?? []));
  }

  /**
   * Characters by falling count, then by code point, so those that only validation or test has come last. When the cut removes any,
   * `<unk>` takes id 0 and stands for them. Without a cut nothing is removed. Of examples, `<eos>`, `<bos>` and what else they may
   * start with come before them.
   */
  static fromCounts(
    counts: readonly SymbolCount[],
    { size, minFrequency, lowercase }: VocabularyOptions,
    prompts?: readonly string[],
  ): Vocabulary {
    const specials = prompts ? [END, START, ...prompts] : [];
    const sorted = counts.toSorted((a, b) => b.count - a.count || a.codePoint - b.codePoint);
    let kept = minFrequency > 1 ? sorted.filter(({ count }) => count >= minFrequency) : sorted;
    const room = size === null ? Number.POSITIVE_INFINITY : size - specials.length;
    if (kept.length + (kept.length < sorted.length ? 1 : 0) > room) kept = kept.slice(0, Math.max(0, room - 1));
    const symbols = [...specials, ...kept.map(({ codePoint }) => String.fromCodePoint(codePoint))];
    const cut = kept.length < sorted.length;
    const all = cut ? { symbols: [UNKNOWN, ...symbols], unknown: 0 } : { symbols };
    return new Vocabulary({ ...all, lowercase, prompts });
  }

  /**
   * `<unk>`, `<eos>`, `<bos>`, then the words of the training part by falling count, then by code point, as many as fit; and the id in the
   * vocabulary of each word that was counted.
   */
  static ofWords(
    counted: CountedWords,
    limits: VocabularyOptions,
    rules: WordRules,
    prompts: readonly string[] = [],
  ): { vocabulary: Vocabulary; final: Int32Array } {
    const unknown = 0;
    const { symbols, final } = mostFrequent(counted, [UNKNOWN, END, START, ...prompts], limits);
    const spacing = isSeparator(rules.split) ? undefined : alwaysSpaced(symbols.length);
    const { lowercase } = limits;
    return { vocabulary: new Vocabulary({ symbols, unknown, lowercase, words: { rules, spacing }, prompts }), final };
  }

  /**
   * Of one side of pairs, by the training part: `<unk>`, where the side is written `<eos>` and `<bos>`, and then symbols by falling
   * count, then by code point, as many as fit. Characters have no rules.
   */
  static ofSide(
    counted: CountedWords,
    limits: VocabularyOptions,
    { rules, isWritten }: { rules?: WordRules; isWritten: boolean },
  ): Vocabulary {
    // A word that is written like a special is none, and nothing else.
    const specials = [UNKNOWN, END, START];
    const { symbols } = mostFrequent(counted, isWritten ? specials : [UNKNOWN], limits, specials);
    const words = rules && { rules, spacing: alwaysSpaced(symbols.length) };
    return new Vocabulary({ symbols, unknown: 0, lowercase: limits.lowercase, words });
  }

  /**
   * The labels of transcripts: `<blank>`, `<unk>` only where the limits cut some off, and then symbols by falling count in training, then by
   * code point, so those that only validation or test has come last. Characters have no rules.
   */
  static ofLabels(
    counts: readonly WordCount[],
    { size, minFrequency, lowercase }: VocabularyOptions,
    rules?: WordRules,
  ): Vocabulary {
    // What cuts words knows `<eos>`, which no transcript ends with.
    const isLabel = ({ word, count }: WordCount) => word !== BLANK && !(word === END && count === 0);
    const sorted = counts
      .filter((each) => isLabel(each) && each.word !== UNKNOWN)
      .sort((a, b) => b.count - a.count || compareCodePoints(a.word, b.word));
    let kept = minFrequency > 1 ? sorted.filter(({ count }) => count >= minFrequency) : sorted;
    const room = (size ?? Number.POSITIVE_INFINITY) - 1;
    if (kept.length + (kept.length < sorted.length ? 1 : 0) > room) kept = kept.slice(0, Math.max(0, room - 1));
    const isCut = kept.length < counts.filter(isLabel).length;
    const symbols = [BLANK, ...(isCut ? [UNKNOWN] : []), ...kept.map(({ word }) => word)];
    const words = rules && { rules, spacing: alwaysSpaced(symbols.length) };
    return new Vocabulary({ symbols, blank: 0, ...(isCut && { unknown: 1 }), lowercase, words });
  }

  /** Symbols that texts have: all but `<unk>`, `<eos>`, `<bos>`, `<blank>` and what examples start with. */
  get ofTexts(): number {
    const specials = [this.unknown, this.end, this.start, this.blank].filter((id) => id !== undefined);
    return this.size - specials.length - this.promptIds.size;
  }

  /** The same words, put together with white space as it was counted. */
  withSpacing(spacing: SpacingShares): Vocabulary {
    return new Vocabulary({ ...this, words: this.words && { ...this.words, spacing } }, this.#ids);
  }

  /** The same symbols, with what texts begin after. */
  withPasts(pasts: readonly (readonly number[])[]): Vocabulary {
    return new Vocabulary({ ...this, pasts }, this.#ids);
  }

  get size(): number {
    return this.symbols.length;
  }

  get unit(): "character" | "word" | "item" {
    if (!this.words) return "character";
    return isSeparator(this.words.rules.split) ? "item" : "word";
  }

  /** What a text starts after: `<bos>`, or a line break where a model of characters has seen one. */
  get begin(): number | undefined {
    return this.start ?? this.#ids.get("\n");
  }

  /** What ends a line: `<eos>`, or a line break. */
  get lineEnd(): number | undefined {
    return this.end ?? this.#ids.get("\n");
  }

  /** Whether it is only read: `<bos>`, or a label that an example starts with. */
  isPrompt(id: number): boolean {
    return id === this.start || this.promptIds.has(id);
  }

  /**
   * The id of a symbol of pairs, `<unk>` of one outside the vocabulary, −1 where there is no `<unk>`. A text may hold "<eos>" or "<bos>" as
   * a word, and does not end or begin there.
   */
  idWithin(symbol: string): number {
    const id = this.#ids.get(symbol);
    const isSpecial = id === this.end || id === this.start || id === this.blank;
    return id === undefined || isSpecial ? (this.unknown ?? -1) : id;
  }

  /** What the network reads where this token stands. */
  read(id: number): number {
    return id === this.end ? this.start! : id;
  }

  /** Undefined for a symbol outside the vocabulary, even where `<unk>` exists. */
  id(symbol: string): number | undefined {
    return this.#ids.get(symbol);
  }

  symbol(id: number): string {
    const symbol = this.symbols[id];
    if (symbol === undefined) throw new RangeError(`id ${id} is outside the vocabulary of ${this.size}`);
    return symbol;
  }

  /**
   * The ids of a text, in lower case where the model was trained so. Symbols outside the vocabulary become `<unk>` where there is
   * one, and are left out otherwise. Of words, each line break within the text is `<eos>`, its end is not.
   */
  encode(text: string): Encoded {
    return this.words ? this.encodeWords(text, this.words.rules) : this.encodeCharacters(text);
  }

  private encodeCharacters(text: string): Encoded {
    const ids: number[] = [];
    const unknown: Encoded["unknown"] = [];
    let index = 0;
    for (const character of text) {
      for (const symbol of this.lowercase ? character.toLowerCase() : character) {
        const id = this.#ids.get(symbol);
        if (id === undefined || id === this.unknown) unknown.push({ symbol, index });
        const known = id ?? this.unknown;
        if (known !== undefined) ids.push(known);
      }
      index++;
    }
    return { ids: Int32Array.from(ids), unknown };
  }

  private encodeWords(text: string, rules: WordRules): Encoded {
    const ids: number[] = [];
    const unknown: Encoded["unknown"] = [];
    const lexicon = new Lexicon(says.tooManyDifferentTokens);
    const scanner = scannerOf(rules, this.lowercase, lexicon, {
      token: (word) => {
        const symbol = lexicon.words[word];
        const id = this.#ids.get(symbol) ?? this.unknown!;
        if (id === this.unknown) unknown.push({ symbol, index: ids.length });
        ids.push(id);
      },
    });
    scanner.push(text.replaceAll("\r\n", "\n"));
    scanner.finish(true);
    return { ids: Int32Array.from(ids), unknown };
  }

  /** What each token adds to the text: itself, and of words the white space before it. `<bos>` and labels add nothing. */
  pieces(ids: Iterable<number>): string[] {
    const { words } = this;
    if (!words) return Array.from(ids, (id) => (this.isPrompt(id) ? "" : id === this.end ? "\n" : this.symbol(id)));
    const { split } = words.rules;
    if (isSeparator(split)) return this.items(ids, SEPARATORS[split].shown);
    const joiner = new Joiner(this, { rules: words.rules, spacing: words.spacing!, end: this.end ?? -1 });
    return Array.from(ids, (id) => (this.isPrompt(id) ? "" : joiner.add(this.checked(id))));
  }

  private items(ids: Iterable<number>, separator: string): string[] {
    let starts = true;
    return Array.from(ids, (id) => {
      if (id === this.start) return "";
      const between = starts || id === this.end ? "" : separator;
      starts = id === this.end;
      return between + (starts ? "\n" : this.symbol(id));
    });
  }

  decode(ids: Iterable<number>): string {
    return this.pieces(ids).join("");
  }

  private checked(id: number): number {
    this.symbol(id);
    return id;
  }

  toJSON() {
    const { unit, lowercase, unknown = null, symbols, words, prompts, pasts, blank } = this;
    const form = words && { ...words.rules, ...(words.spacing && { spacing: words.spacing }) };
    const own = prompts.length > 0 || (this.end !== undefined && !words) ? { prompts } : {};
    const labels = blank === undefined ? {} : { blank };
    return { version: 1, unit, ...form, lowercase, unknown, ...own, ...labels, symbols, ...(pasts && { pasts }) };
  }

  static fromJSON(json: unknown, options?: { isReadOnly?: boolean }): Vocabulary {
    return new Vocabulary(readVocabulary(json, options));
  }
}

/** Ids by symbols. Many a vocabulary is never asked for one: to look them up is prepared at the first question. */
class SymbolIds {
  private ids: ReadonlyMap<string, number> | undefined;

  constructor(private readonly symbols: readonly string[]) {}

  get(symbol: string): number | undefined {
    this.ids ??= new Map(this.symbols.map((each, id) => [each, id]));
    return this.ids.get(symbol);
  }
}

/** Specials stand at the beginning. */
function placeOf(special: string, symbols: readonly string[]): number | undefined {
  const place = symbols.indexOf(special);
  return place < 0 ? undefined : place;
}

/**
 * The specials, of which the first is `<unk>`, and then symbols of training by falling count, then by code point, but for those that are
 * left out; and where among them each word is that was counted.
 */
function mostFrequent(
  counted: CountedWords,
  specials: readonly string[],
  { size, minFrequency }: VocabularyOptions,
  leftOut = specials,
): { symbols: string[]; final: Int32Array } {
  const { words, counts } = counted;
  const out = new Set(leftOut.map((word) => words.known(word)));
  const least = Math.max(1, minFrequency);
  let ids = Int32Array.from({ length: words.size }, (_, id) => id).filter((id) => counts[id] >= least && !out.has(id));
  sortWords(ids, counted);
  if (size !== null) ids = ids.subarray(0, Math.max(0, size - specials.length));
  const final = new Int32Array(words.size);
  for (const [id, special] of specials.entries()) {
    const word = words.known(special);
    if (word >= 0) final[word] = id;
  }
  for (let i = 0; i < ids.length; i++) final[ids[i]] = specials.length + i;
  return { symbols: [...specials, ...Array.from(ids, (id) => words.word(id))], final };
}

/** White space between all words, until it is counted. */
function alwaysSpaced(size: number): SpacingShares {
  const always = new Array<number>(size).fill(100);
  return { before: always, after: always, usual: 100 };
}
