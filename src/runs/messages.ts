import { messageTable } from "../base/message.ts";
import { grouped } from "../base/words.ts";

interface Unfound {
  reference: string;
  root: string;
  cwd: string;
  /** Ids of the newest runs there. */
  newest: readonly string[];
}

/** What is said of runs on disk. */
export const says = messageTable("runs", {
  notAFile: ({ path }: { path: string }) => ({ code: "disk-error", text: `${path} is not a file` }),
  tooLarge: ({ path, bytes, most }: { path: string; bytes: number; most: number }) => ({
    code: "too-large",
    text: `${path} has ${bytes} bytes; at most ${most} are expected`,
    hint: "It may be damaged, or not what its name says.",
  }),
  diskFull: ({ file }: { file: string }) => ({
    code: "disk-full",
    text: `${file} could not be written: the disk or your quota is full`,
    hint: "Free some space (old runs lie in .unroll/runs) and resume: what was saved before is intact.",
  }),
  noPermission: ({ file, action, errno }: { file: string; action: "read" | "write"; errno: string }) => ({
    code: "no-permission",
    text: `No permission to ${action} ${file} (${errno})`,
    hint: `Check that you may ${action} it and that the disk is not read-only.`,
  }),
  noFile: ({ file }: { file: string }) => ({
    code: "not-found",
    text: `${file} does not exist`,
    hint: "Check the path, and whether it was moved or deleted.",
  }),
  diskError: ({ file, action, why }: { file: string; action: "read" | "write"; why: string }) => ({
    code: "disk-error",
    text: `${file} could not be ${action === "read" ? "read" : "written"}: ${why}`,
  }),
  fileForFolder: ({ folder }: { folder: string }) => ({
    code: "not-a-folder",
    text: `${folder} is a file, and runs are kept in a folder of that name`,
    hint: "Move it away, or give it another name.",
  }),
  rootIsNoFolder: ({ root }: { root: string }) => ({ code: "not-found", text: `${root} is not a folder` }),
  exists: ({ path }: { path: string }) => ({
    code: "exists",
    text: `${path} already exists`,
    hint: "Choose another folder.",
  }),
  sweepNotFound: ({ reference, root, newest }: { reference: string; root: string; newest: readonly string[] }) => ({
    code: "sweep-not-found",
    text: `There is no sweep ${reference} in ${root}`,
    hint:
      newest.length > 0
        ? `The newest there: ${newest.join(", ")}.`
        : "Sweeps are kept beside their config. Name the config too (sweep FILE.rnnconfig --resume last), or the folder of the sweep.",
  }),
  sweepDamaged: ({ file, what }: { file: string; what: string }) => ({
    code: "sweep-damaged",
    text: `${file} is damaged: ${what}`,
    hint: "The runs of the sweep are intact: each has its own folder in .unroll/runs. Start a new sweep.",
  }),
  sweepLater: ({ file }: { file: string }) => ({
    code: "sweep-format",
    text: `${file} was written by a later version of Unroll`,
    hint: "Update Unroll.",
  }),
  notARun: ({ folder }: { folder: string }) => ({
    code: "not-a-run",
    text: `${folder} is not a run: it has no run.json`,
    hint: WHERE_RUNS_ARE,
  }),
  noRunFolder: ({ folder }: { folder: string }) => ({
    code: "not-a-run",
    text: `There is no run folder ${folder}`,
    hint: `Perhaps it was moved or deleted. ${WHERE_RUNS_ARE}`,
  }),
  notJson: ({ file }: { file: string }) => ({
    code: "run-damaged",
    text: `${file} is not JSON`,
    hint: "The file may be damaged.",
  }),
  damagedRecord: ({ file, what }: { file: string; what: string }) => ({
    code: "run-damaged",
    text: `${file} is not the record of a run: ${what}`,
    hint: "Is this a run folder? The file may be damaged.",
  }),
  laterFormat: ({ file, format }: { file: string; format: number }) => ({
    code: "run-format",
    text: `${file} was written by a later version of Unroll (format ${format}; this one reads format 1)`,
    hint: "Update Unroll.",
  }),
  beingLocked: ({ path }: { path: string }) => ({
    code: "run-locked",
    text: `The run is just being taken by another process (${path})`,
    hint: "Try again.",
  }),
  locked: ({ who, host, path }: { who: string; host?: string; path: string }) => ({
    code: "run-locked",
    text: `The run is in use by ${who}${host === undefined ? "" : ` on ${JSON.stringify(host)}`}`,
    hint:
      host === undefined
        ? "Stop that process, or wait until it is done; two trainers would overwrite each other."
        : `If that process no longer runs, delete ${path}.`,
  }),
  trains: ({ id }: { id: string }) => ({
    code: "run-locked",
    text: `${id} is training`,
    hint: "Stop it, then delete it.",
  }),
  notDeleted: ({ path }: { path: string }) => ({
    code: "not-deleted",
    text: `${path} is not a deleted run`,
    hint: "Perhaps it was already restored, or deleted more than 30 days ago.",
  }),
  linkedTrash: ({ trash }: { trash: string }) => ({
    code: "not-a-folder",
    text: `${trash} is a link or a file, but deleted runs are kept in a folder of that name`,
    hint: "Move it away, and delete the run again.",
  }),
  damagedNotes: ({ file }: { file: string }) => ({
    code: "notes-damaged",
    text: `${file} is not JSON with notes`,
    hint: "Correct the file, or delete it to start with new notes.",
  }),
  ambiguous: ({ reference, cwd, runs, paths }: { reference: string; cwd: string; runs: number; paths: string[] }) => ({
    code: "run-not-found",
    text: `${runs} folders below ${cwd} hold a run ${JSON.stringify(reference)}`,
    hint: `Name one by its folder: ${paths.join(", ")}.`,
  }),
  notFound: ({ reference, root, cwd, newest }: Unfound) => ({
    code: "run-not-found",
    text: `No run ${JSON.stringify(reference)}: neither a run folder nor an id in ${root}, or in a folder below ${cwd}`,
    hint: newest.length === 0 ? "There are no runs here yet." : `The newest here: ${newest.join(", ")}; or "last".`,
    advice: newest.length === 0 ? { do: "use", command: "train" } : undefined,
  }),
  noRuns: ({ root }: { root: string }) => ({
    code: "run-not-found",
    text: `There is no run in ${root}`,
    hint: "Name a run elsewhere by its folder, or train one here.",
    advice: { do: "use", command: "train" },
  }),
  noCheckpoints: () => ({
    code: "checkpoint-missing",
    text: "The run has no checkpoint: it ended before the first was written, or its checkpoints were deleted",
    hint: "Train it again.",
  }),
  noSuchCheckpoint: ({ what, named, steps }: { what: string; named: readonly string[]; steps: readonly number[] }) => ({
    code: "checkpoint-missing",
    text: `The run has no ${what}`,
    hint: `Known: ${[...named, ...stepsText(steps)].join(", ")}.`,
  }),
});

const WHERE_RUNS_ARE = "A run is a folder under .unroll/runs beside its config.";

/** Kept steps that are listed one by one. */
const LISTED = 20;

function stepsText(steps: readonly number[]): string[] {
  if (steps.length <= LISTED) return steps.map(String);
  return [`${grouped(steps.length)} steps from ${steps[0]} to ${steps[steps.length - 1]}`];
}
