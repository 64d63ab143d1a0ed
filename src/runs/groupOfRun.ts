import type { EntryGroup } from "../contracts/runEntry.ts";
import type { RunManifest } from "./manifest.ts";

/** The group that a run is seen in: all trials of a sweep, whatever seeds they have, else the seeds of a config. */
export function groupOfRun({ sweep, group }: Pick<RunManifest, "sweep" | "group">): EntryGroup | undefined {
  if (sweep !== undefined) return { kind: "sweep", id: sweep.id, index: sweep.trial, of: sweep.of };
  return group && { kind: "seeds", ...group };
}
