import { says } from "./messages.ts";
import { Vocabulary } from "./vocabulary.ts";
import { Lexicon } from "./words/lexicon.ts";
import { WordScanner } from "./words/wordScanner.ts";
import type { WordRules } from "./words/wordSplitter.ts";

/** What cuts text into symbols: nothing where tokens are words as they stand. */
export interface SymbolRules {
  unit: "character" | "word";
  lowercase: boolean;
  /** Of words. */
  split: WordRules["split"];
}

/**
 * Cuts texts into characters or words, and gives each its provisional id, in the order in which they are first seen. Line breaks
 * within a text of words are white space: an example has no lines.
 */
export class SymbolTable {
  readonly words = new Lexicon(says.tooManyDifferentTokens);
  private readonly scanner: WordScanner | undefined;
  private found: number[] = [];
  private before: number[] = [];

  constructor(readonly rules: SymbolRules) {
    if (rules.unit !== "word") return;
    this.scanner = new WordScanner(wordRules(rules), rules.lowercase, this.words, {
      token: (id, spaces) => {
        this.found.push(id);
        this.before.push(Math.min(255, spaces));
      },
    });
  }

  get symbols(): readonly string[] {
    return this.words.words;
  }

  /** The ids of a text's symbols. */
  cut(text: string): number[] {
    this.found = [];
    this.before = [];
    if (this.scanner) {
      this.scanner.push(oneLine(text.toWellFormed()));
      this.scanner.finish(true);
    } else {
      for (const character of this.lower(text)) this.found.push(this.words.id(character));
    }
    return this.found;
  }

  /** Characters of white space before each word that was cut last; none of characters. */
  get spaces(): readonly number[] {
    return this.before;
  }

  /** The id of a token that stands as it is. */
  token(text: string): number {
    return this.words.id(this.lower(text));
  }

  /** Character by character, so that no letter depends on its neighbours. */
  private lower(text: string): string {
    const sound = text.toWellFormed();
    return this.rules.lowercase ? Array.from(sound, (character) => character.toLowerCase()).join("") : sound;
  }

  /** `inTraining` and `anywhere` count each provisional id; `prompts` are what examples that are to be written may start with. */
  vocabulary(
    inTraining: Int32Array,
    anywhere: Int32Array,
    limits: { size: number | null; minFrequency: number },
    prompts?: readonly string[],
  ): Vocabulary {
    const { symbols, rules } = this;
    const options = { ...limits, lowercase: rules.lowercase };
    if (rules.unit === "word") {
      const counted = { words: this.words, counts: inTraining };
      return Vocabulary.ofWords(counted, options, wordRules(rules), prompts).vocabulary;
    }
    const counts = symbols.map((symbol, id) => ({ codePoint: symbol.codePointAt(0) ?? 0, count: inTraining[id] }));
    return Vocabulary.fromCounts(
      counts.filter((_, id) => anywhere[id] > 0),
      options,
      prompts,
    );
  }
}

function wordRules({ split }: SymbolRules): WordRules {
  return { split, eos: "line" };
}

/** A text whose line breaks are white space like other. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
