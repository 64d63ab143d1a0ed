import type { Message } from "../../base/message.ts";
import type { CorpusFacts } from "../../contracts/dataFacts.ts";
import type { Tokens } from "../text/tokens.ts";
import type { Vocabulary } from "../text/vocabulary.ts";

export type Part = "train" | "validation" | "test";

/** In the order in which a text, or the examples of a file, are divided. */
export const PARTS: readonly Part[] = ["train", "validation", "test"];

export function eachPart<T>(of: (part: Part) => T): Record<Part, T> {
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

export interface CorpusFile {
  part: Part;
  /** Absolute. */
  path: string;
  /** As the person wrote it, or in the words of the glob. */
  name: string;
  bytes: number;
  /** Code points after CR LF became LF and the byte order mark went. */
  characters: number;
  /** Of the bytes on disk; of several files that are one entry, of the hashes of all. */
  sha256: string;
  /** Where it stands for files of sounds, how many; `path` is then where the first of them lies. */
  sounds?: number;
}

export type { CorpusFacts };

export interface Corpus {
  files: CorpusFile[];
  /** Ids, from the end of the text with `data.direction` "backward"; the three parts share one buffer where they are cut from one text. */
  train: Tokens;
  validation: Tokens;
  test: Tokens;
  vocabulary: Vocabulary;
  facts: CorpusFacts;
  warnings: Message[];
}
