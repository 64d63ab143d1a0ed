import { charactersOf, tokens13a, trimmedEnd, wordsOf } from "./words.ts";

/** N-grams up to this length are counted. */
const ORDER = 4;

/** What BLEU compares: words as mteval-v13a splits them, characters, or what stands between white space. */
export type BleuTokens = "13a" | "char" | "none";

const TOKENIZERS: Record<BleuTokens, (text: string) => string[]> = {
  "13a": tokens13a,
  char: charactersOf,
  none: wordsOf,
};

/**
 * BLEU of a corpus with one reference each (Papineni et al. 2002), 0–100: the geometric mean of the precisions of 1- to 4-grams times
 * the penalty for brevity. A precision of 0 is smoothed: the k-th one becomes 1 / (2^k · its n-grams). Equal to `corpus_bleu` of
 * sacreBLEU 2.
 */
export class Bleu {
  private readonly correct = new Float64Array(ORDER);
  private readonly total = new Float64Array(ORDER);
  private length = 0;
  private referenceLength = 0;
  private readonly tokens: (text: string) => string[];

  constructor(tokens: BleuTokens) {
    this.tokens = TOKENIZERS[tokens];
  }

  add(text: string, reference: string): void {
    const [own, wanted] = [text, reference].map((each) => this.tokens(trimmedEnd(each)));
    this.length += own.length;
    this.referenceLength += wanted.length;
    for (let n = 1; n <= ORDER; n++) {
      this.total[n - 1] += Math.max(0, own.length - n + 1);
      this.correct[n - 1] += matches(ngrams(own, n), ngrams(wanted, n));
    }
  }

  /** Whether something was written that is long enough to have 4-grams: without any the score is 0, whatever was written. */
  get tells(): boolean {
    return this.total[ORDER - 1] > 0;
  }

  get score(): number {
    const { correct, total, length, referenceLength } = this;
    if (correct.every((count) => count === 0)) return 0;
    let smoothing = 1;
    let logs = 0;
    for (let n = 0; n < ORDER; n++) {
      // No text is so long.
      if (total[n] === 0) return 0;
      if (correct[n] === 0) smoothing *= 2;
      logs += Math.log(correct[n] === 0 ? 100 / (smoothing * total[n]) : (100 * correct[n]) / total[n]);
    }
    const brevity = length < referenceLength ? Math.exp(1 - referenceLength / length) : 1;
    // Rounding in the logarithms may exceed 100 by a hair.
    return Math.min(100, brevity * Math.exp(logs / ORDER));
  }
}

/** How often each n-gram occurs; tokens hold no white space. */
export function ngrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const key = tokens.slice(i, i + n).join(" ");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** N-grams that both have, each as often as both. */
export function matches(own: ReadonlyMap<string, number>, wanted: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [key, count] of own) sum += Math.min(count, wanted.get(key) ?? 0);
  return sum;
}
