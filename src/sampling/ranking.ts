import type { Vocabulary } from "../data/index.ts";
import { largestOf, logSumExp } from "./logits.ts";

/** A symbol that may stand at a place, and how likely it is there. */
export interface Likely {
  symbol: string;
  probability: number;
}

/**
 * The `most` likeliest symbols of logits (V), the likeliest first, with their probabilities by the network as it is. What is never
 * drawn is left out, `<unk>` and `<bos>`, and of items `<eos>`, which is none.
 */
export function likeliest(logits: Float32Array, vocabulary: Vocabulary, most: number): Likely[] {
  const logSum = logSumExp(logits);
  return likeliestIds(logits, vocabulary, most).map((id) => ({
    symbol: vocabulary.symbol(id),
    probability: Math.exp(logits[id] - logSum),
  }));
}

/** Their ids. */
export function likeliestIds(logits: Float32Array, vocabulary: Vocabulary, most: number): number[] {
  const { unknown, start, end, unit } = vocabulary;
  const left = [unknown, start, ...(unit === "item" ? [end] : [])].filter((id) => id !== undefined);
  const ranked = largestOf(logits, Math.min(logits.length, most + left.length)).ids;
  const ids = Array.from(ranked).filter((id) => !left.includes(id));
  // What is impossible is not ranked: it comes last, in the order of the vocabulary.
  for (let id = 0; id < logits.length && ids.length < most; id++) {
    if (!left.includes(id) && !ids.includes(id)) ids.push(id);
  }
  return ids.slice(0, most);
}
