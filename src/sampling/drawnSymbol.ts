import type { DrawnSymbol } from "../contracts/preview.ts";
import type { Vocabulary } from "../data/index.ts";
import { logSumExp } from "./logits.ts";
import { likeliestIds } from "./ranking.ts";

/** Symbols that are shown in the place of another. */
export const SHOWN_LIKELIEST = 5;
/** Symbols that are looked at when text is drawn, of all samples together: what is shown of them has about 250 bytes each. */
export const MOST_LOOKED_AT = 1000;
/** What stands before a symbol decides on the space between; of a long text this much is enough. */
const CONTEXT = 12;

/** A symbol that was drawn, as logits (V) of its place have it, beside the `most` likeliest there. */
export function drawnSymbol(
  logits: Float32Array,
  {
    id,
    text,
    before,
  }: {
    id: number;
    /** What it adds to the text. */
    text: string;
    /** What stands before it, in ids; undefined where it is not written yet. */
    before: readonly number[] | undefined;
  },
  vocabulary: Vocabulary,
  most: number,
): DrawnSymbol {
  const logSum = logSumExp(logits);
  const context = before?.slice(-CONTEXT) ?? [];
  const added = (other: number) => {
    if (other === id && before) return text;
    return vocabulary.pieces([...context, other])[context.length];
  };
  return {
    text,
    probability: Math.exp(logits[id] - logSum),
    likeliest: likeliestIds(logits, vocabulary, most).map((other) => {
      const [symbol, said] = [vocabulary.symbol(other), added(other)];
      return { symbol, ...(said !== symbol && { text: said }), probability: Math.exp(logits[other] - logSum) };
    }),
  };
}
