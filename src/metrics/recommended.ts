import { rankingMetrics, rankOf } from "./ranking.ts";
import type { Metrics } from "./report.ts";

/** What is asked of a vocabulary: its size V, and its special ids, which come first. */
export interface RankedSymbols {
  readonly size: number;
  readonly unknown?: number;
  readonly end?: number;
  readonly start?: number;
}

/**
 * Ranks of the items that came next among all items that can be recommended: what ends a line is no item, neither asked for nor
 * in the way, and an item outside the vocabulary is never found.
 */
export class Recommended {
  private readonly ranks: Float32Array;
  private count = 0;
  /** Ids below are `<unk>`, `<eos>` and `<bos>`. */
  private readonly first: number;

  /** `most`: targets that may come. */
  constructor(
    private readonly vocabulary: RankedSymbols,
    most: number,
  ) {
    const { unknown = -1, end = -1, start = -1, size } = vocabulary;
    this.first = Math.min(size, Math.max(unknown, end, start) + 1);
    this.ranks = new Float32Array(most);
  }

  clear(): void {
    this.count = 0;
  }

  /** `rows` targets with their scores (rows,V). */
  add(scores: ArrayLike<number>, targets: ArrayLike<number>, rows: number): void {
    const { first, ranks } = this;
    const { size, unknown } = this.vocabulary;
    for (let row = 0; row < rows; row++) {
      const target = targets[row];
      if (target >= first) ranks[this.count++] = rankOf(scores, target - first, row * size + first, (row + 1) * size);
      else if (target === unknown) ranks[this.count++] = Number.POSITIVE_INFINITY;
    }
  }

  /** Items that came, and how many of them were not among the first `most`. */
  missed(most: number): { wrong: number; total: number } {
    const wrong = this.ranks.subarray(0, this.count).reduce((sum, rank) => sum + (rank > most ? 1 : 0), 0);
    return { wrong, total: this.count };
  }

  get metrics(): Metrics {
    return rankingMetrics(this.ranks.subarray(0, this.count));
  }
}
