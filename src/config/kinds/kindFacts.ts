/** What every room may ask of a kind of model, which may be a baseline too. */
export interface KindFacts {
  /** What the schema says of it. */
  about: string;
  /** What the list of baselines says of it. */
  aboutAsBaseline?: string;
  /** What tables and charts call it, where its options do not matter. */
  called: string;
  /**
   * What it counts, where it learns by counting, once, and takes no steps: n-grams of a text, what examples have, or the values of
   * a series. The other kinds are networks.
   */
  counts?: "ngrams" | "examples" | "series";
  /** Whether it looks back a fixed number of steps. A recurrent network can remember any number. */
  looksBack?: boolean;
  /** Keys that only some kinds have, and this one has: `config/support.ts` says of each why the others do not. */
  keys: readonly string[];
}
