import type { RunRows } from "../../run/curves/runRows.ts";

/** Validations after the best that must all be worse before it is said. */
const VALIDATIONS = 3;
/** By so much, as a share of the best, their mean has to be worse: less is noise. */
const RISE = 0.005;

/**
 * The step from which on a run overfits: the validation loss was lowest there and has risen since, by three measurements at least, while
 * the training loss has fallen on. Undefined where it does not.
 */
export function overfitsSince({ steps, validations }: RunRows): number | undefined {
  const loss = validations.column("loss");
  const training = steps.column("loss");
  if (loss === undefined || training === undefined) return undefined;
  const best = loss.lowest(0, loss.length);
  if (best < 0 || loss.length - best - 1 < VALIDATIONS) return undefined;
  const lowest = loss.values[best];
  const later = mean(loss.values.subarray(loss.length - VALIDATIONS, loss.length));
  if (!(later > lowest + RISE * Math.abs(lowest))) return undefined;
  // Of training, as much before the best as there is between two validations, and as much now.
  const at = (row: number) => steps.steps.firstFrom(validations.steps.values[row] + 1);
  const width = Math.max(1, at(best) - (best > 0 ? at(best - 1) : 0));
  const then = mean(training.values.subarray(Math.max(0, at(best) - width), at(best)));
  const now = mean(training.values.subarray(Math.max(at(best), training.length - width), training.length));
  return now < then ? validations.steps.values[best] : undefined;
}

function mean(values: Float64Array): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
