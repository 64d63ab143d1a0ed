/** Stands for every symbol outside the vocabulary. */
export const UNKNOWN = "<unk>";
/** Ends a line or a sentence of words; predicted like a word. */
export const END = "<eos>";
/** What a network of words reads where a line or a sentence begins: at the start, and in the place of each `<eos>`. */
export const START = "<bos>";

/** What an example with this label starts with. No word has white space in it, so none is called so. */
export function promptOf(label: string): string {
  return `<label ${label}>`;
}
