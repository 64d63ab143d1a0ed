import { reachedOf } from "../../base/metrics.ts";
import type { RunEntry } from "../../contracts/runEntry.ts";
import type { RunRecord } from "../runs/runRecord.ts";

/** A run in a list as this window, which trains it, knows it: further than its files, which are written now and then. */
export function liveEntry(entry: RunEntry, { run, progress }: RunRecord): RunEntry {
  const { state, step, steps, paused } = progress;
  return {
    ...entry,
    ...{ state, step, steps, seconds: progress.seconds ?? entry.seconds, paused },
    ...reachedOf(progress, run.bestBy),
  };
}
