import { softmax } from "../base/softmax.ts";
import type { Candidates } from "../contracts/inspection/look.ts";
import type { OutputRun } from "./capture/outputRun.ts";
import type { AnswerKind } from "./network.ts";
import type { Wanted } from "./readings/reading.ts";

/** What rows of vectors mean through the output layer. */
export interface Answers {
  candidates: Candidates;
  /** −ln p of what came (rows), nats; NaN where that is not known. */
  surprise: Float32Array;
}

/** Probabilities of one row of logits: of one among all, or of each label by itself. */
export function probabilitiesOf(answer: AnswerKind, logits: Float32Array, out: Float64Array): Float64Array {
  if (answer !== "labels") return softmax(logits, out);
  for (let c = 0; c < out.length; c++) out[c] = 1 / (1 + Math.exp(-logits[c]));
  return out;
}

/** The likeliest of every row of vectors (rows,·), and −ln p of what came. */
export function answersOf(
  output: OutputRun,
  vectors: Float32Array,
  { answer, names, wanted, top }: { answer: AnswerKind; names: readonly string[]; wanted?: Wanted; top: number },
): Answers {
  const rows = vectors.length / output.width;
  const K = Math.min(top, output.classes);
  const chosen = new Int32Array(rows * K);
  const probabilities = new Float32Array(rows * K);
  const surprise = new Float32Array(rows).fill(Number.NaN);
  const shares = new Float64Array(output.classes);
  output.each(vectors, 0, rows, (row, logits) => {
    probabilitiesOf(answer, logits, shares);
    likeliestOf(logits, chosen.subarray(row * K, (row + 1) * K));
    for (let k = 0; k < K; k++) probabilities[row * K + k] = shares[chosen[row * K + k]];
    surprise[row] = surpriseOf(answer, logits, wanted, row);
  });
  // What never occurs is not handed on: a vocabulary may be large.
  const found = [...new Set(chosen)].sort((a, b) => a - b);
  const places = new Map(found.map((id, place) => [id, place]));
  const candidates = {
    names: found.map((id) => names[id]),
    top: K,
    ids: chosen.map((id) => places.get(id)!),
    probabilities,
  };
  return { candidates, surprise };
}

/** The ids of the largest logits, the largest first, as many as `out` has room for; of equal ones the first. */
function likeliestOf(logits: Float32Array, out: Int32Array): void {
  let count = 0;
  for (let id = 0; id < logits.length; id++) {
    if (count === out.length && logits[id] <= logits[out[count - 1]]) continue;
    let at = count < out.length ? count++ : count - 1;
    for (; at > 0 && logits[out[at - 1]] < logits[id]; at--) out[at] = out[at - 1];
    out[at] = id;
  }
}

/** −ln p of what came, in f64. */
function surpriseOf(answer: AnswerKind, logits: Float32Array, wanted: Wanted | undefined, row: number): number {
  if (wanted?.kind === "ids") {
    const id = wanted.ids[row] ?? -1;
    return id < 0 ? Number.NaN : logSum(logits) - logits[id];
  }
  const set = wanted?.kind === "sets" ? wanted.sets[row] : null;
  if (answer !== "labels" || !set) return Number.NaN;
  // ln(1 + e^−x) of those that are there, ln(1 + e^x) of those that are not.
  return logits.reduce((sum, x, c) => sum + softplus(set.includes(c) ? -x : x), 0);
}

function logSum(logits: Float32Array): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (const x of logits) peak = Math.max(peak, x);
  let sum = 0;
  for (const x of logits) sum += Math.exp(x - peak);
  return peak + Math.log(sum);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Sum and mean of what is known; null where nothing is. */
export function totalOf(surprise: Float32Array): { total: number | null; mean: number | null } {
  const known = surprise.filter((nats) => !Number.isNaN(nats));
  if (known.length === 0) return { total: null, mean: null };
  const total = known.reduce((sum, nats) => sum + nats, 0);
  return { total, mean: total / known.length };
}
