import type { Collapse } from "../../base/ctc/collapse.ts";
import type { TranscriptPreview } from "../../contracts/preview.ts";
import type { Vocabulary } from "../../data/index.ts";
import { bestPath } from "./paths.ts";

/** More labels than these are shown only where they are written or some step holds them so likely, and of those the likeliest. */
const LEAST_PEAK = 0.02;
const MOST_LABELS = 40;
/** Numbers of a picture, steps × labels. */
const MOST_NUMBERS = 2 ** 18;

/** What an input and its transcript are called. */
interface Said extends Pick<TranscriptPreview, "source" | "sound" | "symbols" | "truth" | "texts"> {
  collapse: Collapse;
  /** Labels that are written, by id, and the width of the search that found them. */
  output: readonly number[];
  beam?: number | null;
}

/** A transcript as people look at it: of ln y (T,V) the labels that matter. */
export function shownTranscript(logY: Float64Array, vocabulary: Vocabulary, said: Said): TranscriptPreview {
  const { source, sound, symbols, truth, texts, collapse, output, beam } = said;
  const V = vocabulary.size;
  const steps = logY.length / V;
  const path = bestPath(logY, steps, V, { never: vocabulary.unknown });
  const named = (truth ?? []).map((symbol) => vocabulary.id(symbol) ?? -1).filter((id) => id >= 0);
  const ids = shownLabels(logY, V, [...path, ...output, ...named]);
  const places = new Map(ids.map((id, place) => [id, place]));
  const logs = steps * ids.length > MOST_NUMBERS ? undefined : new Float32Array(steps * ids.length);
  logs?.forEach((_, i) => {
    logs[i] = logY[Math.floor(i / ids.length) * V + ids[i % ids.length]];
  });
  return {
    ...{ kind: "transcript", source, steps, collapse, truth, texts },
    ...(sound && { sound }),
    ...(symbols && { symbols }),
    labels: ids.map((id) => vocabulary.symbol(id)),
    path: lengthsOf(Array.from(path, (id) => places.get(id)!)),
    ...(logs && { logs }),
    output: output.map((id) => vocabulary.symbol(id)),
    ...(typeof beam === "number" && { beam }),
  };
}

/** All labels, or of many the blank, what is `written`, and of the others the likeliest, by id. */
export function shownLabels(logY: Float64Array, V: number, written: readonly number[]): number[] {
  if (V <= MOST_LABELS) return Array.from({ length: V }, (_, id) => id);
  const peaks = new Float64Array(V).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < logY.length; i++) peaks[i % V] = Math.max(peaks[i % V], logY[i]);
  const likely = [...peaks.keys()]
    .filter((id) => peaks[id] >= Math.log(LEAST_PEAK))
    .sort((a, b) => peaks[b] - peaks[a])
    .slice(0, MOST_LABELS);
  return [...new Set([0, ...written, ...likely])].sort((a, b) => a - b);
}

/** 0 0 3 → 0 2 3 1 */
function lengthsOf(path: readonly number[]): number[] {
  const pairs: number[] = [];
  for (const label of path) {
    if (pairs.length > 0 && pairs.at(-2) === label) pairs[pairs.length - 1]++;
    else pairs.push(label, 1);
  }
  return pairs;
}
