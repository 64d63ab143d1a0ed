import { type Collapse, collapsed } from "../../base/ctc/collapse.ts";
import { type CtcLattice, ctcLattice } from "../../base/ctc/ctcLattice.ts";
import type { Config } from "../../config/index.ts";
import type { Vocabulary } from "../../data/index.ts";
import { bestPath } from "./paths.ts";
import { type Fusion, prefixSearch } from "./prefixSearch.ts";

export interface TranscriptSettings {
  /** Beginnings that the search keeps; null takes the best path. */
  beam: number | null;
  collapse: Collapse;
  /** Transcripts that are wanted, at most `beam`. */
  count: number;
  fusion?: Fusion;
  labelBonus: number;
}

/** A transcript, and how likely it is. */
export interface TranscriptOutput {
  ids: number[];
  /** Its labels, as symbols. */
  tokens: string[];
  text: string;
  /** ln P of all paths that collapse to it, nats; not a number where it was not found by probabilities. */
  logProbability: number;
  /** What a search ranks it by: with a language model and bonuses. */
  score: number;
}

/** How a config decodes; `isGreedy` takes the best path whatever it says, as validations do. */
export function transcriptSettings({ sampling }: Pick<Config, "sampling">, isGreedy = false): TranscriptSettings {
  const { beam, collapse, labelBonus } = sampling;
  return { beam: isGreedy ? null : beam, collapse, count: 1, labelBonus };
}

/** The transcripts of ln y (T,V), the best first. */
export function transcribe(
  logY: Float64Array,
  vocabulary: Vocabulary,
  settings: TranscriptSettings,
): TranscriptOutput[] {
  const { beam, collapse, count, fusion, labelBonus } = settings;
  const V = vocabulary.size;
  const never = vocabulary.unknown;
  if (beam === null) {
    const ids = collapsed(bestPath(logY, logY.length / V, V, { never }), collapse);
    const { logProbability } = ctcLattice(logY, V, ids);
    return [outputOf(ids, logProbability, logProbability, vocabulary)];
  }
  const found = prefixSearch(logY, V, { beam, count, never, fusion, labelBonus });
  return found
    .map(({ ids, logProbability, score }) => {
      // A narrow search has not followed all paths.
      const exact = ctcLattice(logY, V, ids).logProbability;
      return outputOf(ids, exact, score - logProbability + exact, vocabulary);
    })
    .sort((a, b) => b.score - a.score);
}

function outputOf(ids: number[], logProbability: number, score: number, vocabulary: Vocabulary): TranscriptOutput {
  return { ids, tokens: ids.map((id) => vocabulary.symbol(id)), text: vocabulary.decode(ids), logProbability, score };
}

/** The step at which each label of a transcript stands most likely, by the weights of its lattice. */
export function labelSteps({ labels, weights }: CtcLattice): number[] {
  const S = labels.length;
  return Array.from({ length: (S - 1) / 2 }, (_, u) => {
    let best = 0;
    for (let t = 1; t < weights.length / S; t++) {
      if (weights[t * S + 2 * u + 1] > weights[best * S + 2 * u + 1]) best = t;
    }
    return best;
  });
}
