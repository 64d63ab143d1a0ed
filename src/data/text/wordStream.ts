import { countCharacters } from "../../base/codePoints.ts";
import { UserError } from "../../base/userError.ts";
import { scannerOf } from "./itemScanner.ts";
import { says } from "./messages.ts";
import { SpaceStore } from "./spaceStore.ts";
import { MOST_SYMBOLS, STRETCH, TokenStore } from "./tokens.ts";
import { ownCopy, type WordSink } from "./wordScanner.ts";
import type { WordRules } from "./wordSplitter.ts";
import { END } from "./wordSplitter.ts";

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
    if (this.symbols.length === MOST_SYMBOLS) {
      throw new UserError(says.tooManyDifferentWords({ most: MOST_SYMBOLS }));
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

/** A stream of ids of words, with the white space before each. */
export class WordStream implements WordSink {
  readonly ids: TokenStore;
  readonly spaces: SpaceStore;
  private readonly scanner: ReturnType<typeof scannerOf>;
  private readonly words = new Int32Array(STRETCH);
  private readonly before = new Int32Array(STRETCH);
  private waiting = 0;
  private carried = 0;

  constructor(
    private readonly table: WordTable,
    bytes: number,
  ) {
    // A word has at least one byte, and each file ends a line.
    this.ids = new TokenStore(bytes);
    this.spaces = new SpaceStore(bytes);
    this.scanner = scannerOf(table.rules, table.lowercase, this);
  }

  append(codePoints: Int32Array, length: number): void {
    this.scanner.pushCodePoints(codePoints, length);
  }

  /** A file ends, and with it its last line. */
  endFile(): void {
    this.scanner.finish();
  }

  end(): void {
    this.flush();
    this.ids.trim();
    this.spaces.trim();
  }

  word(text: string): number {
    return this.table.id(text);
  }

  token(word: number, spaces: number): void {
    // What one byte cannot hold counts with the next token, so that the sum is right.
    const held = Math.min(255, spaces + this.carried);
    this.carried += spaces - held;
    this.words[this.waiting] = word;
    this.before[this.waiting++] = held;
    if (this.waiting === STRETCH) this.flush();
  }

  private flush(): void {
    this.ids.append(this.words, this.waiting, this.table.symbols.length);
    this.spaces.append(this.before, this.waiting);
    this.waiting = 0;
  }
}
