import { Draw } from "../draw.ts";
import { tsv } from "../files.ts";

/** What the rest of the words is for: training. */
const [VALIDATION, TEST] = [0.05, 0.1];

export interface Pronunciations {
  train: string;
  validation: string;
  test: string;
}

/**
 * Spellings and sounds, from a dictionary with a word and its sounds in each line and a word's pronunciations one after the other.
 * A word is in one part alone, so what is held out is new. Of several pronunciations the training part has all, and the others the
 * first: they are measured against the one that most people use.
 */
export function pronounce(dictionary: string, seed: number): Pronunciations {
  const words = new Map<string, string[]>();
  for (const line of dictionary.trimEnd().split("\n")) {
    const end = line.indexOf(" ");
    const word = line.slice(0, end);
    words.set(word, [...(words.get(word) ?? []), line.slice(end + 1)]);
  }
  const shuffled = new Draw(seed, "pronounce").shuffled([...words]);
  const [validation, test] = [VALIDATION, TEST].map((share) => Math.floor(share * words.size));
  const held = shuffled.splice(0, validation + test).map(([word, [first]]) => [word, first]);
  const table = (rows: string[][]) => tsv(["word", "sounds"], rows);
  return {
    train: table(shuffled.flatMap(([word, sounds]) => sounds.map((one) => [word, one]))),
    validation: table(held.slice(0, validation)),
    test: table(held.slice(validation)),
  };
}
