import type { Tokens } from "../text/tokens.ts";
import type { TokenReading } from "./batchSource.ts";

/** What one row of a measurement reads, and which of it counts. */
export interface Stretch {
  /** The first token that it reads. */
  from: number;
  /** Its targets: the tokens after this one, up to and with that one. */
  after: number;
  upTo: number;
}

/** What is known of how far back a model looks: steps, at least, and steps after which a clock that it counts begins anew. */
export interface Past {
  lookBack?: number;
  cycle?: number;
}

/** Tokens that are read before a row's first target, at least, and of what reads both sides on each: after so many a state is that of one stream. */
const WARM_UP = 200;
const MARGIN = 50;
/** A row has so many times as many targets as its warm-up has tokens: warm-ups add at most a quarter to what is read. */
const SHARE = 4;

/** Tokens among which the end of a line is looked for. */
const LONGEST_LINE = 10_000;

/**
 * Cuts the tokens 1 … N−1 of a stream, the targets of a measurement, into at most `mostRows` stretches that all read `steps` tokens.
 * Each but the first reads max(200, 4 · T) tokens or more before its first target, and as many as the model looks back; where it
 * has a clock, this begins as in one stream. A cut lies where a line ends; in a line that is longer than a quarter of a stretch it
 * may lie in the middle.
 *
 * Of a model that reads both sides (`inPlace`) each stretch has max(50, T) tokens more on either side, as far as the stream goes,
 * and there are as many as are needed.
 */
export function stretchesOf(
  stream: Tokens,
  sequenceLength: number,
  { inPlace = false, lineEnd }: TokenReading,
  { lookBack = 0, cycle = 1 }: Past,
  mostRows: number,
): { stretches: Stretch[]; steps: number } {
  const targets = stream.length - 1;
  if (inPlace) {
    const margin = Math.max(MARGIN, sequenceLength);
    const cuts = cutsOf(stream, 0, Math.ceil(targets / (2 * SHARE * margin)), lineEnd);
    const steps = Math.min(stream.length, longest(cuts) + 2 * margin);
    const from = (after: number) => Math.max(0, Math.min(after + 1 - margin, stream.length - steps));
    return { steps, stretches: between(cuts, from) };
  }
  const warmUp = Math.max(WARM_UP, 4 * sequenceLength, lookBack, cycle);
  const rows = Math.max(1, Math.min(mostRows, 1 + Math.floor(targets / (SHARE * warmUp))));
  const cuts = cutsOf(stream, rows > 1 ? warmUp : 0, rows, lineEnd);
  // The first row has no warm-up, and has so many targets more.
  const steps = cuts.length > 2 ? Math.max(cuts[1], longest(cuts.slice(1)) + warmUp + cycle - 1) : targets;
  return { steps, stretches: between(cuts, (_, upTo) => Math.max(0, Math.ceil((upTo - steps) / cycle) * cycle)) };
}

/**
 * Cuts 0 … N−1 in so many stretches or fewer, the first `more` longer than the others: as short as can be, because all take the time
 * of the longest.
 */
function cutsOf(stream: Tokens, more: number, count: number, lineEnd: number | undefined): number[] {
  const even = (stream.length - 1 - more) / count;
  for (let length = Math.ceil(even); ; length += Math.ceil(even / 64)) {
    const cuts = cutsBelow(stream, more, length, lineEnd);
    // At 4/3 of an even length there are never more.
    if (cuts.length - 1 <= count) return cuts;
  }
}

/** Stretches of so many targets at most, each up to the last line that ends in its last quarter, or where none does, full. */
function cutsBelow(stream: Tokens, more: number, length: number, lineEnd: number | undefined): number[] {
  const targets = stream.length - 1;
  const cuts = [0];
  for (let full = more + length; full < targets; full = cuts[cuts.length - 1] + length) {
    const least = full - Math.min(length / 4, LONGEST_LINE);
    let cut = full;
    while (lineEnd !== undefined && stream[cut] !== lineEnd && cut > least) cut--;
    cuts.push(stream[cut] === lineEnd ? cut : full);
  }
  return [...cuts, targets];
}

function longest(cuts: readonly number[]): number {
  return cuts.reduce((most, cut, i) => (i > 0 ? Math.max(most, cut - cuts[i - 1]) : most), 0);
}

function between(cuts: readonly number[], from: (after: number, upTo: number) => number): Stretch[] {
  return cuts.slice(1).map((upTo, i) => ({ from: from(cuts[i], upTo), after: cuts[i], upTo }));
}
