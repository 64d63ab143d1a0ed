import type { RunState } from "./runs.ts";

/**
 * How a run can be resumed. `continue`: it was cut short, and goes on as it is. `extend`: it is finished, and goes on with more steps or
 * patience. `retry`: it diverged, or failed before a checkpoint that is known of; a person may try, perhaps with other settings.
 * `none`: it is running, or its model has counted all there is to count.
 */
export type Resumption = "continue" | "extend" | "retry" | "none";

/** What decides how a run can be resumed. */
export interface RunStanding {
  state: RunState;
  /** Asked of runs that failed; absent where it is not known. */
  hasCheckpoint?: boolean;
  /** Whether its model counts, and takes no steps. */
  isCounted?: boolean;
}

/** The one place that decides how a run can be resumed. */
export function resumptionOf({ state, hasCheckpoint, isCounted }: RunStanding): Resumption {
  switch (state) {
    case "running":
      return "none";
    case "finished":
      return isCounted ? "none" : "extend";
    case "stopped":
    case "interrupted":
      return "continue";
    case "failed":
      return hasCheckpoint ? "continue" : "retry";
    case "diverged":
      return "retry";
  }
}
