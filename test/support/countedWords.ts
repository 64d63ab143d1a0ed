import { says } from "../../src/data/text/messages.ts";
import { Lexicon } from "../../src/data/text/words/lexicon.ts";
import type { CountedWords } from "../../src/data/text/words/wordOrder.ts";

export const lexicon = () => new Lexicon(says.tooManyDifferentWords);

/** Words as a vocabulary is made of them. */
export function countedWords(list: readonly { word: string; count: number }[]): CountedWords {
  const words = lexicon();
  for (const { word } of list) words.id(word);
  return { words, counts: list.map(({ count }) => count) };
}
