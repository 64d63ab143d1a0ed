import type { RankingPreview } from "../../contracts/preview.ts";
import type { ShownExamples } from "../../contracts/report.ts";
import type { TextArrays, Vocabulary } from "../../data/index.ts";
import { rankOf } from "../../metrics/index.ts";
import { likeliest } from "../../sampling/index.ts";

/** Items that are recommended, and those that stand before. */
export const MOST_RANKED = 10;
const MOST_BEFORE = 8;
/** Places of the part that are looked at, evenly spread, and those that are shown of them. */
const MOST_LOOKED_AT = 300;
const MOST_SHOWN = 60;

/** What a network recommends at some places of a part, beside what came there: those it ranked the lowest first. */
export class RankingExamples {
  private found: RankingPreview[] = [];
  private seen = 0;
  private readonly every: number;

  /** @param targets of the part */
  constructor(
    private readonly vocabulary: Vocabulary,
    targets: number,
  ) {
    this.every = Math.max(1, Math.ceil(targets / MOST_LOOKED_AT));
  }

  clear(): void {
    this.found = [];
    this.seen = 0;
  }

  /** The logits (T,B,V) of a minibatch. */
  add(logits: Float32Array, { inputs, targets }: TextArrays, steps: number, batch: number): void {
    const { vocabulary } = this;
    const { size, end, start } = vocabulary;
    for (let row = 0; row < steps * batch; row++) {
      const target = targets[row];
      if (target < 0 || target === end || target === start) continue;
      if (this.seen++ % this.every !== 0) continue;
      const own = logits.subarray(row * size, (row + 1) * size);
      this.found.push({
        kind: "ranking",
        history: this.before(inputs, row, batch),
        ranked: likeliest(own, vocabulary, MOST_RANKED),
        ...this.came(own, target),
      });
    }
  }

  /** @param counts of all of the part */
  examples(counts: { wrong: number; total: number }): ShownExamples {
    const place = ({ rank }: RankingPreview) => rank ?? Number.POSITIVE_INFINITY;
    const shown = this.found.toSorted((a, b) => Number(place(b) > MOST_RANKED) - Number(place(a) > MOST_RANKED));
    return { shown: shown.slice(0, MOST_SHOWN).map((preview) => ({ preview })), ...counts };
  }

  private came(logits: Float32Array, target: number): Pick<RankingPreview, "actual" | "rank"> {
    const { unknown = -1, end = -1, start = -1, size } = this.vocabulary;
    if (target === unknown) return { actual: null, rank: null };
    const first = Math.max(unknown, end, start) + 1;
    return { actual: this.vocabulary.symbol(target), rank: rankOf(logits, target - first, first, size) };
  }

  /** The items of the same line before what a row predicts, as far as they are in its window. */
  private before(inputs: Int32Array, row: number, batch: number): string[] {
    const { end, start } = this.vocabulary;
    const items: string[] = [];
    for (let at = row; at >= 0 && items.length < MOST_BEFORE; at -= batch) {
      if (inputs[at] === end || inputs[at] === start) break;
      items.unshift(this.vocabulary.symbol(inputs[at]));
    }
    return items;
  }
}
