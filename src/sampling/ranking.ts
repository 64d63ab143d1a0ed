import type { Vocabulary } from "../data/index.ts";
import { logProbability } from "./logits.ts";

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
  const { unknown, start, end, unit } = vocabulary;
  const left = new Set([unknown, start, ...(unit === "item" ? [end] : [])]);
  const ids = Array.from(logits.keys()).filter((id) => !left.has(id));
  ids.sort((a, b) => logits[b] - logits[a] || a - b);
  return ids.slice(0, most).map((id) => ({
    symbol: vocabulary.symbol(id),
    probability: Math.exp(logProbability(logits, id)),
  }));
}
