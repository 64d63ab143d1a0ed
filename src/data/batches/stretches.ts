import type { Tokens } from "../tokens.ts";
import type { Reading } from "./batchSource.ts";

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

/**
 * Cuts the tokens 1 … N−1 of a stream, the targets of a measurement, into at most `mostRows` stretches that all read `steps` tokens.
 * Each but the first reads max(200, 4 · T) tokens or more before its first target, and as many as the model looks back; where it
 * has a clock, this begins as in one stream. A cut lies where a line ends, the end nearest to an even cut; in a line that is longer
 * than a stretch it lies in the middle.
 *
 * Of a model that reads both sides (`inPlace`) each stretch has max(50, T) tokens more on either side, as far as the stream goes,
 * and there are as many as are needed.
 */
export function stretchesOf(
  stream: Tokens,
  sequenceLength: number,
  { inPlace = false, lineEnd }: Reading,
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
  const steps = rows > 1 ? Math.max(cuts[1], longest(cuts.slice(1)) + warmUp + cycle - 1) : targets;
  return { steps, stretches: between(cuts, (_, upTo) => Math.max(0, Math.ceil((upTo - steps) / cycle) * cycle)) };
}

/** Cuts 0 … N−1 in so many stretches, the first `more` longer than the others. */
function cutsOf(stream: Tokens, more: number, count: number, lineEnd: number | undefined): number[] {
  const targets = stream.length - 1;
  const even = (targets - more) / count;
  const cuts = [0];
  for (let i = 1; i < count; i++) cuts.push(nearestEnd(stream, Math.round(more + i * even), even / 2, lineEnd));
  return [...cuts, targets];
}

/** Where a line ends, nearest to a place and nearer than `within`; where none does, the place itself. */
function nearestEnd(stream: Tokens, place: number, within: number, lineEnd: number | undefined): number {
  if (lineEnd === undefined) return place;
  for (let distance = 0; distance < within - 1; distance++) {
    if (stream[place - distance] === lineEnd) return place - distance;
    if (stream[place + distance] === lineEnd) return place + distance;
  }
  return place;
}

function longest(cuts: readonly number[]): number {
  return cuts.reduce((most, cut, i) => (i > 0 ? Math.max(most, cut - cuts[i - 1]) : most), 0);
}

function between(cuts: readonly number[], from: (after: number, upTo: number) => number): Stretch[] {
  return cuts.slice(1).map((upTo, i) => ({ from: from(cuts[i], upTo), after: cuts[i], upTo }));
}
