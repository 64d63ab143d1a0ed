import type { Config } from "../../config/index.ts";
import type { Vocabulary } from "../../data/index.ts";
import { type BeginState, beginState } from "../../sampling/index.ts";
import { says } from "../messages.ts";
import { shownSymbol } from "../network.ts";
import type { Reading } from "./reading.ts";

/**
 * A running text as a network reads it: as where it scores and writes, it begins in the state of the run, and words after `<bos>`. Each symbol
 * is predicted by the step before it, of a cloze model by its own.
 */
export function textReading(
  { data, sampling }: Config,
  vocabulary: Vocabulary,
  text: string,
  state: BeginState = sampling.state,
): Reading {
  const { ids: encoded, unknown: missing } = vocabulary.encode(text);
  const { unknown } = vocabulary;
  // Those without an id of <unk> are left out.
  const stood = missing.map(({ symbol }) => symbol);
  let next = 0;
  const all = Array.from(encoded, (id) => ({
    id,
    symbol: id === unknown ? stood[next++] : shownSymbol(vocabulary, id),
  }));
  if (data.direction === "backward") all.reverse();
  const isCloze = data.direction === "cloze";
  const begun = isCloze ? "cold" : beginState(vocabulary, state);
  const { begin, start } = vocabulary;
  const begins = begin !== undefined && !isCloze && (start !== undefined || begun === "warm" || all.length === 0);
  const read = begins ? [{ id: begin, symbol: begin === start ? "" : vocabulary.symbol(begin) }, ...all] : all;
  return {
    strips: [
      {
        name: "input",
        symbols: read.map(({ symbol }) => symbol),
        unknown: read.flatMap(({ id }, t) => (id === unknown ? [t] : [])),
      },
    ],
    input: { length: read.length, tokens: Int32Array.from(read, ({ id }) => vocabulary.read(id)) },
    wanted: { kind: "ids", ids: wantedOf(read, isCloze) },
    state: begun,
    notes: [
      ...(begun === "warm" ? [says.warm().text] : []),
      ...(data.direction === "backward" ? [says.backward().text] : []),
      ...(unknown === undefined && stood.length > 0 ? [says.leftOut({ symbols: [...new Set(stood)] }).text] : []),
    ],
  };
}

/** The id that each step predicts; `next` after the last, −1 where that is not known. */
function wantedOf(read: readonly { id: number }[], inPlace: boolean, next = -1): Int32Array {
  return Int32Array.from(read, (_, t) => (inPlace ? read[t].id : (read[t + 1]?.id ?? next)));
}

/** Ids of a running text, in reading order, as a network reads them, and the one that came `next`. */
export function idsReading(vocabulary: Vocabulary, { data }: Config, ids: ArrayLike<number>, next?: number): Reading {
  const read = Array.from(ids, (id) => ({ id }));
  return {
    strips: [{ name: "input", symbols: read.map(({ id }) => shownSymbol(vocabulary, id)), unknown: [] }],
    input: { length: read.length, tokens: Int32Array.from(read, ({ id }) => vocabulary.read(id)) },
    wanted: { kind: "ids", ids: wantedOf(read, data.direction === "cloze", next) },
    state: "cold",
    notes: data.direction === "backward" ? [says.backward().text] : [],
  };
}
