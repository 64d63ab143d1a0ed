import type { Config } from "../schema.ts";
import { tasks } from "../tasks/index.ts";

/** Steps of a window of a running text or a series; of whole sequences the most that there may be. */
export function sequenceLengthOf({ task, training }: Pick<Config, "task" | "training">): number {
  return training.sequenceLength ?? tasks[task].usualLength;
}

/** Symbols of a target where `training.targetLength` is null. */
const USUAL_TARGET = 1000;

/** Symbols that a target may have at most. */
export function targetLengthOf({ training }: Pick<Config, "training">): number {
  return training.targetLength ?? USUAL_TARGET;
}
