import type { Measurement } from "../../contracts/runs.ts";
import { type RunFolder, runsFolderOfSweep, runsOfConfig, type SweepFolder } from "../../runs/index.ts";

/** The runs of a sweep on disk: of each trial, by its seeds from 1, the newest. */
export async function runsOfSweep(folder: SweepFolder, file: string): Promise<Map<number, Map<number, RunFolder>>> {
  const found = new Map<number, Map<number, RunFolder>>();
  // Newest first: what is there already stays.
  for (const run of await runsOfConfig(file, runsFolderOfSweep(folder))) {
    const { sweep, group } = run.manifest;
    if (sweep?.id !== folder.id) continue;
    const runs = found.get(sweep.trial) ?? new Map<number, RunFolder>();
    const seed = group?.index ?? 1;
    if (!runs.has(seed)) runs.set(seed, run);
    found.set(sweep.trial, runs);
  }
  return found;
}

/** The figure of a run that has ended, at its best checkpoint; null where it is missing or not finite. */
export function figureOf(best: Measurement | Record<string, number | null> | null, figure: string): number | null {
  const value = (best as Record<string, number | null> | null)?.[figure];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
