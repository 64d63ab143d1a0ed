import type { Tokens } from "../../data/index.ts";
import type { Pace } from "../pace.ts";
import { GramTable } from "./gramTable.ts";
import { refuseTooMany } from "./memory.ts";

/** Tokens between two breaths. */
const SLICE = 2 ** 15;

/**
 * All n-grams of a stream of ids up to length `order`: tables[k−1] has those of length k. Those of length 1 are numbered by their
 * symbol, and all V are there, with a count of 0 where they do not occur. Fails with a UserError when there are too many.
 */
export async function countGrams(
  stream: Tokens,
  vocabulary: number,
  order: number,
  pace: Pace,
  most?: number,
): Promise<GramTable[]> {
  const tables = Array.from({ length: order }, (_, k) => new GramTable(k === 0 ? powerOfTwo(vocabulary) : undefined));
  for (let id = 0; id < vocabulary; id++) tables[0].counts[tables[0].add(0, id)] = 0;
  // The n-grams that end at the token before, and at this one, by their length; of length 0 there is one.
  let before = new Int32Array(order + 1);
  let now = new Int32Array(order + 1);
  for (let from = 0; from < stream.length; from += SLICE) {
    const to = Math.min(stream.length, from + SLICE);
    for (let i = from; i < to; i++) {
      const symbol = stream[i];
      for (let k = 1; k <= order && k <= i + 1; k++) {
        const table = tables[k - 1];
        const known = table.length;
        now[k] = table.add(before[k - 1], symbol);
        // A new n-gram is one more symbol in front of what follows its first.
        if (table.length > known) tables[k - 2].lefts[now[k - 1]]++;
      }
      [before, now] = [now, before];
    }
    const grams = tables.reduce((sum, { length }) => sum + length, 0);
    refuseTooMany(grams, order, most);
    await pace();
  }
  return tables;
}

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, least)));
}
