import { UserError } from "../base/userError.ts";

const UNKNOWN = "<unk>";

/** How often a symbol occurs in the training part; 0 for one that only validation or test has. */
export interface SymbolCount {
  codePoint: number;
  count: number;
}

export interface VocabularyOptions {
  /** Most symbols to keep, `<unk>` counted; null keeps them all. */
  size: number | null;
  minFrequency: number;
  lowercase: boolean;
}

/** The symbols that a model knows; the id of a symbol is its row in the embedding and the output. */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;

  private constructor(
    readonly symbols: readonly string[],
    /** The id of `<unk>`, where there is one. */
    readonly unknown: number | undefined,
    readonly lowercase: boolean,
  ) {
    this.ids = new Map(symbols.map((symbol, id) => [symbol, id]));
  }

  /**
   * Symbols by falling count, then by code point, so those that only validation or test has come last. When the cut removes any,
   * `<unk>` takes id 0 and stands for them. Without a cut nothing is removed.
   */
  static fromCounts(counts: readonly SymbolCount[], { size, minFrequency, lowercase }: VocabularyOptions): Vocabulary {
    const sorted = counts.toSorted((a, b) => b.count - a.count || a.codePoint - b.codePoint);
    let kept = minFrequency > 1 ? sorted.filter(({ count }) => count >= minFrequency) : sorted;
    if (size !== null && kept.length + (kept.length < sorted.length ? 1 : 0) > size) kept = kept.slice(0, size - 1);
    const symbols = kept.map(({ codePoint }) => String.fromCodePoint(codePoint));
    const cut = kept.length < sorted.length;
    return new Vocabulary(cut ? [UNKNOWN, ...symbols] : symbols, cut ? 0 : undefined, lowercase);
  }

  get size(): number {
    return this.symbols.length;
  }

  /** Undefined for a symbol outside the vocabulary, even where `<unk>` exists. */
  id(symbol: string): number | undefined {
    return this.ids.get(symbol);
  }

  symbol(id: number): string {
    const symbol = this.symbols[id];
    if (symbol === undefined) throw new RangeError(`id ${id} is outside the vocabulary of ${this.size}`);
    return symbol;
  }

  /**
   * The ids of a text, character by character, in lower case where the model was trained so. Characters outside the vocabulary are
   * listed with their index among the characters; they become `<unk>` where there is one, and are left out otherwise.
   */
  encode(text: string): { ids: Int32Array; unknown: { symbol: string; index: number }[] } {
    const ids: number[] = [];
    const unknown: { symbol: string; index: number }[] = [];
    let index = 0;
    for (const character of text) {
      for (const symbol of this.lowercase ? character.toLowerCase() : character) {
        const id = this.ids.get(symbol);
        if (id === undefined || id === this.unknown) unknown.push({ symbol, index });
        const known = id ?? this.unknown;
        if (known !== undefined) ids.push(known);
      }
      index++;
    }
    return { ids: Int32Array.from(ids), unknown };
  }

  decode(ids: Iterable<number>): string {
    let text = "";
    for (const id of ids) text += this.symbol(id);
    return text;
  }

  toJSON() {
    return {
      version: 1,
      unit: "character",
      lowercase: this.lowercase,
      unknown: this.unknown ?? null,
      symbols: this.symbols,
    };
  }

  static fromJSON(json: unknown): Vocabulary {
    const { version, unit, lowercase, unknown, symbols } = (json ?? {}) as Record<string, unknown>;
    if (version !== 1) throw damaged(`version is ${JSON.stringify(version)}, and only 1 is known`);
    if (unit !== "character") throw damaged(`unit is ${JSON.stringify(unit)}, and only "character" is known`);
    if (typeof lowercase !== "boolean") throw damaged("lowercase must be true or false");
    if (!Array.isArray(symbols) || symbols.length === 0) throw damaged("symbols must be a list that is not empty");
    if (unknown !== null && (!Number.isInteger(unknown) || symbols[unknown as number] !== UNKNOWN)) {
      throw damaged(`unknown must be null or the id of "${UNKNOWN}"`);
    }
    const seen = new Set<unknown>();
    for (const [id, symbol] of symbols.entries()) {
      if (id !== unknown && !isCharacter(symbol)) throw damaged(`symbol ${id} is not one character`);
      if (seen.has(symbol)) throw damaged(`symbol ${id} occurs twice`);
      seen.add(symbol);
    }
    return new Vocabulary(symbols, (unknown as number | null) ?? undefined, lowercase);
  }
}

function isCharacter(symbol: unknown): boolean {
  if (typeof symbol !== "string" || symbol === "") return false;
  const codePoint = symbol.codePointAt(0) ?? 0;
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return !surrogate && symbol.length === (codePoint > 0xffff ? 2 : 1);
}

function damaged(why: string): UserError {
  return new UserError(
    "damaged-vocabulary",
    `The vocabulary is damaged: ${why}.`,
    "Restore the file from a backup, or train again.",
  );
}
