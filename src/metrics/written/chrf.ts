import { matches, ngrams } from "./bleu.ts";
import { charactersOf } from "./words.ts";

/** N-grams of up to so many characters; recall counts so many times as much as precision. */
const ORDER = 6;
const BETA = 2;

/**
 * chrF2 of a corpus with one reference each (Popović 2015), 0–100: the F-score of the mean precision and recall of character n-grams,
 * white space left out. Equal to `corpus_chrf` of sacreBLEU 2.
 */
export class Chrf {
  private readonly own = new Float64Array(ORDER);
  private readonly wanted = new Float64Array(ORDER);
  private readonly matched = new Float64Array(ORDER);

  add(text: string, reference: string): void {
    const [own, wanted] = [text, reference].map(charactersOf);
    for (let n = 1; n <= ORDER; n++) {
      const references = Math.max(0, wanted.length - n + 1);
      // N-grams that the reference is too short for are not held against the text.
      this.own[n - 1] += references > 0 ? Math.max(0, own.length - n + 1) : 0;
      this.wanted[n - 1] += references;
      this.matched[n - 1] += matches(ngrams(own, n), ngrams(wanted, n));
    }
  }

  get score(): number {
    const { own, wanted, matched } = this;
    let precision = 0;
    let recall = 0;
    let orders = 0;
    for (let i = 0; i < ORDER; i++) {
      if (own[i] === 0 || wanted[i] === 0) continue;
      precision += matched[i] / own[i];
      recall += matched[i] / wanted[i];
      orders++;
    }
    if (precision + recall === 0) return 0;
    precision /= orders;
    recall /= orders;
    return (100 * (1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall);
  }
}
