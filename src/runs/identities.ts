import { resolve } from "node:path";
import type { RunSummary } from "./listRuns.ts";
import type { RunManifest } from "./manifest.ts";
import { type RunChanges, runChanges } from "./runChanges.ts";

type GoodRun = Extract<RunSummary, { manifest: RunManifest }>;

/** What tells a run from the one of its config before it; nulls of the first. */
export interface RunIdentity {
  seed: number | null;
  before: string | null;
  changes: RunChanges | null;
}

/**
 * What tells each of the runs, which come newest first, from the one of its config before it.
 * @param changesOf for who asks again and again, and remembers
 */
export function identitiesOf(
  runs: readonly RunSummary[],
  changesOf: typeof runChanges = runChanges,
): Map<RunSummary, RunIdentity> {
  const good = runs.filter((run): run is GoodRun => run.manifest !== null);
  const later = new Map<string, GoodRun>();
  const found = new Map<RunSummary, RunIdentity>();
  for (const run of good) {
    const { config, configFile } = run.manifest;
    const seed: unknown = config.training?.seed;
    found.set(run, { seed: typeof seed === "number" ? seed : null, before: null, changes: null });
    const file = resolve(run.path, configFile);
    const next = later.get(file);
    const identity = next && found.get(next);
    if (next && identity) {
      identity.before = run.id;
      identity.changes = changesOf(run.manifest, next.manifest);
    }
    later.set(file, run);
  }
  return found;
}
