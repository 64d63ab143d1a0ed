import type { Pace } from "../pace.ts";
import type { NgramModel } from "./model.ts";
import { NgramReader } from "./reader.ts";

/** Targets between two breaths. */
const SLICE = 2 ** 14;

/** Nats of targets 1 … `targets` of a stream of ids, of which the first is only read; infinite where one was impossible. */
export async function nats(model: NgramModel, stream: Int32Array, targets: number, pace: Pace): Promise<number> {
  const reader = new NgramReader(model);
  let sum = 0;
  for (let from = 1; from <= targets; from += SLICE) {
    const to = Math.min(targets + 1, from + SLICE);
    for (let i = from; i < to; i++) {
      reader.read(stream[i - 1]);
      sum -= Math.log(reader.probability(stream[i]));
    }
    await pace();
  }
  return sum;
}
