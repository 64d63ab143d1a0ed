import type { Tokens } from "../../data/index.ts";
import type { Pace } from "../pace.ts";
import { countGrams } from "./countGrams.ts";
import type { GramTable } from "./gramTable.ts";
import { allocated } from "./memory.ts";
import { type Counted, countedIn, countsOf, type Smoothing, smooth } from "./smoothing.ts";

export interface NgramSettings {
  /** The longest n-gram: it predicts a symbol from `order` − 1 before it. */
  order: number;
  smoothing: Smoothing;
  /** N-grams of two symbols and more that occur less often are cut. */
  minCount: number;
}

/** The n-grams of one length, those with the same context side by side and by rising id of the symbol. */
export interface Level {
  /** (contexts + 1): where the n-grams of each context begin. */
  first: Int32Array;
  symbols: Int32Array;
  /** What the weights were made of: how often each occurs in the training part, or how many different symbols stand before it. */
  counts: Int32Array;
  counted: Counted;
  weights: Float64Array;
  /** (contexts): what is left to the next shorter context. */
  rests: Float64Array;
}

/**
 * A model that counts: the probability of a symbol after those before it, as far as the longest n-grams reach. The shortest
 * context hands on to the uniform distribution over all V symbols, the specials among them.
 */
export class NgramModel {
  constructor(
    readonly settings: NgramSettings,
    /** V. */
    readonly vocabulary: number,
    /** levels[k−1]: n-grams of length k; the contexts of a level are the n-grams of the one before. */
    readonly levels: readonly Level[],
  ) {}

  /** Counts a stream of ids. Fails with a UserError when it has too many different n-grams. */
  static async count(
    stream: Tokens,
    vocabulary: number,
    settings: NgramSettings,
    pace: Pace = async () => {},
    most?: number,
  ): Promise<NgramModel> {
    const { order, smoothing, minCount } = settings;
    const tables = await countGrams(stream, vocabulary, order, pace, most);
    const levels: Level[] = [];
    let numbers = new Int32Array(1);
    let contexts = 1;
    for (const [k, table] of tables.entries()) {
      const kept = (gram: number) => k === 0 || table.counts[gram] >= minCount;
      const counted = countedIn(k + 1, settings);
      const { weights, rests } = smooth(table, numbers.length, smoothing, counted, kept);
      const sorted = sortedByContext(table, numbers, contexts, vocabulary, kept);
      const level: Level = {
        first: sorted.first,
        symbols: pick(table.symbols, sorted.grams),
        counts: pick(countsOf(table, counted), sorted.grams),
        counted,
        weights: pick(weights, sorted.grams),
        rests: new Float64Array(contexts),
      };
      for (let old = 0; old < numbers.length; old++) if (numbers[old] >= 0) level.rests[numbers[old]] = rests[old];
      levels.push(level);
      numbers = allocated(Int32Array, table.length).fill(-1);
      sorted.grams.forEach((gram, number) => {
        numbers[gram] = number;
      });
      contexts = sorted.grams.length;
      await pace();
    }
    return new NgramModel(settings, vocabulary, levels);
  }

  /** Numbers that the model holds: how many n-grams. */
  get grams(): number {
    return this.levels.reduce((sum, { symbols }) => sum + symbols.length, 0);
  }

  /** The n-gram of a level that is this context and symbol, −1 where it is not known. */
  find(length: number, context: number, symbol: number): number {
    // All V symbols stand in the first level.
    if (length === 1) return symbol;
    const { first, symbols } = this.levels[length - 1];
    let low = first[context];
    let high = first[context + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (symbols[middle] < symbol) low = middle + 1;
      else high = middle;
    }
    return low < first[context + 1] && symbols[low] === symbol ? low : -1;
  }
}

/** The n-grams that stay, by their context's new number and then by symbol: two counting sorts. */
function sortedByContext(
  { contexts: context, symbols, length }: GramTable,
  numbers: Int32Array,
  contexts: number,
  vocabulary: number,
  kept: (gram: number) => boolean,
): { first: Int32Array; grams: Int32Array } {
  const bySymbol = starts(vocabulary, length, kept, (gram) => symbols[gram]);
  const ordered = allocated(Int32Array, bySymbol[vocabulary]);
  for (let gram = 0; gram < length; gram++) if (kept(gram)) ordered[bySymbol[symbols[gram]]++] = gram;
  const first = starts(contexts, length, kept, (gram) => numbers[context[gram]]);
  const next = first.slice();
  const grams = allocated(Int32Array, ordered.length);
  for (const gram of ordered) grams[next[numbers[context[gram]]]++] = gram;
  return { first, grams };
}

/** Where each bucket begins, and last where all end. */
function starts(buckets: number, length: number, kept: (gram: number) => boolean, bucket: (gram: number) => number) {
  const first = allocated(Int32Array, buckets + 1);
  for (let gram = 0; gram < length; gram++) if (kept(gram)) first[bucket(gram) + 1]++;
  for (let b = 0; b < buckets; b++) first[b + 1] += first[b];
  return first;
}

function pick<A extends Int32Array | Float64Array>(column: A, grams: Int32Array): A {
  const picked = new (column.constructor as new (length: number) => A)(grams.length);
  for (let i = 0; i < grams.length; i++) picked[i] = column[grams[i]];
  return picked;
}
