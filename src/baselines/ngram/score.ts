import type { Tokens } from "../../data/index.ts";
import type { Recommended } from "../../metrics/index.ts";
import type { Pace } from "../pace.ts";
import type { NgramModel } from "./model.ts";
import { NgramReader } from "./reader.ts";

/** Targets between two breaths, and of those that are ranked among all symbols, probabilities. */
const SLICE = 2 ** 14;
const RANKED = 2 ** 22;

/**
 * Nats of the ids of a stream, of which the first is only read; infinite where some were impossible, and
 * how many those are. With `ranks` these get the probabilities of all symbols at each target.
 */
export async function score(model: NgramModel, stream: Tokens, pace: Pace, ranks?: Pick<Recommended, "add">) {
  const reader = new NgramReader(model);
  const slice = ranks ? Math.max(1, Math.floor(RANKED / model.vocabulary)) : SLICE;
  const all = new Float64Array(ranks ? model.vocabulary : 0);
  let nats = 0;
  let impossible = 0;
  for (let from = 1; from < stream.length; from += slice) {
    const to = Math.min(stream.length, from + slice);
    for (let i = from; i < to; i++) {
      reader.read(stream[i - 1]);
      const probability = reader.probability(stream[i]);
      nats -= Math.log(probability);
      if (probability === 0) impossible++;
      if (!ranks) continue;
      reader.probabilities(all);
      ranks.add(all, [stream[i]], 1);
    }
    await pace();
  }
  return { nats, impossible };
}
