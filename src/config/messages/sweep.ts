import { grouped, listed } from "../../base/words.ts";
import { quoted, shown } from "../keys/describe.ts";
import { always, wrong } from "./syntax.ts";

/** What is wrong with a sweep. */
export const ofSweeps = {
  nothingSwept: always(
    "too-few-entries",
    'sweep.parameters names no key. Give one with its values, like { "model.units": [64, 128] }.',
  ),
  gridOverRange: wrong(
    "grid-over-range",
    ({ key, range }: { key: string; range: string }) =>
      `A grid needs a list of values for ${key}, but ${quoted(range)} is a range. List the values, or set sweep.method to "random" or "halving".`,
  ),
  gridTooLarge: wrong(
    "too-many-entries",
    ({ trials, most }: { trials: number; most: number }) =>
      `The grid has ${grouped(trials)} combinations. At most ${grouped(most)} are allowed. List fewer values, or set sweep.method to "random".`,
  ),
  emptyRange: wrong(
    "out-of-bounds",
    ({ key, low, high }: { key: string; low: number; high: number }) =>
      `${key} must go from a smaller value to a larger one, not from ${shown(low)} to ${shown(high)}.`,
  ),
  wrongMetric: (args: { metric: string; known: readonly string[]; suggestions: readonly string[] }) => {
    const { metric, known, suggestions } = args;
    const meant = suggestions.length > 0 ? ` Did you mean ${listed(suggestions.map(quoted), "or")}?` : "";
    return {
      code: "unknown-value",
      text: `sweep.metric must name a figure of validation, not ${shown(metric)}.${meant} Known metrics: ${known.join(", ")}.`,
      suggestions,
    };
  },
  sweepNeedsValidation: always(
    "needs-validation",
    "sweep compares trials by a figure of validation, but data.validation is 0. Set it to a part of the data, like 0.1.",
  ),
  halvingSeeds: wrong(
    "not-together",
    ({ seeds }: { seeds: number }) =>
      `sweep.method "halving" is not supported when training.seeds is ${seeds}: a trial is compared while it trains, before its other seeds have begun. Set training.seeds to 1, and train the best settings with several seeds afterwards.`,
  ),
  halvingCounts: wrong(
    "not-together",
    ({ kind }: { kind: string }) =>
      `sweep.method "halving" is not supported when model.kind is ${quoted(kind)}: it takes no steps that could end early. Set sweep.method to "grid" or "random".`,
  ),
  noEffectOnMethod: wrong(
    "no-effect",
    ({ key, method, why }: { key: string; method: string; why: string }) =>
      `${key} has no effect when sweep.method is ${quoted(method)}: ${why}. Leave it out.`,
  ),
};
