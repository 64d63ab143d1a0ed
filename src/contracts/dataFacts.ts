/** Which part of the data. */
export type Part = "train" | "validation" | "test";

/** What stands between items. */
export type Separator = "tab" | "comma" | "semicolon";

/** What is known of the data of a running text. */
export interface CorpusFacts {
  bytes: number;
  tokens: Record<Part, number>;
  /** Characters of the text that these tokens are, white space included. */
  characters: Record<Part, number>;
  /** Symbols that the network knows, `<unk>` and other specials counted, and of these, those that stand in the data. */
  vocabularySize: number;
  symbols: number;
  /** Characters that training never sees although validation or test has them; such words are `<unk>`. */
  onlyOutsideTraining: string[];
  /** Tokens that are `<unk>`, and what share of the part they are; null of an empty part. */
  unknown: Record<Part, number>;
  unknownShare: Record<Part, number | null>;
  /** Of items. */
  separator?: Separator;
}

/** What is known of data that are sequences. */
export interface DatasetFacts {
  bytes: number;
  sequences: Record<Part, number>;
  steps: Record<Part, number>;
  /** Sequences that were longer than `training.sequenceLength` and are cut off there. */
  truncated: Record<Part, number>;
  longest: Record<Part, number>;
  /** How often each class or label occurs in each part; of generation, each label that a text starts with. Empty of numbers. */
  balance: Record<Part, number[]>;
  /** Symbols that the network knows, `<unk>` and other specials counted, and of these, those that stand in the data. */
  vocabularySize: number;
  symbols: number;
  /** Tokens that are `<unk>`, and their share; null of a part without tokens. */
  unknown: Record<Part, number>;
  unknownShare: Record<Part, number | null>;
  /** Of pairs: the same of their targets, without what ends them. What stands beside it is of the sources. */
  targets?: Pick<DatasetFacts, "steps" | "longest" | "vocabularySize" | "symbols" | "unknown" | "unknownShare">;
  /** Rows of another file to measure on that cannot be read; of pairs, also those that have an empty side or a long one. */
  leftOut?: number;
}

/** Facts about the data of a run: of a running text, or of sequences. */
export type DataFacts = CorpusFacts | DatasetFacts;
