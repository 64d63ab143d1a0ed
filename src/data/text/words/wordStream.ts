import { says } from "../messages.ts";
import { STRETCH, TokenStore } from "../tokens.ts";
import { scannerOf } from "./itemScanner.ts";
import { Lexicon } from "./lexicon.ts";
import { SpaceStore } from "./spaceStore.ts";
import type { TokenSink } from "./wordScanner.ts";
import type { WordRules } from "./wordSplitter.ts";
import { END } from "./wordSplitter.ts";

/** Provisional ids, in the order in which words are first seen; the vocabulary gives the final ones later. */
export class WordTable {
  readonly words = new Lexicon(says.tooManyDifferentWords);

  constructor(
    readonly rules: WordRules,
    readonly lowercase: boolean,
  ) {}

  get size(): number {
    return this.words.size;
  }

  get symbols(): readonly string[] {
    return this.words.words;
  }

  /** Characters of each word; none of `<eos>`, whose line break is counted as white space. */
  lengths(): Int32Array {
    const end = this.words.known(END);
    return Int32Array.from({ length: this.size }, (_, id) => (id === end ? 0 : this.words.lengthOf(id)));
  }

  stream(bytes: number): WordStream {
    return new WordStream(this, bytes);
  }
}

/** A stream of ids of words, with the white space before each. */
export class WordStream implements TokenSink {
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
    this.scanner = scannerOf(table.rules, table.lowercase, table.words, this);
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

  token(word: number, spaces: number): void {
    // What one byte cannot hold counts with the next token, so that the sum is right.
    const held = Math.min(255, spaces + this.carried);
    this.carried += spaces - held;
    this.words[this.waiting] = word;
    this.before[this.waiting++] = held;
    if (this.waiting === STRETCH) this.flush();
  }

  private flush(): void {
    this.ids.append(this.words, this.waiting, this.table.size);
    this.spaces.append(this.before, this.waiting);
    this.waiting = 0;
  }
}
