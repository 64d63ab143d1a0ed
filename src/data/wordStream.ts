import { countCharacters } from "../base/codePoints.ts";
import { UserError } from "../base/userError.ts";
import { grouped } from "../base/words.ts";
import { CodePointText } from "./asText.ts";
import { END } from "./specials.ts";
import { allocated, MOST_TOKENS } from "./tokenStream.ts";
import { ownCopy, WordScanner, type WordSink } from "./wordScanner.ts";
import type { WordRules } from "./wordSplitter.ts";

/** A JavaScript map takes twice as many. */
const MOST_WORDS = 2 ** 23;

/** Provisional ids, in the order in which words are first seen; the vocabulary gives the final ones later. */
export class WordTable {
  readonly symbols: string[] = [];
  /** Characters of each; none of `<eos>`, whose line break is counted as white space. */
  readonly lengths: number[] = [];
  private readonly ids = new Map<string, number>();

  constructor(
    readonly rules: WordRules,
    readonly lowercase: boolean,
  ) {}

  id(word: string): number {
    const known = this.ids.get(word);
    if (known !== undefined) return known;
    if (this.symbols.length === MOST_WORDS) {
      const message = `The text has more than ${grouped(MOST_WORDS)} different words, the most that can be read.`;
      throw new UserError(
        "too-many-words",
        message,
        'Train on a part of it, or on characters (data.unit "character").',
      );
    }
    const own = ownCopy(word);
    const id = this.symbols.push(own) - 1;
    this.lengths.push(own === END ? 0 : countCharacters(own));
    this.ids.set(own, id);
    return id;
  }

  stream(bytes: number): WordStream {
    return new WordStream(this, bytes);
  }
}

/** A growing stream of ids of words, with the white space before each. */
export class WordStream implements WordSink<number> {
  length = 0;
  private ids: Int32Array;
  private before: Uint8Array;
  private readonly scanner: WordScanner<number>;
  private readonly text = new CodePointText();

  constructor(
    private readonly table: WordTable,
    bytes: number,
  ) {
    // A word with its white space is seldom shorter.
    const expected = Math.min(Math.ceil(bytes / 4) + 1024, 2 ** 26);
    this.ids = allocated(Int32Array, expected);
    this.before = allocated(Uint8Array, expected);
    this.scanner = new WordScanner(table.rules, table.lowercase, this);
  }

  append(codePoints: Int32Array, length: number): void {
    this.scanner.push(this.text.of(codePoints, length));
  }

  /** A file ends, and with it its last line. */
  endFile(): void {
    this.scanner.finish();
  }

  word(text: string): number {
    return this.table.id(text);
  }

  token(word: number, spaces: number): void {
    if (this.length === this.ids.length) this.grow();
    this.ids[this.length] = word;
    // What one byte cannot hold counts with the next token, so that the sum is right.
    const held = Math.min(255, spaces + this.carried);
    this.carried += spaces - held;
    this.before[this.length++] = held;
  }

  private carried = 0;

  view(): Int32Array {
    return this.ids.subarray(0, this.length);
  }

  spaces(): Uint8Array {
    return this.before.subarray(0, this.length);
  }

  private grow(): void {
    if (this.length >= MOST_TOKENS) {
      const message = `The text has more than ${grouped(MOST_TOKENS)} tokens, the most that can be read.`;
      throw new UserError("too-many-tokens", message, "Train on a part of it.");
    }
    const capacity = Math.ceil(this.length * 1.5);
    const [ids, before] = [allocated(Int32Array, capacity), allocated(Uint8Array, capacity)];
    ids.set(this.ids);
    before.set(this.before);
    this.ids = ids;
    this.before = before;
  }
}
