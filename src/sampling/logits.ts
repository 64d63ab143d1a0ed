// What is read off the logits of one row: in JavaScript, where the reader of the symbols has not done it in the core.
import type { Ranked, SymbolReader } from "./symbolReader.ts";

/** The `most` largest logits of a row of a reader, or more. */
export function rankedOf(reader: SymbolReader, row: number, most: number): Ranked {
  const ranked = reader.ranked?.(row, most);
  if (ranked) return ranked;
  const logits = reader.logits(row);
  return { logSum: logSumExp(logits), ...largestOf(logits, most) };
}

/** The `most` largest of logits (V). NaN and −∞ are not among them. */
export function largestOf(logits: Float32Array, most: number): Pick<Ranked, "ids" | "logits"> {
  const ids: number[] = [];
  const values: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    const value = logits[id];
    if (!(value > least)) continue;
    let at = ids.length === most ? most - 1 : ids.length;
    for (; at > 0 && values[at - 1] < value; at--) {
      values[at] = values[at - 1];
      ids[at] = ids[at - 1];
    }
    values[at] = value;
    ids[at] = id;
    if (ids.length === most) least = values[most - 1];
  }
  return { ids, logits: values };
}

/** Log-probability of a symbol, nats, by the softmax of logits (V) in f64. */
export function logProbability(logits: Float32Array, id: number): number {
  return logits[id] - logSumExp(logits);
}

export function logSumExp(logits: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) if (logits[i] > most) most = logits[i];
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i] - most);
  return most + Math.log(sum);
}
