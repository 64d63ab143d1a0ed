/** Stands for every symbol outside the vocabulary. */
export const UNKNOWN = "<unk>";
/** Ends a line or a sentence of words; predicted like a word. */
export const END = "<eos>";
/** What a network of words reads where a line or a sentence begins: at the start, and in the place of each `<eos>`. */
export const START = "<bos>";
