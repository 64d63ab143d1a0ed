/** A new input: a text, or an object with the columns that the network reads. */
export type NewInput = string | Record<string, unknown>;

/** An input as the network reads it: ids, or numbers (steps, F), or both. */
export interface EncodedInput {
  /** Steps that are read. */
  length: number;
  /** Steps that the input has. */
  steps: number;
  tokens?: Int32Array;
  vectors?: Float32Array;
  /** What was read at each step, as it stood; absent where steps are numbers alone. */
  symbols?: string[];
  /** Of the input's own steps, those that are read. */
  kept: number[];
  /** Tokens that the vocabulary lacks, as they stood; of characters without `<unk>` they are left out of `tokens`. */
  unknown: string[];
  /** Steps that were cut off at `training.sequenceLength`. */
  truncated: number;
}
