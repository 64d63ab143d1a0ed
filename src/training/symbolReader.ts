/** A model that reads symbols, in several rows at once, and says after each what it thinks of the next. */
export interface SymbolReader {
  readonly rows: number;
  /** Every row starts anew. */
  reset(): void;
  /** The numbers that every row reads beside its symbols, at every step. */
  condition(vector: Float32Array): void;
  /** Reads a symbol in every row; rows beyond the list read the last one's. False when stopped. */
  read(tokens: ArrayLike<number>): boolean;
  /** Logits of the symbol after the last that a row read; right until the next `read`. */
  logits(row: number): Float32Array;
  /** Row i goes on from where row `parents[i]` is now. */
  follow(parents: readonly number[]): void;
  /** The hidden state of each layer in the first row; none of a model without. */
  hidden(): Float32Array[];
}
