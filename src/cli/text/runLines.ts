import { resolve } from "node:path";
import { oneLine } from "../../base/visibleText.ts";
import { changesText, type RunChanges, type RunManifest, type RunSummary, runChanges } from "../../runs/index.ts";

type GoodRun = Extract<RunSummary, { manifest: RunManifest }>;

/** What tells a run from the one of its config before it; nulls of the first. */
export interface RunIdentity {
  seed: number | null;
  before: string | null;
  changes: RunChanges | null;
}

/** What tells each of the runs, which come newest first, from the one of its config before it. */
export function identitiesOf(runs: readonly RunSummary[]): Map<RunSummary, RunIdentity> {
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
      identity.changes = runChanges(run.manifest, next.manifest);
    }
    later.set(file, run);
  }
  return found;
}

/** The same for programs: values as they are, not as JSON text. */
export function identityFields({ seed, before, changes }: RunIdentity): object {
  const keys = changes?.keys.map((it) => ({ key: it.key, before: JSON.parse(it.before), after: JSON.parse(it.after) }));
  return { seed, before, changes: changes && [...keys!, ...changes.files.map((file) => ({ file }))] };
}

/** The most differences that a line names. */
const MOST = 4;

/** "seed 2, model.units 24 (12 before)" */
export function identityText({ seed, changes }: RunIdentity): string {
  const own = seed === null ? [] : [`seed ${seed}`];
  if (!changes) return own.join();
  // The seed has been said.
  const differences = changesText({ ...changes, keys: changes.keys.filter(({ key }) => key !== "training.seed") });
  const isSame = changes.keys.length === 0 && differences.length === 0;
  const more = differences.length > MOST ? [`and ${differences.length - MOST} more`] : [];
  return oneLine([...own, ...(isSame ? ["as before"] : [...differences.slice(0, MOST), ...more])].join(", "));
}
