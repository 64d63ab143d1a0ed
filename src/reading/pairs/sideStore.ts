import { UserError } from "../../base/userError.ts";
import { type Cell, textOrTokens, words } from "../../data/encode/cells.ts";
import type { Cutting } from "../../data/encode/stepReader.ts";
import { Growing } from "../../data/text/growing.ts";
import type { SymbolTable } from "../../data/text/symbolTable.ts";
import { MOST_TOKENS } from "../../data/text/tokens.ts";
import { says } from "../examples/messages.ts";

/**
 * One side of all pairs, in compact lists: tokens by provisional ids, and what tells texts apart. Of a text that is longer than `most`
 * only its length is kept, so that memory is bounded by what is.
 */
export class SideStore {
  /** One a pair. */
  readonly starts = new Growing(Int32Array);
  readonly lengths = new Growing(Int32Array);
  /** Code points of each text, and 53 bits of its hash. */
  readonly characters = new Growing(Int32Array);
  readonly hashes = new Growing(Float64Array);
  /** One a token, and one a word, the characters of white space before it. */
  readonly tokens = new Growing(Int32Array);
  readonly spaces = new Growing(Uint8Array);
  /** Tokens of the longest text. */
  longest = 0;
  private readonly areWords: boolean;
  private readonly texts: Growing<Uint8Array> | undefined;
  private readonly textEnds = new Growing(Float64Array);
  private readonly bytes = new TextEncoder();

  constructor(
    private readonly table: SymbolTable,
    private readonly cutting: Cutting,
    /** Tokens of a text that is kept. */
    readonly most: number,
    /** Whether texts are kept as they stand. */
    keepsTexts: boolean,
  ) {
    this.areWords = table.rules.unit === "word";
    if (keepsTexts) this.texts = new Growing(Uint8Array);
  }

  get count(): number {
    return this.lengths.length;
  }

  add(cell: Cell): void {
    const { table, cutting, tokens, spaces, texts } = this;
    const whole = textOrTokens(cell);
    const isList = Array.isArray(whole);
    const found = isList
      ? whole.map((token) => table.token(token))
      : cutting === "cut"
        ? table.cut(whole)
        : words(whole).map((word) => table.token(word));
    const before = isList || cutting !== "cut" ? undefined : table.spaces;
    this.starts.push(tokens.length);
    this.lengths.push(found.length);
    this.longest = Math.max(this.longest, found.length);
    if (found.length <= this.most) {
      for (let t = 0; t < found.length; t++) tokens.push(found[t]);
      // Between characters there is none.
      if (this.areWords) for (let t = 0; t < found.length; t++) spaces.push(before?.[t] ?? 1);
      if (tokens.length > MOST_TOKENS) throw new UserError(says.tooManySteps({ most: MOST_TOKENS }));
    }
    const text = isList ? whole.join(" ") : whole;
    this.characters.push(pointsIn(text));
    this.hashes.push(hashOf(text));
    if (!texts) return;
    if (found.length <= this.most) for (const byte of this.bytes.encode(text)) texts.push(byte);
    this.textEnds.push(texts.length);
  }

  /** A text as it stands in its file, but for white space around it. */
  text(pair: number): string {
    const ends = this.textEnds.view();
    const bytes = this.texts?.view().subarray(pair > 0 ? ends[pair - 1] : 0, ends[pair]);
    return new TextDecoder().decode(bytes);
  }
}

function pointsIn(text: string): number {
  let points = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) points++;
  return points;
}

/** 53 bits. Among a million texts, the chance that two different ones have the same is about 1 in 10,000. */
function hashOf(text: string): number {
  let a = 0x811c9dc5 ^ text.length;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ (text.charCodeAt(i) + (a >>> 15)), 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0) * 2 ** 21 + ((b ^ (b >>> 16)) & 0x1fffff);
}
