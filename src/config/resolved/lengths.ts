import type { Config } from "../schema.ts";
import { tasks } from "../tasks/index.ts";

/** Steps of a window of a running text or a series; of whole sequences the most that there may be. */
export function sequenceLengthOf({ task, training }: Pick<Config, "task" | "training">): number {
  return training.sequenceLength ?? tasks[task].usualLength;
}
