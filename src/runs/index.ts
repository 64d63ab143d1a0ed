export type { BaselineRow, RunState } from "../contracts/runs.ts";
export type { Checkpoint, CheckpointKind } from "./checkpoints.ts";
export { diskError } from "./diskError.ts";
export { findRun, lastOf } from "./findRun.ts";
export { groupOfRun } from "./groupOfRun.ts";
export { identitiesOf, type RunIdentity } from "./identities.ts";
export type { Keeping } from "./keeping.ts";
export { deletedRunsIn, listRuns, newestFirst, type RunSummary, runAt, runPathsIn } from "./listRuns.ts";
export { makeOwnFolder } from "./makeRun.ts";
export { changeNotes, readNotes } from "./manage/notes.ts";
export { type DeletedRun, deleteRun, restoreRun } from "./manage/trash.ts";
export type { ManifestPatch, RunManifest, RunMetrics, RunProgress } from "./manifest.ts";
export { withAbsoluteSound, withRelativeSound } from "./previewSounds.ts";
export { runBefore, runFolderBefore } from "./runBefore.ts";
export { changesText, type RunChanges, runChanges } from "./runChanges.ts";
export { type RunFacts, runFacts, wholeConfig } from "./runFacts.ts";
export { type NewRun, RunFolder } from "./runFolder.ts";
export { newId } from "./runId.ts";
export { runsOfConfig } from "./runsOfConfig.ts";
export { type LogRow, parseRow } from "./stepLog.ts";
export {
  configFileOfSweep,
  findSweep,
  openSweepsOf,
  runsFolderOfSweep,
  SweepFolder,
} from "./sweeps/sweepFolder.ts";
