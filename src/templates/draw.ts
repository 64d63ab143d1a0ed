import { Random } from "../base/random.ts";

/** What generators of sentences draw with: the same seed and purpose, the same sentences. */
export class Draw {
  private readonly random: Random;

  constructor(seed: number, purpose: string) {
    this.random = Random.seeded(seed, purpose);
  }

  /** 0 … n−1. */
  below(n: number): number {
    return this.random.nextInt(n);
  }

  from<T>(list: readonly T[]): T {
    return list[this.random.nextInt(list.length)];
  }

  chance(probability: number): boolean {
    return this.random.nextFloat() < probability;
  }

  /** The list itself, put into another order. */
  shuffled<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  }

  /** `count` of which no two are alike, so that what is held out is new; `make` gets how many there are so far. */
  distinct<T>(count: number, make: (i: number) => T): T[] {
    const made = new Map<string, T>();
    for (let tries = 0; made.size < count; tries++) {
      if (tries > 20 * count) throw new Error(`Of ${count} only ${made.size} different ones were found.`);
      const one = make(made.size);
      made.set(JSON.stringify(one), one);
    }
    return [...made.values()];
  }
}
