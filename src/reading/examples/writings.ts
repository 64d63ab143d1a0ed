import type { Part } from "../../data/encode/corpus.ts";
import { firstSymbol } from "../../data/encode/encodeStart.ts";
import { SpacingCount } from "../../data/text/spacing.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";
import type { Collector } from "./collector.ts";

/** The steps of texts that are to be written. */
export interface Writings {
  /** One a sequence. */
  starts: Int32Array;
  lengths: Int32Array;
  /** One a step: what is read, and what is predicted. */
  tokens: Int32Array;
  classes: Int32Array;
  /** Of numbers, F a step: the same at each step of a sequence. */
  numbers: Float64Array;
}

/**
 * Texts of n symbols as n + 1 steps: a step reads the symbol before and predicts the next. The first reads the label's symbol, or
 * `<bos>` where there is none; the last predicts `<eos>`, unless it was cut off after `most` steps. `tokens` are those of the collector, by the
 * ids of the vocabulary; `labelOf` says the label of a sequence.
 */
export function writingsOf(
  { starts, lengths, fullLengths, numbers, width = 0 }: Collector,
  tokens: Int32Array,
  vocabulary: Vocabulary,
  labelOf: (sequence: number) => string | undefined,
  most: number,
): Writings {
  const kept = lengths.view();
  const steps = Int32Array.from(kept, (length, i) => Math.min(fullLengths.view()[i] + 1, most, length + 1));
  const total = steps.reduce((sum, n) => sum + n, 0);
  const out: Writings = {
    starts: new Int32Array(steps.length),
    lengths: steps,
    tokens: new Int32Array(total),
    classes: new Int32Array(total),
    numbers: new Float64Array(total * width),
  };
  let at = 0;
  for (const [i, from] of starts.view().entries()) {
    const label = labelOf(i);
    out.starts[i] = at;
    for (let t = 0; t < steps[i]; t++, at++) {
      out.tokens[at] = t > 0 ? tokens[from + t - 1] : firstSymbol(vocabulary, label);
      out.classes[at] = t < kept[i] ? tokens[from + t] : vocabulary.end!;
      for (let f = 0; f < width; f++) out.numbers[at * width + f] = numbers.view()[from * width + f];
    }
  }
  return out;
}

/** The same words, put together with white space as the training part has it. */
export function withSpacing(
  vocabulary: Vocabulary,
  { starts, lengths, spaces }: Collector,
  tokens: Int32Array,
  indices: Record<Part, Int32Array>,
): Vocabulary {
  if (!vocabulary.words) return vocabulary;
  const edge = vocabulary.end!;
  const count = new SpacingCount(vocabulary.size, edge);
  for (const i of indices.train) {
    const [from, length] = [starts.view()[i], lengths.view()[i]];
    count.add(tokens.subarray(from, from + length), spaces.view().subarray(from, from + length));
    count.add(Int32Array.of(edge), Uint8Array.of(0));
  }
  return vocabulary.withSpacing(count.shares());
}
