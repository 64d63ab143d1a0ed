/** The largest logits in falling order, and their ids; of equal ones the lower first. Where there are no more, the ids are −1. */
export interface Ranked {
  ids: ArrayLike<number>;
  logits: ArrayLike<number>;
  /** ln Σ e^logit of all: a log-probability is a logit less it. */
  logSum: number;
}

/** A model that reads symbols, in several rows at once, and says after each what it thinks of the next. */
export interface SymbolReader {
  readonly rows: number;
  /**
   * Every row starts anew: as if nothing was ever read, or `warm`, as where a line ends in its training text; what it reads first is
   * then that end. Where it knows no such place, both are the same.
   */
  reset(warm: boolean): void;
  /** The numbers that every row reads beside its symbols, at every step. */
  condition(vector: Float32Array): void;
  /**
   * Reads a symbol in every row; rows beyond the list read the last one's. Of rows for which `asked` holds 0 nobody will ask what comes
   * next.
   */
  read(tokens: ArrayLike<number>, asked?: ArrayLike<number>): void;
  /** Logits of the symbol after the last that a row read; right until the next `read`. */
  logits(row: number): Float32Array;
  /** The `most` largest logits of a row or more, where it ranks them itself, and then no `logits`; right until the next `read`. */
  ranked?(row: number, most: number): Ranked | undefined;
  /** What it looked at before it said so, one number a token of its source, right until the next `read`; absent where it looks at nothing. */
  attention?(row: number): Float32Array | undefined;
  /** Row i goes on from where row `parents[i]` is now. */
  follow(parents: readonly number[]): void;
  /** The hidden state of each layer in the first row; none of a model without. */
  hidden(): Float32Array[];
}

/** One that goes back to where it was. */
export interface MarkedReader extends SymbolReader {
  /** Remembers where every row is; what comes back takes it there again. */
  mark(): () => void;
}
