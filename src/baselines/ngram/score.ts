import type { Tokens } from "../../data/index.ts";
import type { Pace } from "../pace.ts";
import type { NgramModel } from "./model.ts";
import { NgramReader } from "./reader.ts";

/** Targets between two breaths. */
const SLICE = 2 ** 14;

/**
 * Nats of targets 1 … `targets` of a stream of ids, of which the first is only read; infinite where some were impossible, and
 * how many those are.
 */
export async function score(model: NgramModel, stream: Tokens, targets: number, pace: Pace) {
  const reader = new NgramReader(model);
  let nats = 0;
  let impossible = 0;
  for (let from = 1; from <= targets; from += SLICE) {
    const to = Math.min(targets + 1, from + SLICE);
    for (let i = from; i < to; i++) {
      reader.read(stream[i - 1]);
      const probability = reader.probability(stream[i]);
      nats -= Math.log(probability);
      if (probability === 0) impossible++;
    }
    await pace();
  }
  return { nats, impossible };
}
