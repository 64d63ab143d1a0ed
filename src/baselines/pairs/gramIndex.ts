import { GramTable } from "../ngram/gramTable.ts";
import { allocated } from "../ngram/memory.ts";
import type { Pace } from "../pace.ts";

/** N-grams of one to three tokens. */
const LONGEST = 3;
/** N-grams of all sources together, counted as often as they occur: about 60 MB of places, and 28 bytes of each different one. */
const MOST_GRAMS = 2 ** 24;
/** What more than this share of the sources have, and more than so many, says little and would take most of the time. */
const COMMON = 0.02;
const FEW = 1000;
/** Sources between two breaths. */
const SLICE = 1024;

/** Sequences of tokens in one store. */
export interface TokenSequences {
  starts: ArrayLike<number>;
  lengths: ArrayLike<number>;
  tokens: ArrayLike<number>;
}

/**
 * Which sequences have an n-gram, to find the one that is most like another: the largest share of n-grams of one to three tokens,
 * each counted once, that both have among those of both (Dice's coefficient, 2·both / (one + other)). N-grams that more than a thousand
 * sequences have, and more than one in fifty, are left aside.
 *
 * Memory is bounded: where there are more than 16 million n-grams, every second sequence is known, every third, and so on.
 */
export class GramIndex {
  private readonly table = new GramTable();
  /** Of gram g the sequences stand at `first[g]` to `end[g]`, in their order. */
  private first = new Int32Array(0);
  private end = new Int32Array(0);
  private places = new Int32Array(0);
  /** How many n-grams that count each sequence has. */
  private readonly sizes: Int32Array;
  /** How many of a query's each has; 0 between queries. */
  private readonly shared: Int32Array;
  private readonly touched: Int32Array;

  private constructor(count: number) {
    this.sizes = new Int32Array(count);
    this.shared = new Int32Array(count);
    this.touched = new Int32Array(count);
  }

  static async build(sequences: TokenSequences, pace: Pace, mostGrams = MOST_GRAMS): Promise<GramIndex> {
    const { length: count } = sequences.lengths;
    let occurrences = 0;
    for (let i = 0; i < count; i++) occurrences += LONGEST * sequences.lengths[i];
    const stride = Math.max(1, Math.ceil(occurrences / mostGrams));
    const index = new GramIndex(count);
    const { table, sizes } = index;
    const most = Math.max(FEW, COMMON * count);
    for (let i = 0; i < count; i += stride) {
      if (i % SLICE < stride) await pace();
      eachGram(sequences, i, (context, token) => table.add(context, token));
    }
    const first = new Int32Array(table.length + 1);
    for (let gram = 0; gram < table.length; gram++) first[gram + 1] = first[gram] + table.counts[gram];
    const end = first.slice(0, table.length);
    const places = allocated(Int32Array, first[table.length]);
    for (let i = 0; i < count; i += stride) {
      if (i % SLICE < stride) await pace();
      eachGram(sequences, i, (context, token) => {
        const gram = table.find(context, token);
        if (end[gram] === first[gram] || places[end[gram] - 1] !== i) places[end[gram]++] = i;
        return gram;
      });
    }
    for (let gram = 0; gram < table.length; gram++) {
      if (end[gram] - first[gram] > most) end[gram] = first[gram];
      for (let at = first[gram]; at < end[gram]; at++) sizes[places[at]]++;
    }
    Object.assign(index, { first, end, places });
    return index;
  }

  /** The sequence that is most like one of others, the first of several; −1 where none has an n-gram of it. */
  nearest(others: TokenSequences, which: number): number {
    const { table, first, end, places, sizes, shared, touched } = this;
    const grams = new Set<number>();
    eachGram(others, which, (context, token) => {
      const gram = table.find(context, token);
      if (gram >= 0 && end[gram] > first[gram]) grams.add(gram);
      return gram;
    });
    let count = 0;
    for (const gram of grams) {
      for (let at = first[gram]; at < end[gram]; at++) {
        if (shared[places[at]]++ === 0) touched[count++] = places[at];
      }
    }
    let [best, most] = [-1, 0];
    for (let n = 0; n < count; n++) {
      const i = touched[n];
      const likeness = shared[i] / (grams.size + sizes[i]);
      if (likeness > most || (likeness === most && i < best)) [best, most] = [i, likeness];
      shared[i] = 0;
    }
    return best;
  }
}

/**
 * Calls `visit` with each n-gram of a sequence as the number of the n-gram without its last token, −1 before the first, and that token;
 * it returns the n-gram's own number, or −1 where no longer one is looked for.
 */
function eachGram(
  { starts, lengths, tokens }: TokenSequences,
  i: number,
  visit: (context: number, token: number) => number,
): void {
  const end = starts[i] + lengths[i];
  for (let from = starts[i]; from < end; from++) {
    let gram = -1;
    for (let at = from; at < Math.min(end, from + LONGEST); at++) {
      gram = visit(gram, tokens[at]);
      if (gram < 0) break;
    }
  }
}
