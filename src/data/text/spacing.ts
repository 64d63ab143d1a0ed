import { type WordRules, WordSplitter } from "./words/wordSplitter.ts";

/** Shares are kept in percent; none is certain. */
const CERTAIN = 0.5;
/** A word that was seen seldom is half of what is usual: as if it had been seen so often more. */
const USUAL_WEIGHT = 2;
/** Words of a run without white space that are looked at together. */
const WINDOW = 8;
/** Between these shares of white space before it, a quotation mark opens and closes in turn. */
const AMBIGUOUS = [15, 85];
const QUOTE = '"';

export interface SpacingShares {
  /** Percent of its occurrences that have white space before and after them, by id. */
  before: readonly number[];
  after: readonly number[];
  /** The same of all words together. */
  usual: number;
}

/** Counts of a word, side by side: how often another stands before it and after it in a line, and how often with white space. */
const [SEEN, BEFORE, FOLLOWED, AFTER, COUNTS] = [0, 1, 2, 3, 4];

/** Counts white space within lines, stretch by stretch; where `edge` stands, nothing is counted. */
export class SpacingCount {
  private readonly counts: Int32Array;
  private all = 0;
  private spaced = 0;
  private last: number;

  constructor(
    private readonly size: number,
    private readonly edge: number,
  ) {
    this.counts = new Int32Array(COUNTS * size);
    this.last = edge;
  }

  /** `ids` are those of the vocabulary, `spaces` the characters of white space before each. */
  add(ids: Int32Array, spaces: Uint8Array): void {
    const { counts, edge } = this;
    let [all, spaced, a] = [0, 0, this.last];
    for (let i = 0; i < ids.length; i++) {
      const b = ids[i];
      if (a !== edge && b !== edge) {
        const space = spaces[i] > 0 ? 1 : 0;
        counts[COUNTS * a + FOLLOWED]++;
        counts[COUNTS * a + AFTER] += space;
        counts[COUNTS * b + SEEN]++;
        counts[COUNTS * b + BEFORE] += space;
        all++;
        spaced += space;
      }
      a = b;
    }
    this.last = a;
    this.all += all;
    this.spaced += spaced;
  }

  shares(): SpacingShares {
    const usual = this.all > 0 ? this.spaced / this.all : 1;
    const { counts, size } = this;
    const shares = (hits: number, of: number) => {
      const share = (at: number) =>
        (100 * (counts[at + hits] + USUAL_WEIGHT * usual)) / (counts[at + of] + USUAL_WEIGHT);
      return Array.from({ length: size }, (_, id) => Math.round(share(COUNTS * id)));
    };
    return { before: shares(BEFORE, SEEN), after: shares(AFTER, FOLLOWED), usual: Math.round(100 * usual) };
  }
}

/**
 * Puts words together to a text, with white space where the training text had it: before and after each word by the shares that
 * were counted there. Where the rules for words would cut the result differently, they stay apart.
 */
export class Joiner {
  private readonly splitter: WordSplitter;
  /** Words since the last white space. */
  private run: string[] = [];
  private previous: number | undefined;
  private quoteIsOpen = false;
  private justOpened = false;

  private readonly symbols: readonly string[];
  private readonly rules: WordRules;
  private readonly spacing: SpacingShares;
  private readonly end: number;

  /** `end` is the id of `<eos>`. */
  constructor(
    { symbols, lowercase }: { symbols: readonly string[]; lowercase: boolean },
    { rules, spacing, end }: { rules: WordRules; spacing: SpacingShares; end: number },
  ) {
    this.symbols = symbols;
    this.rules = rules;
    this.spacing = spacing;
    this.end = end;
    this.splitter = new WordSplitter(rules, lowercase);
  }

  /** What the next word adds to the text: itself, or white space and itself. `<eos>` is a line break. */
  add(id: number): string {
    const word = this.symbols[id];
    const { previous } = this;
    this.previous = id;
    if (id === this.end) {
      // A paragraph ends, and with it whatever was left open.
      if (previous === this.end) this.quoteIsOpen = false;
      this.run = [];
      return "\n";
    }
    const starts = previous === undefined || previous === this.end;
    // What begins a line opens, whatever was left open before.
    if (starts && this.isQuote(id)) this.quoteIsOpen = false;
    const space = !starts && (this.wantsSpace(previous, id) || !this.staysApart(word));
    this.quote(id);
    if (starts || space) this.run = [];
    this.run.push(word);
    if (this.run.length > WINDOW) this.run.shift();
    return space ? ` ${word}` : word;
  }

  private wantsSpace(a: number, b: number): boolean {
    if (this.rules.split === "whitespace") return true;
    const { before, after, usual } = this.spacing;
    if (this.isQuote(b)) return this.quoteIsOpen ? false : logit(after[a]) > 0;
    if (this.isQuote(a)) return this.justOpened ? false : logit(before[b]) > 0;
    // Bayes, with white space after the one and before the other taken as independent.
    return logit(after[a]) + logit(before[b]) - logit(usual) > 0;
  }

  private isQuote(id: number): boolean {
    const share = this.spacing.before[id];
    return this.symbols[id] === QUOTE && share > AMBIGUOUS[0] && share < AMBIGUOUS[1];
  }

  private quote(id: number): void {
    this.justOpened = false;
    if (!this.isQuote(id)) return;
    this.quoteIsOpen = !this.quoteIsOpen;
    this.justOpened = this.quoteIsOpen;
  }

  /** Whether the words so far and this one, without white space between them, are still these words. */
  private staysApart(word: string): boolean {
    const words = [...this.run, word];
    const again = this.splitter.split(words.join(""));
    return again.length === words.length && again.every((part, i) => part === words[i]);
  }
}

function logit(percent: number): number {
  const share = Math.min(100 - CERTAIN, Math.max(CERTAIN, percent)) / 100;
  return Math.log(share / (1 - share));
}
